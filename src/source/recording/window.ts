import type {Readable} from 'node:stream';
import {InputError} from '../../trace/fault.ts';
import type {Bytes} from './bytes.ts';

/** A pipe that is read like a file, as long as no released byte is read again. */
export type Window = Bytes & {
  /** Bytes below this one will not be read again. */
  release(to: number): void;
};

/** At most this much is kept: a packed member of ten seconds, and the bytes that are searched after it. */
const MOST_KEPT = 67_108_864;

/** `size` is infinite until the end has come. */
export function openWindow(pieces: AsyncIterator<Uint8Array>, input: Readable): Window {
  let kept: Uint8Array[] = [];
  let from = 0;
  let end = 0;
  let ended = false;

  async function pullTo(to: number): Promise<void> {
    while (end < to && !ended) {
      const {value, done} = await pieces.next();
      ended = done ?? false;
      if (done) return;
      kept.push(value);
      end += value.length;
      if (end - from > MOST_KEPT) throw new InputError(TOO_LONG);
    }
  }

  return {
    get size() {
      return ended ? end : Number.POSITIVE_INFINITY;
    },
    async read(at, length) {
      await pullTo(at + length);
      const parts: Uint8Array[] = [];
      let begin = from;
      for (const piece of kept) {
        const part = piece.subarray(Math.max(at - begin, 0), Math.max(at + length - begin, 0));
        if (part.length > 0) parts.push(part);
        begin += piece.length;
      }
      return Buffer.concat(parts);
    },
    release(to) {
      while (kept.length > 0 && from + kept[0].length <= to) from += kept.shift()!.length;
    },
    async close() {
      [kept, ended] = [[], true];
      input.destroy();
    },
  };
}

const TOO_LONG = `one segment of it has more than ${MOST_KEPT.toLocaleString('en-US')} bytes, too many for a pipe; name the file instead`;
