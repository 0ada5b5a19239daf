import {write} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {codeOf} from './why.ts';

/** Bytes to be written. `at`: over bytes that are there already; `null`: at the end. */
export type WritePiece = {at: number | null; bytes: Uint8Array};

const writeSome = promisify(write) as unknown as (
  fd: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  at: number | null,
) => Promise<number | {bytesWritten: number}>;

/** How often to try a full pipe again. */
const AGAIN_MS = 5;

/**
 * Writes pieces one after the other to a descriptor that does not block; waits while it takes nothing, until `over`. The system may take
 * fewer bytes than it is given.
 */
export async function putAll(
  fd: number,
  pieces: readonly WritePiece[],
  moved: (bytes: number, at: WritePiece['at']) => void,
  over: () => boolean,
): Promise<void> {
  for (const {bytes} of pieces)
    for (let done = 0; done < bytes.length && !over(); ) {
      const taken = await put(fd, bytes, done, null);
      if (taken === 0) await sleep(AGAIN_MS);
      else moved(taken, null);
      done += taken;
    }
}

/** How many bytes were taken; 0 where it would block. */
export async function put(fd: number, bytes: Uint8Array, done: number, at: number | null): Promise<number> {
  try {
    const taken = await writeSome(fd, bytes, done, bytes.length - done, at);
    return typeof taken === 'number' ? taken : taken.bytesWritten;
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return 0;
    throw error;
  }
}
