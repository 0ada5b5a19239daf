import {sanitize} from '../../protocol/sanitize.ts';
import {openLines} from '../../trace/lines.ts';

/** The stderr of a program, line by line, at most as many lines as a log can hold. */
export type StderrLines = {
  feed(piece: Uint8Array): void;
  /** Nothing more will come. */
  end(): void;
  /** The lines since the last call, for the log: the newest ones, after a line that counts those left out. To be called about twice a second. */
  take(): string[];
  /** The last line that was not empty. */
  readonly last: string | null;
};

/** Lines at once; of more than these, the newest are kept. */
const KEPT = 20;
/** Lines in a burst; after that, two a second. */
const ALLOWANCE = 100;

type State = {
  kept: string[];
  /** Lines that did not fit into `kept`. */
  leftOut: number;
  allowance: number;
  last: string | null;
};

export function openStderrLines(): StderrLines {
  const state: State = {kept: [], leftOut: 0, allowance: ALLOWANCE, last: null};
  const lines = openLines({
    take: (bytes, from, to) =>
      keep(state, sanitize(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString())),
    tooLong: () => keep(state, '(a line of more than a megabyte)'),
  });
  return {
    feed: piece => lines.feed(piece),
    end() {
      lines.end();
      state.allowance = KEPT;
    },
    take: () => take(state),
    get last() {
      return state.last;
    },
  };
}

function keep(state: State, text: string): void {
  if (text.trim() === '') return;
  state.last = text;
  state.kept.push(text);
  if (state.kept.length <= KEPT) return;
  state.kept.shift();
  state.leftOut++;
}

function take(state: State): string[] {
  state.allowance = Math.min(state.allowance + 1, ALLOWANCE);
  if (state.kept.length === 0) return [];
  const taken = state.kept.slice(-state.allowance);
  const missing = state.leftOut + state.kept.length - taken.length;
  state.allowance -= taken.length;
  [state.kept, state.leftOut] = [[], 0];
  return missing === 0 ? taken : [`… ${missing.toLocaleString('en-US')} lines left out`, ...taken];
}
