import type {Readable} from 'node:stream';
import {LONGEST_LINE} from '../../../protocol/bounds.ts';
import {openLines} from '../../../trace/lines.ts';

/** A line with its number, from 1; or the reason why it can not be read. */
export type InputLine = {line: number; text: string} | {line: number; fault: string};

/** The lines of a stream, as they arrive. */
export type InputLines = {
  /** The lines since the last call, without empty ones. */
  take(): InputLine[];
  /** The stream has ended, and all lines are taken. */
  readonly ended: boolean;
  /** Resolves when there is a line to take, or the stream has ended. */
  arrival(): Promise<void>;
  /** Stops reading. */
  close(): void;
};

/** When this many lines wait, the stream is paused. */
const WAITING_MAX = 1_000;

/** `over` is called when the stream has ended. */
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
