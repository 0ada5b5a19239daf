import type {Readable} from 'node:stream';
import {LONGEST_LINE} from '../../../protocol/bounds.ts';
import {openLines} from '../../../trace/lines.ts';

/** A line that came in, by its number from 1; or why it can not be looked at. */
export type InputLine = {line: number; text: string} | {line: number; fault: string};

/** Lines of a stream, as they come. */
export type InputLines = {
  /** Those that have come since the last call, without the empty ones. */
  take(): InputLine[];
  /** No more will come than can be taken now. */
  readonly ended: boolean;
  /** Resolves when there is something to take, or it has ended. */
  arrival(): Promise<void>;
  /** Reads no more. */
  close(): void;
};

/** So many lines may wait; who sends more is made to wait too. */
const WAITING_MAX = 1_000;

/** `over` is called when no more will come. */
export function openInputLines(input: Readable, over: () => void): InputLines {
  let waiting: InputLine[] = [];
  let ended = false;
  let arrived = Promise.withResolvers<void>();

  function put(line: InputLine): void {
    waiting.push(line);
    arrived.resolve();
    if (waiting.length >= WAITING_MAX) input.pause();
  }

  function end(): void {
    if (ended) return;
    lines.end();
    ended = true;
    arrived.resolve();
    over();
  }

  const lines = openLines({
    take(bytes, from, to, line) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
      if (text.trim() !== '') put({line, text});
    },
    tooLong: line => put({line, fault: `it is longer than ${LONGEST_LINE.toLocaleString('en-US')} bytes`}),
  });
  input.on('data', piece => lines.feed(piece));
  for (const event of ['end', 'close', 'error']) input.on(event, end);

  return {
    take() {
      const taken = waiting;
      waiting = [];
      if (!ended) {
        arrived = Promise.withResolvers();
        input.resume();
      }
      return taken;
    },
    get ended() {
      return ended && waiting.length === 0;
    },
    arrival: () => arrived.promise,
    close: () => void input.destroy(),
  };
}
