import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isatty} from 'node:tty';
import {type Lock, lockBeside, takeLock} from './lock.ts';
import {codeOf, unwritable, WriteError} from './why.ts';

/** A file that is open for writing, and ours. Its old content is still there. */
export type Owned = {
  /** Always writes at the end. */
  fd: number;
  /** For a file on a disk: its path without links, and its identity. */
  disk: {path: string; dev: number; ino: number} | null;
  release(): void;
};

export type OwnOptions = {
  /** Files that are read meanwhile: they are not opened for writing, under any path. */
  reads?: readonly string[];
  /** It must not exist yet. */
  fresh?: boolean;
};

/** The file to be written is one that is being read. */
export class ReadError extends WriteError {}

/**
 * Opens a file for writing: the only place that does so for files in pieces. Pipes and devices need no owner; they are opened so that
 * they never block. Throws a WriteError.
 */
export function own(file: string, options: OwnOptions = {}): Owned {
  try {
    return owned(file, options);
  } catch (error) {
    throw unwritable(file, error);
  }
}

function owned(file: string, {reads = [], fresh = false}: OwnOptions): Owned {
  const {O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NONBLOCK, O_NOCTTY} = constants;
  const fd = openSync(file, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | (fresh ? O_EXCL : 0));
  try {
    const stat = fstatSync(fd);
    for (const read of reads)
      if (isSame(stat, read)) throw new ReadError(`${file} is being read, and can not be written at the same time`);
    if (stat.isBlockDevice()) throw new WriteError(`${file} can not be written: it is a disk`);
    if (isatty(fd)) throw new WriteError(`${file} can not be written: it is a terminal`);
    if (!stat.isFile()) return {fd, disk: null, release: () => {}};
    const path = realpathSync(file);
    return {fd, disk: {path, dev: stat.dev, ino: stat.ino}, release: lockFile(path, stat, file)};
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Two locks: other hosts and users see the one beside the file; the one of its inode holds for all of its hard links. */
function lockFile(path: string, stat: Stats, file: string): () => void {
  const inode = lockOfInode(stat);
  const locks: Lock[] = [];
  const release = () => {
    for (const lock of locks.splice(0)) lock.release();
  };
  try {
    if (inode !== null) locks.push(takeLock(inode, file));
    locks.push(takeLock(lockBeside(path), file));
  } catch (error) {
    // The file may be written, its folder may not: then the lock of its inode is enough.
    if (locks.length > 0 && UNWRITABLE.includes(codeOf(error))) return release;
    release();
    if (UNWRITABLE.includes(codeOf(error)))
      throw new WriteError(
        `${file} can not be written: no lock file can be created in its folder, and without one another process could write it too`,
      );
    throw error;
  }
  return release;
}

const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS'];

/** `null`: there is no folder for it that only we can write. */
function lockOfInode({dev, ino}: Stats): string | null {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `irqdeck-${uid}`);
  try {
    mkdirSync(folder, {mode: 0o700, recursive: true});
    const stat = lstatSync(folder);
    return stat.isDirectory() && stat.uid === uid ? join(folder, `${dev}-${ino}.lock`) : null;
  } catch {
    return null;
  }
}

/** Whether a path leads to the same file as stdout; not for a terminal or another device. */
export function isStdout(path: string): boolean {
  const stdout = attempt(() => fstatSync(1));
  return stdout !== undefined && !stdout.isCharacterDevice() && isSame(stdout, path);
}

/** Whether a path leads to this file; `false` if it leads nowhere. */
export function isSame({dev, ino}: {dev: number; ino: number}, path: string): boolean {
  const other = attempt(() => statSync(path, {throwIfNoEntry: false}));
  return other?.dev === dev && other.ino === ino;
}

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
