import {sanitize} from '../../protocol/sanitize.ts';
import {openLines} from '../../trace/lines.ts';

/** What a program writes to its stderr, line by line, as much of it as a log can bear. */
export type Murmur = {
  feed(piece: Uint8Array): void;
  /** Nothing more will come. */
  end(): void;
  /** The lines to be told now, for which it should be asked twice a second or so: the last ones, and how many were left out before. */
  take(): string[];
  /** The last line that was not empty. */
  readonly last: string | null;
};

/** So many lines at once; of more than these, the last are kept. */
const KEPT = 20;
/** So many may come in a burst; after that two a second. */
const ALLOWANCE = 100;

export function openMurmur(): Murmur {
  let kept: string[] = [];
  let left = 0;
  let allowance = ALLOWANCE;
  let last: string | null = null;

  function keep(text: string): void {
    if (text.trim() === '') return;
    last = text;
    kept.push(text);
    if (kept.length <= KEPT) return;
    kept.shift();
    left++;
  }

  const lines = openLines({
    take: (bytes, from, to) => keep(sanitize(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString())),
    tooLong: () => keep('(a line of more than a megabyte)'),
  });

  return {
    feed: piece => lines.feed(piece),
    end() {
      lines.end();
      allowance = KEPT;
    },
    take() {
      allowance = Math.min(allowance + 1, ALLOWANCE);
      if (kept.length === 0) return [];
      const told = kept.slice(-allowance);
      const missing = left + kept.length - told.length;
      allowance -= told.length;
      [kept, left] = [[], 0];
      return missing === 0 ? told : [`… ${missing.toLocaleString('en-US')} lines left out`, ...told];
    },
    get last() {
      return last;
    },
  };
}
