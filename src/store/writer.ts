import {closeSync, renameSync, unlinkSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Disk, openDisk} from './disk.ts';
import {type Owned, type OwnOptions, own} from './own.ts';
import {putAll, type WritePiece} from './put.ts';
import {unwritable, WriteError} from './why.ts';

/** A file that is written in pieces, in their order, while the program goes on. */
export type FileWriter = {
  /** Takes bytes to be written. Throws a WriteError once writing has failed, or when more wait than may. */
  append(bytes: Uint8Array): void;
  /** Puts bytes over others that were appended before; missing where that is not possible. */
  replace?(at: number, bytes: Uint8Array): void;
  /** Throws why writing has failed, if it has. */
  check(): void;
  readonly failure: WriteError | null;
  /** How many of the bytes that were appended are written. */
  readonly written: number;
  /** Waits while more than a little is to be written, until `over`. What takes nothing for ten seconds has failed. */
  ready(over?: () => boolean): Promise<void>;
  /**
   * Waits until all is written, as long as something moves, and gives the file up. `patienceMs`: after so long without anything taken
   * it has failed; it is asked again while that is waited for. `as`: the name that it gets once it is whole.
   */
  close(options?: {patienceMs?: () => number; as?: string}): Promise<void>;
  /** Gives it up and removes it. */
  discard(): Promise<void>;
};

export type WriterOptions = OwnOptions & {
  /** So many bytes may wait. */
  mostWaiting?: number;
};

/** A pipe's reader may be slow, but what it has not read fills our memory. */
const MOST_IN_PIPE = 8 << 20;
/** A disk gets it all in the end; only what is made at the highest speed waits for it. */
const MOST_ON_DISK = 64 << 20;
const LITTLE = 1 << 20;
const PATIENCE_MS = 10_000;
/** How often to check whether anything moved. */
const LOOK_MS = 10;

/** Opens a file that is written from its beginning; what was in it is gone. Throws a WriteError. */
export function openWriter(file: string, options: WriterOptions = {}): FileWriter {
  const owned = own(file, options);
  const disk = emptied(file, owned);
  const most = options.mostWaiting ?? (disk ? MOST_ON_DISK : MOST_IN_PIPE);
  let queue: WritePiece[] = [];
  let waiting = 0;
  let written = 0;
  let failure: WriteError | null = null;
  let movedAt = performance.now();
  let draining: Promise<void> | null = null;
  let closing = false;

  function fail(error: unknown): void {
    failure ??= unwritable(file, error);
    [queue, waiting] = [[], 0];
  }

  function check(): void {
    if (failure !== null) throw failure;
  }

  function add(piece: WritePiece): void {
    check();
    if (waiting + piece.bytes.length > most) {
      fail(stuck());
      check();
    }
    if (waiting === 0) movedAt = performance.now();
    queue.push(piece);
    waiting += piece.bytes.length;
    draining ??= drain();
  }

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) {
        const pieces = queue;
        queue = [];
        if (disk) await disk.put(pieces, moved);
        else await putAll(owned.fd, pieces, moved, () => failure !== null);
      }
    } catch (error) {
      fail(error);
    }
    draining = null;
  }

  function moved(bytes: number, at: WritePiece['at']): void {
    if (at === null) written += bytes;
    waiting = Math.max(waiting - bytes, 0);
    movedAt = performance.now();
  }

  function stuck(): WriteError {
    const kB = Math.ceil(waiting / 1000).toLocaleString('en');
    const why = disk ? 'its disk takes nothing more' : 'its reader takes nothing';
    return new WriteError(`${file} can not be written: ${why}, ${kB} kB wait`);
  }

  /** Until no more than so much waits. */
  async function settle(most: number, patienceMs: () => number, over = () => false): Promise<void> {
    while (draining && failure === null && waiting > most && !over()) {
      await Promise.race([draining, sleep(LOOK_MS, undefined, {ref: false})]);
      if (performance.now() - movedAt > patienceMs() && waiting > most) fail(stuck());
    }
  }

  async function end(): Promise<void> {
    // A failed one may still be in the hands of a disk; a pipe returns at once.
    if (draining && !disk) await draining;
    if (draining) void draining.finally(shut);
    else shut();
  }

  function shut(): void {
    disk?.close();
    closeSync(owned.fd);
    owned.release();
  }

  return {
    append: bytes => add({at: null, bytes}),
    ...(disk && {replace: (at: number, bytes: Uint8Array) => add({at, bytes})}),
    check,
    get failure() {
      return failure;
    },
    get written() {
      return written;
    },
    ready: over => settle(LITTLE, () => PATIENCE_MS, over),
    async close({patienceMs = () => PATIENCE_MS, as} = {}) {
      if (closing) return;
      closing = true;
      await settle(0, patienceMs);
      try {
        if (failure === null) await disk?.check();
        if (failure === null && as !== undefined) renameSync(disk?.path ?? file, as);
      } catch (error) {
        fail(error);
      }
      await end();
    },
    async discard() {
      closing = true;
      await settle(0, () => PATIENCE_MS);
      if (disk && failure === null) unlinkSync(disk.path);
      await end();
    },
  };
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
