import {closeSync, renameSync, unlinkSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Disk, openDisk} from './disk.ts';
import {type Owned, type OwnOptions, own} from './own.ts';
import {putAll, type WritePiece} from './put.ts';
import {unwritable, WriteError} from './why.ts';

/** A file that is written in pieces, in their order, while the program goes on. */
export type FileWriter = {
  /** Takes bytes to be written. Throws a WriteError once writing has failed, or when too many bytes wait. */
  append(bytes: Uint8Array): void;
  /** Overwrites bytes that were appended before; missing where that is not possible. */
  replace?(at: number, bytes: Uint8Array): void;
  /** Throws the failure, if there is one. */
  check(): void;
  readonly failure: WriteError | null;
  /** How many of the appended bytes are written. */
  readonly written: number;
  /** Waits until at most 1 MiB is left to be written, or `over`. A file that takes nothing for ten seconds has failed. */
  ready(over?: () => boolean): Promise<void>;
  /** Waits until all is written, as long as some bytes are taken, and gives the file up. */
  close(options?: CloseOptions): Promise<void>;
  /** Gives the file up and removes it. */
  discard(): Promise<void>;
};

export type CloseOptions = {
  /** Writing fails after so many milliseconds in which nothing was taken; called again and again meanwhile. */
  patienceMs?: () => number;
  /** The name that the file gets once it is complete. */
  as?: string;
};

export type WriterOptions = OwnOptions & {
  /** At most so many bytes may wait. */
  mostWaiting?: number;
};

/** The reader of a pipe may be slow, but what it has not read fills our memory. */
const MOST_IN_PIPE = 8 << 20;
/** A disk takes everything in the end; only a simulation at full speed waits for it. */
const MOST_ON_DISK = 64 << 20;
const LITTLE = 1 << 20;
const PATIENCE_MS = 10_000;
/** How often to check whether bytes were taken. */
const CHECK_MS = 10;

type State = {
  readonly file: string;
  readonly owned: Owned;
  /** `null`: it is not on a disk. */
  readonly disk: Disk | null;
  /** At most so many bytes may wait. */
  readonly most: number;
  queue: WritePiece[];
  /** Bytes that are not written yet. */
  waiting: number;
  written: number;
  failure: WriteError | null;
  /** When bytes were taken last, in ms of `performance.now`. */
  movedAt: number;
  draining: Promise<void> | null;
  closing: boolean;
};

/** Opens a file to be written from its beginning; its old content is gone. Throws a WriteError. */
export function openWriter(file: string, options: WriterOptions = {}): FileWriter {
  const state = startState(file, options);
  return {
    append: bytes => add(state, {at: null, bytes}),
    ...(state.disk && {replace: (at: number, bytes: Uint8Array) => add(state, {at, bytes})}),
    check: () => check(state),
    get failure() {
      return state.failure;
    },
    get written() {
      return state.written;
    },
    ready: over => settle(state, LITTLE, tenSeconds, over),
    close: how => close(state, how),
    discard: () => discard(state),
  };
}

function startState(file: string, options: WriterOptions): State {
  const owned = own(file, options);
  const disk = emptied(file, owned);
  const most = options.mostWaiting ?? (disk ? MOST_ON_DISK : MOST_IN_PIPE);
  const progress = {queue: [], waiting: 0, written: 0, failure: null, movedAt: performance.now()};
  return {file, owned, disk, most, ...progress, draining: null, closing: false};
}

function emptied(file: string, owned: Owned): Disk | null {
  try {
    return openDisk(file, owned);
  } catch (error) {
    closeSync(owned.fd);
    owned.release();
    throw unwritable(file, error);
  }
}

function add(state: State, piece: WritePiece): void {
  check(state);
  if (state.waiting + piece.bytes.length > state.most) {
    fail(state, stuck(state));
    check(state);
  }
  if (state.waiting === 0) state.movedAt = performance.now();
  state.queue.push(piece);
  state.waiting += piece.bytes.length;
  state.draining ??= drain(state);
}

function check({failure}: State): void {
  if (failure !== null) throw failure;
}

function fail(state: State, error: unknown): void {
  state.failure ??= unwritable(state.file, error);
  [state.queue, state.waiting] = [[], 0];
}

function stuck({file, disk, waiting}: State): WriteError {
  const kB = Math.ceil(waiting / 1000).toLocaleString('en');
  const why = disk ? 'its disk takes no more data' : 'its reader takes no data';
  return new WriteError(`${file} can not be written: ${why}, and ${kB} kB wait`);
}

async function drain(state: State): Promise<void> {
  const {disk, owned} = state;
  const moved = (bytes: number, at: WritePiece['at']) => noteMoved(state, bytes, at);
  try {
    while (state.queue.length > 0) {
      const pieces = state.queue;
      state.queue = [];
      if (disk) await disk.put(pieces, moved);
      else await putAll(owned.fd, pieces, moved, () => state.failure !== null);
    }
  } catch (error) {
    fail(state, error);
  }
  state.draining = null;
}

function noteMoved(state: State, bytes: number, at: WritePiece['at']): void {
  if (at === null) state.written += bytes;
  state.waiting = Math.max(state.waiting - bytes, 0);
  state.movedAt = performance.now();
}

/** Waits until at most `most` bytes wait. */
async function settle(state: State, most: number, patienceMs: () => number, over = () => false): Promise<void> {
  while (state.draining && state.failure === null && state.waiting > most && !over()) {
    await Promise.race([state.draining, sleep(CHECK_MS, undefined, {ref: false})]);
    if (performance.now() - state.movedAt > patienceMs() && state.waiting > most) fail(state, stuck(state));
  }
}

const tenSeconds = () => PATIENCE_MS;

async function close(state: State, {patienceMs = tenSeconds, as}: CloseOptions = {}): Promise<void> {
  if (state.closing) return;
  state.closing = true;
  await settle(state, 0, patienceMs);
  const {file, disk} = state;
  try {
    if (state.failure === null) await disk?.check();
    if (state.failure === null && as !== undefined) renameSync(disk?.path ?? file, as);
  } catch (error) {
    fail(state, error);
  }
  await end(state);
}

async function discard(state: State): Promise<void> {
  state.closing = true;
  await settle(state, 0, tenSeconds);
  if (state.disk && state.failure === null) unlinkSync(state.disk.path);
  await end(state);
}

async function end(state: State): Promise<void> {
  const {disk} = state;
  // After a failure a disk may still be writing; a pipe returns at once.
  if (state.draining && !disk) await state.draining;
  if (state.draining) void state.draining.finally(() => shut(state));
  else shut(state);
}

function shut({disk, owned}: State): void {
  disk?.close();
  closeSync(owned.fd);
  owned.release();
}
