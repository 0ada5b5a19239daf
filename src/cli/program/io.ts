import type {Readable} from 'node:stream';
import type {Host} from '../../ui/screen/terminal/host.ts';

/** A terminal that a screen can be shown on, and what of the process ends with it. */
export type Terminal = {
  stdin: NodeJS.ReadStream;
  /** Where keys come from when stdin is data; opened when it is asked for. */
  keys?(): NodeJS.ReadStream | undefined;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  host: Host;
};

/** Text to be printed: plain lines; lines that `painter` has coloured; lines of JSON. What else it holds than that is taken out of it. */
export type Printed = string | {painted: string} | {json: string};

/** What a command may touch of the process. */
export type Io = Omit<ProcessStreams, 'write'> & {
  /** `false` once nobody reads any more: the command should end. */
  write(text: Printed): Promise<boolean>;
};

/** The process, as main hands it in; tests hand in their own. Only `printing` writes to it. */
export type ProcessStreams = {
  write(text: string): Promise<boolean>;
  /** From now on nobody is held to read any more: what waits to be taken is given up. */
  abandon?(): void;
  /** Says something on stderr, one line. */
  say(sentence: string): void;
  /** The bytes of stdin; only who asks for them reads it. */
  stdin(): Readable;
  isTTY: boolean;
  /** Columns of the terminal, when there is one. */
  columns?: number;
  /** Where a screen can be shown. */
  terminal?: Terminal;
  env: {readonly [name: string]: string | undefined};
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
};

/** Exit statuses, as `cli.md` of the contract has them. */
export const EXIT = {done: 0, error: 1, usage: 2, condition: 3, lost: 4, input: 5, interrupted: 130} as const;

const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 40;

/**
 * Columns of a frame: those of COLUMNS or of the terminal; in a pipe as many as there are: what reads
 * them there looks for all of them, as with ps and top -b.
 */
export function frameWidth(io: Pick<Io, 'env' | 'columns' | 'isTTY'>): number {
  return io.isTTY || wantedWidth(io) > 0 ? screenWidth(io) : Number.POSITIVE_INFINITY;
}

/** Columns to write for: COLUMNS when somebody set it, else the terminal's, else 100. */
export function screenWidth({env, columns}: Pick<Io, 'env' | 'columns'>): number {
  return Math.max(wantedWidth({env}) || columns || DEFAULT_WIDTH, LEAST_WIDTH);
}

/** 0: nobody has said. */
function wantedWidth({env}: Pick<Io, 'env'>): number {
  return /^\d+$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 0;
}
