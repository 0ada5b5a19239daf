const FAULTS: {readonly [code: string]: string} = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'it would be larger than a file may be',
  ENOENT: 'there is no such directory',
  ENOTDIR: 'there is no such directory',
  EISDIR: 'it is a directory',
  EACCES: 'writing it is not allowed',
  EPERM: 'writing it is not allowed',
  EROFS: 'its file system is read-only',
  EPIPE: 'its reader is gone',
  ENXIO: 'it is a pipe that nothing reads; start its reader first',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

/** A file can not be written; the message names it and gives the reason, without a full stop. */
export class WriteError extends Error {}

export function unwritable(file: string, error: unknown): WriteError {
  if (error instanceof WriteError) return error;
  return new WriteError(`${file} can not be written: ${whyUnwritable(error)}`, {cause: error});
}

/** The error of the system in words, without a full stop. */
export function whyUnwritable(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException;
  return FAULTS[code] ?? message;
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
