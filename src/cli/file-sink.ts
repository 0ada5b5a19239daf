import {closeSync, fstatSync, ftruncateSync, openSync, writeSync} from 'node:fs';
import type {Sink} from '../trace/recording/writer.ts';

export type FileSink = Sink & {close(): void};

/** A file that is written from its beginning; what was in it is gone. Throws an Error that names it when it can not be written. */
export function openFileSink(file: string): FileSink {
  const fd = attempt(file, () => openSync(file, 'w'));
  // A pipe takes bytes only in order.
  const seekable = fstatSync(fd).isFile();
  let end = 0;

  function append(bytes: Uint8Array): void {
    try {
      write(fd, bytes, seekable ? end : null);
    } catch (error) {
      // What did not fit whole goes, so that the file ends where a reader can say so.
      if (seekable) ftruncateSync(fd, end);
      throw explained(file, error);
    }
    end += bytes.length;
  }

  return {
    append,
    ...(seekable && {replace: (at: number, bytes: Uint8Array) => attempt(file, () => write(fd, bytes, at))}),
    close: () => closeSync(fd),
  };
}

/** A file with this text and nothing else. Throws an Error that names it when it can not be written. */
export function writeWhole(file: string, text: string): void {
  const sink = openFileSink(file);
  try {
    sink.append(Buffer.from(text));
  } finally {
    sink.close();
  }
}

/** The system may take less than it is given. */
function write(fd: number, bytes: Uint8Array, at: number | null): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, bytes.length - done, at === null ? null : at + done);
}

function attempt<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw explained(file, error);
  }
}

const FAULTS: {readonly [code: string]: string} = {
  ENOSPC: 'there is no space left for it',
  EDQUOT: 'your quota leaves no space for it',
  EFBIG: 'it would be larger than a file may be',
  ENOENT: 'there is no such directory',
  ENOTDIR: 'there is no such directory',
  EISDIR: 'it is a directory',
  EACCES: 'writing it is not allowed',
  EPERM: 'writing it is not allowed',
  EROFS: 'its file system can only be read',
  EPIPE: 'nobody reads it any more',
};

function explained(file: string, error: unknown): Error {
  return new Error(`${file} can not be written: ${whyUnwritable(error)}`, {cause: error});
}

/** What the system said, in words and without its end. */
export function whyUnwritable(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException;
  return FAULTS[code] ?? message;
}
