import type {Readable} from 'node:stream';
import {InputError} from '../../trace/fault.ts';
import type {Bytes} from './bytes.ts';

/** What comes through a pipe, read as a file is, as long as nothing is wanted again that was given up. */
export type Window = Bytes & {
  /** Nothing below this byte is read again. */
  release(to: number): void;
};

/** So much is kept of what may be wanted again: a member of ten seconds, packed, and what is looked through behind it. */
const MOST_KEPT = 67_108_864;

/** `size` is infinite until its end has come. */
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

const TOO_LONG = `more than ${MOST_KEPT.toLocaleString('en-US')} bytes of it belong together, which is too much through a pipe; name it as a file`;
