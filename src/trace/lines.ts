import {ENDLESS_LINE, LONGEST_LINE} from '../protocol/bounds.ts';
import {InputError} from './fault.ts';

export type Lines = {
  feed(piece: Uint8Array): void;
  /** Takes the text after the last newline as a line. */
  end(): void;
};

export type LineTaker = {
  /** A line, `bytes` from `from` to `to` without its newline; the bytes may change after the call. `ended`: by a newline, not by the end of the text. */
  take(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void;
  /** A line is too long, and dropped. */
  tooLong(line: number): void;
};

const LF = 10;
const CR = 13;

/** Cuts pieces of bytes into lines, numbered from 1. Only a line that goes on in the next piece is copied. */
export function openLines({take, tooLong}: LineTaker, longest = LONGEST_LINE): Lines {
  let line = 1;
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let dropping = false;
  let dropped = 0;

  function carry(rest: Uint8Array): void {
    if (dropping) passOver(rest);
    if (dropping || rest.length === 0) return;
    carried.push(rest);
    carriedBytes += rest.length;
    if (carriedBytes <= longest) return;
    drop();
    dropping = true;
  }

  /** In a file of zeros, a line never ends. */
  function passOver({length}: Uint8Array): void {
    dropped += length;
    if (dropped > ENDLESS_LINE)
      throw new InputError(`more than ${ENDLESS_LINE} bytes without a newline: this is not text`, line);
  }

  function drop(): void {
    [carried, carriedBytes] = [[], 0];
    tooLong(line);
  }

  function finish(bytes: Uint8Array, from: number, to: number, ended: boolean): void {
    if (dropping) [dropping, dropped] = [false, 0];
    else if (to - from > longest) drop();
    else take(bytes, from, to > from && bytes[to - 1] === CR ? to - 1 : to, line, ended);
    line++;
  }

  /** The line that began in an earlier piece. */
  function finishCarried(rest: Uint8Array, ended: boolean): void {
    carry(rest);
    const whole = joined(carried, carriedBytes);
    [carried, carriedBytes] = [[], 0];
    finish(whole, 0, whole.length, ended);
  }

  return {
    feed(piece) {
      let from = 0;
      for (let to = piece.indexOf(LF); to >= 0; to = piece.indexOf(LF, from)) {
        if (carriedBytes > 0) finishCarried(piece.subarray(from, to), true);
        else finish(piece, from, to, true);
        from = to + 1;
      }
      carry(piece.subarray(from));
    },
    end() {
      if (carriedBytes > 0) finishCarried(new Uint8Array(0), false);
    },
  };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
