/** A piece of what was read from a terminal: one key (a character or a sequence), or a text that was pasted. */
export type InputPiece =
  | {readonly kind: 'key'; readonly bytes: string}
  | {readonly kind: 'paste'; readonly text: string};

export type Input = {
  /** What comes with one read. */
  push(chunk: string): InputPiece[];
  /** An unfinished sequence, which no more comes of. */
  flush(): InputPiece[];
  /** Whether there is one. */
  readonly unfinished: boolean;
};

// Sample input: `j`, `\r`, `\x1b[A`, `\x1bOP`, `\x1b[[A`, `\x1b[<0;12;3M`, alt-up as `\x1b\x1b[A`.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const KEY = /\x1b\x1b?(?:\[\[?[0-?]*[ -/]*[@-~]|O[\d;]*[@-~]|[^\x1b[O])|[\s\S]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const UNFINISHED = /\x1b\x1b?(?:\[\[?[0-?]*[ -/]*|O[\d;]*)?$/;
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const CTRL_C = '\x03';

/** A paste of which nothing more has come for so long is over, whatever became of its end. */
const STALE_MS = 2000;
/** No text field takes more; the rest is only waited out. */
const MOST = 65_536;

/** Cuts what is read into keys and pastes, however they lie across reads. `now`: ms; one that stands still knows no stale paste. */
export function openInput(now: () => number = () => 0): Input {
  let held = '';
  let paste: string | null = null;
  let heardMs = 0;

  function push(chunk: string): InputPiece[] {
    const pieces: InputPiece[] = [];
    const stale = now() - heardMs > STALE_MS || chunk === CTRL_C;
    heardMs = now();
    if (paste !== null && stale) pieces.push(ended(paste));
    let rest = held + chunk;
    held = '';
    while (rest !== '') rest = paste === null ? keys(rest, pieces) : pasted(rest, pieces);
    return pieces;
  }

  function ended(text: string): InputPiece {
    paste = null;
    return {kind: 'paste', text};
  }

  /** Keys up to the beginning of a paste; returns what is behind that. */
  function keys(text: string, pieces: InputPiece[]): string {
    const begin = text.indexOf(PASTE_BEGIN);
    const typed = begin === -1 ? text : text.slice(0, begin);
    if (begin === -1) held = UNFINISHED.exec(typed)?.[0] ?? '';
    else paste = '';
    pieces.push(...keysIn(typed.slice(0, typed.length - held.length)));
    return begin === -1 ? '' : text.slice(begin + PASTE_BEGIN.length);
  }

  /** The paste up to its end; returns what is behind that. */
  function pasted(text: string, pieces: InputPiece[]): string {
    const all = paste + text;
    const end = all.indexOf(PASTE_END, Math.max(0, paste!.length - PASTE_END.length));
    if (end !== -1) {
      pieces.push(ended(all.slice(0, end)));
      return all.slice(end + PASTE_END.length);
    }
    paste = all.length > MOST ? all.slice(0, MOST / 2) + all.slice(-PASTE_END.length) : all;
    return '';
  }

  return {
    push,
    flush() {
      const left = held;
      held = '';
      return left === '' ? [] : [{kind: 'key', bytes: left}];
    },
    get unfinished() {
      return held !== '';
    },
  };
}

function keysIn(text: string): InputPiece[] {
  return (text.match(KEY) ?? []).filter(bytes => bytes !== PASTE_END).map(bytes => ({kind: 'key', bytes}));
}
