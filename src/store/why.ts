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
  EPIPE: 'its reader is gone',
  ENXIO: 'it is a pipe that nothing reads; start its reader first',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

/** A file can not be written; the message names it and says why, without an end. */
export class WriteError extends Error {}

export function unwritable(file: string, error: unknown): WriteError {
  if (error instanceof WriteError) return error;
  return new WriteError(`${file} can not be written: ${whyUnwritable(error)}`, {cause: error});
}

/** What the system said, in words and without its end. */
export function whyUnwritable(error: unknown): string {
  const {code = '', message} = error as NodeJS.ErrnoException;
  return FAULTS[code] ?? message;
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
