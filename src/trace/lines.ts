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

type State = LineTaker & {
  readonly longest: number;
  /** The number of the line that comes next. */
  line: number;
  /** The beginning of that line, in pieces; its bytes. */
  carried: Uint8Array[];
  carriedBytes: number;
  /** That line is too long: its rest is passed over. */
  dropping: boolean;
  droppedBytes: number;
};

/** Cuts pieces of bytes into lines, numbered from 1. Only a line that goes on in the next piece is copied. */
export function openLines({take, tooLong}: LineTaker, longest = LONGEST_LINE): Lines {
  const start = {line: 1, carried: [], carriedBytes: 0, dropping: false, droppedBytes: 0};
  const state: State = {take, tooLong, longest, ...start};
  return {
    feed: piece => feed(state, piece),
    end() {
      if (state.carriedBytes > 0) finishCarried(state, new Uint8Array(0), false);
    },
  };
}

function feed(state: State, piece: Uint8Array): void {
  let from = 0;
  for (let to = piece.indexOf(LF); to >= 0; to = piece.indexOf(LF, from)) {
    if (state.carriedBytes > 0) finishCarried(state, piece.subarray(from, to), true);
    else finish(state, piece, from, to, true);
    from = to + 1;
  }
  carry(state, piece.subarray(from));
}

function finish(state: State, bytes: Uint8Array, from: number, to: number, ended: boolean): void {
  if (state.dropping) [state.dropping, state.droppedBytes] = [false, 0];
  else if (to - from > state.longest) drop(state);
  else state.take(bytes, from, to > from && bytes[to - 1] === CR ? to - 1 : to, state.line, ended);
  state.line++;
}

/** The line that began in an earlier piece. */
function finishCarried(state: State, rest: Uint8Array, ended: boolean): void {
  carry(state, rest);
  const whole = joined(state.carried, state.carriedBytes);
  [state.carried, state.carriedBytes] = [[], 0];
  finish(state, whole, 0, whole.length, ended);
}

function carry(state: State, rest: Uint8Array): void {
  if (state.dropping) passOver(state, rest);
  if (state.dropping || rest.length === 0) return;
  state.carried.push(rest);
  state.carriedBytes += rest.length;
  if (state.carriedBytes <= state.longest) return;
  drop(state);
  state.dropping = true;
}

/** In a file of zeros, a line never ends. */
function passOver(state: State, {length}: Uint8Array): void {
  state.droppedBytes += length;
  if (state.droppedBytes > ENDLESS_LINE)
    throw new InputError(`more than ${ENDLESS_LINE} bytes without a newline: this is not text`, state.line);
}

function drop(state: State): void {
  [state.carried, state.carriedBytes] = [[], 0];
  state.tooLong(state.line);
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
