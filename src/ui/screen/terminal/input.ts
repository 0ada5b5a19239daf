/** A piece of what was read from a terminal: one key (a character or a sequence), or a text that was pasted. */
export type InputPiece =
  | {readonly kind: 'key'; readonly bytes: string}
  | {readonly kind: 'paste'; readonly text: string};

/** Where a parser of terminal input stands between two reads. */
export type Input = {
  /** ms; without a clock that runs, no paste is ever stale. */
  readonly now: () => number;
  /** The beginning of a key's sequence whose rest has not come; '': none. */
  unfinished: string;
  /** The paste that has not ended yet; `null`: none. */
  paste: string | null;
  /** When something was read last. */
  readMs: number;
};

// Sample input: `j`, `\r`, `\x1b[A`, `\x1bOP`, `\x1b[[A`, `\x1b[<0;12;3M`, alt-up as `\x1b\x1b[A`.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const KEY = /\x1b\x1b?(?:\[\[?[0-?]*[ -/]*[@-~]|O[\d;]*[@-~]|[^\x1b[O])|[\s\S]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const UNFINISHED = /\x1b\x1b?(?:\[\[?[0-?]*[ -/]*|O[\d;]*)?$/;
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const CTRL_C = '\x03';

/** A paste has ended when nothing more of it has come for so long, even without its end mark. */
const STALE_MS = 2000;
/** No text field takes more; the rest of a paste is discarded. */
const MOST = 65_536;

/** A parser that cuts terminal input into keys and pastes, however they lie across reads. */
export function openInput(now: () => number = () => 0): Input {
  return {now, unfinished: '', paste: null, readMs: 0};
}

/** The keys and pastes that one read completes. */
export function pushInput(input: Input, chunk: string): InputPiece[] {
  const pieces: InputPiece[] = [];
  const nowMs = input.now();
  const stale = nowMs - input.readMs > STALE_MS || chunk === CTRL_C;
  input.readMs = nowMs;
  if (input.paste !== null && stale) pieces.push(endPaste(input, input.paste));
  let rest = input.unfinished + chunk;
  input.unfinished = '';
  while (rest !== '') rest = input.paste === null ? takeKeys(input, rest, pieces) : takePaste(input, rest, pieces);
  return pieces;
}

/** Takes an unfinished sequence as a key: no more of it will come. */
export function flushInput(input: Input): InputPiece[] {
  const bytes = input.unfinished;
  input.unfinished = '';
  return bytes === '' ? [] : [{kind: 'key', bytes}];
}

/** Takes keys up to the beginning of a paste; returns what follows that. */
function takeKeys(input: Input, text: string, pieces: InputPiece[]): string {
  const begin = text.indexOf(PASTE_BEGIN);
  const keys = begin === -1 ? text : text.slice(0, begin);
  if (begin === -1) input.unfinished = UNFINISHED.exec(keys)?.[0] ?? '';
  else input.paste = '';
  pieces.push(...keysIn(keys.slice(0, keys.length - input.unfinished.length)));
  return begin === -1 ? '' : text.slice(begin + PASTE_BEGIN.length);
}

/** Takes the paste up to its end; returns what follows that. */
function takePaste(input: Input, text: string, pieces: InputPiece[]): string {
  const before = input.paste ?? '';
  const all = before + text;
  const end = all.indexOf(PASTE_END, Math.max(0, before.length - PASTE_END.length));
  if (end !== -1) {
    pieces.push(endPaste(input, all.slice(0, end)));
    return all.slice(end + PASTE_END.length);
  }
  input.paste = all.length > MOST ? all.slice(0, MOST / 2) + all.slice(-PASTE_END.length) : all;
  return '';
}

function endPaste(input: Input, text: string): InputPiece {
  input.paste = null;
  return {kind: 'paste', text};
}

function keysIn(text: string): InputPiece[] {
  return (text.match(KEY) ?? []).filter(bytes => bytes !== PASTE_END).map(bytes => ({kind: 'key', bytes}));
}
