import {open, stat as statOf} from 'node:fs/promises';

/** A file that can be read at any place. */
export type Bytes = {
  /** Infinite while it is unknown, as for a pipe until its end. */
  readonly size: number;
  /** As many bytes as there are, up to `length`. */
  read(at: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
};

/** Opens a regular file; `null`: it is not one, and can only be read from its beginning. */
export async function openBytes(path: string): Promise<Bytes | null> {
  // Without opening it: a pipe that is opened, closed and opened again loses its writer, which gets SIGPIPE in between.
  const stat = await statOf(path);
  if (!stat.isFile() || stat.size === 0) return null;
  const file = await open(path);
  return {
    size: stat.size,
    async read(at, length) {
      const wanted = Math.max(Math.min(length, stat.size - at), 0);
      const buffer = Buffer.allocUnsafe(wanted);
      let done = 0;
      while (done < wanted) {
        const {bytesRead} = await file.read(buffer, done, wanted - done, at + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    },
    close: () => file.close(),
  };
}

/** How much is searched at a time. */
const WINDOW_BYTES = 65_536;

/** The first place of these bytes from `from` on, below `to`; -1: there is none. */
export async function findBytes(bytes: Bytes, wanted: Uint8Array, from: number, to = bytes.size): Promise<number> {
  const length = WINDOW_BYTES + wanted.length - 1;
  for (let at = from; at < to; at += WINDOW_BYTES) {
    const window = await bytes.read(at, length);
    const found = window.indexOf(wanted);
    if (found >= 0) return at + found < to ? at + found : -1;
    if (window.length < length) break;
  }
  return -1;
}

/** The last place of these bytes below `to`; -1: there is none. */
export async function findLastBytes(bytes: Bytes, wanted: Uint8Array, to = bytes.size): Promise<number> {
  for (let end = to; end > 0; end -= WINDOW_BYTES) {
    const at = Math.max(end - WINDOW_BYTES, 0);
    const found = (await bytes.read(at, end - at + wanted.length - 1)).lastIndexOf(wanted);
    if (found >= 0) return at + found;
  }
  return -1;
}
