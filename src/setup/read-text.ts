import {closeSync, constants, createReadStream, openSync, readSync} from 'node:fs';
import {LONGEST_TEXT} from '../protocol/bounds.ts';
import {InputError} from '../trace/fault.ts';

/** Reads a whole file, such as a scenario or a drill. Rejects with an InputError if it can not be read, or is too long. */
export async function readText(file: string): Promise<string> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of createReadStream(file, {end: LONGEST_TEXT})) pieces.push(piece);
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
  return textOf(file, Buffer.concat(pieces), LONGEST_TEXT);
}

/**
 * The same, synchronously, for files that irqdeck itself writes. It never waits: a pipe without a writer is empty. `longest` in bytes.
 * Throws the error of the system, or an InputError if the file is too long.
 */
export function readTextNow(file: string, longest = LONGEST_TEXT): string {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return textOf(file, readUpTo(fd, longest + 1), longest);
  } finally {
    closeSync(fd);
  }
}

/** The error for a file that can not be read. */
export function unreadable(file: string, {code = '', message}: NodeJS.ErrnoException): InputError {
  return new InputError(`${file} can not be read: ${REASONS[code] ?? message}`);
}

/** Why a file can not be read, by the system's error code. */
const REASONS: {readonly [code: string]: string} = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'reading it is not allowed',
  ENXIO: 'it is a socket; only files and pipes can be read',
};

function textOf(file: string, bytes: Buffer, longest: number): string {
  if (bytes.length <= longest) return bytes.toString();
  const most = longest.toLocaleString('en-US');
  throw new InputError(
    `${file} can not be read: it has more than ${most} bytes, too many for a scenario, drill or configuration; to show a recording, use irqdeck replay FILE`,
  );
}

const PIECE_BYTES = 65_536;

function readUpTo(fd: number, most: number): Buffer {
  const pieces: Buffer[] = [];
  for (let size = 0; size < most; ) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, most - size));
    const read = readSync(fd, piece);
    if (read === 0) break;
    pieces.push(piece.subarray(0, read));
    size += read;
  }
  return Buffer.concat(pieces);
}
