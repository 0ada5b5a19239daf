import {closeSync, constants, fstat, ftruncateSync, openSync, type Stats, stat} from 'node:fs';
import {promisify} from 'node:util';
import {isSame, type Owned} from './own.ts';
import {put, type WritePiece} from './put.ts';
import {unwritable, WriteError} from './why.ts';

/** A file on a disk that is being written, and checked for changes by others. */
export type Disk = {
  readonly path: string;
  /** Calls `moved` after each piece. */
  put(pieces: readonly WritePiece[], moved: Moved): Promise<void>;
  /** Rejects with a WriteError when the file is not as we wrote it. */
  check(): Promise<void>;
  close(): void;
};

type Moved = (bytes: number, at: WritePiece['at']) => void;

const statOf = promisify(stat) as (path: string) => Promise<Stats>;
const fstatOf = promisify(fstat) as (fd: number) => Promise<Stats>;

type State = {
  /** Its name in messages. */
  readonly file: string;
  /** The descriptor that always appends. */
  readonly fd: number;
  /** The descriptor for bytes in the middle. */
  readonly patch: number;
  readonly disk: NonNullable<Owned['disk']>;
  /** How many bytes were appended. */
  end: number;
};

/**
 * Empties a file to write it. Bytes are appended at its present end, so that a file which another program empties meanwhile gets no hole.
 * Bytes in the middle go through a second descriptor, because the first one always appends. `null`: it is not on a disk.
 */
export function openDisk(file: string, {fd, disk}: Owned): Disk | null {
  if (disk === null) return null;
  const {path} = disk;
  const patch = openSync(path, constants.O_WRONLY);
  if (!isSame(disk, path)) {
    closeSync(patch);
    throw new WriteError(`${file} can not be written: it was replaced just now; try again`);
  }
  ftruncateSync(fd);
  const state: State = {file, fd, patch, disk, end: 0};
  return {
    path,
    put: (pieces, moved) => putPieces(state, pieces, moved),
    check: () => check(state),
    close: () => closeSync(patch),
  };
}

async function putPieces(state: State, pieces: readonly WritePiece[], moved: Moved): Promise<void> {
  await check(state);
  for (const piece of pieces) {
    await (piece.at === null ? append(state, piece) : overwrite(state, piece));
    moved(piece.bytes.length, piece.at);
  }
}

async function check({file, fd, disk, end}: State): Promise<void> {
  const [{size}, there] = await Promise.all([fstatOf(fd), statOf(disk.path).catch(() => null)]);
  if (there?.dev !== disk.dev || there.ino !== disk.ino)
    throw new WriteError(`${file} was removed or replaced by another program, and the data written to it is lost`);
  if (size !== end)
    throw new WriteError(`${file} was changed by another program: it has ${size} bytes instead of the ${end} written`);
}

/** A piece that does not fit is removed again, so that the file ends where a reader can use all of it. */
async function append(state: State, {bytes}: WritePiece): Promise<void> {
  const {file, fd, end} = state;
  try {
    for (let done = 0; done < bytes.length; ) done += await put(fd, bytes, done, null);
  } catch (error) {
    ftruncateSync(fd, end);
    const kept = end > 0 ? '; the data written before is kept' : '';
    throw new WriteError(`${unwritable(file, error).message}${kept}`, {cause: error});
  }
  state.end += bytes.length;
}

async function overwrite({patch}: State, {at, bytes}: WritePiece): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += await put(patch, bytes, done, at! + done);
}
