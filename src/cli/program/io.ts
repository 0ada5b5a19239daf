import type {Readable} from 'node:stream';
import type {Host} from '../../ui/screen/terminal/host.ts';

/** A terminal for the screen, and the process that uses it. */
export type Terminal = {
  stdin: NodeJS.ReadStream;
  /** The source of keys when stdin carries data; opened on demand. */
  keys?(): NodeJS.ReadStream | undefined;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  host: Host;
};

/** Text to print: plain lines, lines coloured by `painter`, or lines of JSON. Everything else in it is removed. */
export type Printed = string | {painted: string} | {json: string};

/** The part of the process that a command may use. */
export type Io = Omit<ProcessStreams, 'write'> & {
  /** Resolves with `false` once the reader is gone; the command should end then. */
  write(text: Printed): Promise<boolean>;
};

/** The process, from main.ts or a test. Only `printing` writes to it. */
export type ProcessStreams = {
  write(text: string): Promise<boolean>;
  /** Treats the reader as gone, and drops the output that it has not taken. */
  abandon?(): void;
  /** Prints a line on stderr. */
  say(sentence: string): void;
  /** The bytes of stdin; it is read only after this call. */
  stdin(): Readable;
  isTTY: boolean;
  /** Columns of the terminal, if there is one. */
  columns?: number;
  /** The terminal for the screen, if there is one. */
  terminal?: Terminal;
  env: {readonly [name: string]: string | undefined};
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
};

/** Exit statuses. Scripts rely on them. */
export const EXIT = {done: 0, error: 1, usage: 2, condition: 3, lost: 4, input: 5, interrupted: 130} as const;

const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 40;

/** Columns of a frame: from COLUMNS or the terminal; unlimited in a pipe, where a reader expects every column, as with ps and top -b. */
export function frameWidth(io: Pick<Io, 'env' | 'columns' | 'isTTY'>): number {
  return io.isTTY || wantedWidth(io) > 0 ? screenWidth(io) : Number.POSITIVE_INFINITY;
}

/** Columns to format for: COLUMNS if it is set, else the terminal's, else 100. At least 40. */
export function screenWidth({env, columns}: Pick<Io, 'env' | 'columns'>): number {
  return Math.max(wantedWidth({env}) || columns || DEFAULT_WIDTH, LEAST_WIDTH);
}

/** 0: COLUMNS is not set. */
function wantedWidth({env}: Pick<Io, 'env'>): number {
  return /^\d+$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 0;
}
