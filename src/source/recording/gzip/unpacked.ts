import type {Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import {BOMB, isBomb} from './expansion.ts';

/**
 * The bytes of a stream, unpacked where they are gzip, which their first two tell. Reads only as fast as pieces are taken. Returns why
 * they end early, `null` where they do not; everything before that has been given. `pieces`: the bytes, where some were read already.
 */
export async function* unpacked(
  input: Readable,
  pieces = input[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, string | null> {
  try {
    const head = await firstBytes(pieces);
    if (head[0] !== GZIP[0] || head[1] !== GZIP[1]) {
      if (head.length > 0) yield head;
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
      return null;
    }
    return yield* unzipped(head, pieces);
  } catch (error) {
    return faultOf(error as NodeJS.ErrnoException);
  } finally {
    input.destroy();
  }
}

const GZIP = [0x1f, 0x8b];

/** A pipe may give a single byte at first. */
async function firstBytes(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < GZIP.length) {
    const {value, done} = await pieces.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

/** So much packed at a time: gzip packs a thousand to one at best, so that 16 MB come of it. */
const PORTION = 16_384;

async function* unzipped(
  head: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, string | null> {
  const gunzip = createGunzip();
  let out: Uint8Array[] = [];
  let fault: string | null = null;
  const size = {packed: 0, unpacked: 0};
  // Taken as events: a stream that is iterated throws away what it has in hand when it fails.
  gunzip.on('data', piece => out.push(piece));
  gunzip.on('error', error => {
    fault = gzipFault(error);
  });
  const taken = () => {
    const ready = out;
    out = [];
    return ready;
  };
  for (let packed: Uint8Array | null = head; packed !== null && fault === null; packed = await nextOf(pieces)) {
    for (let at = 0; at < packed.length && fault === null; at += PORTION) {
      const portion = packed.subarray(at, at + PORTION);
      await written(gunzip, portion);
      size.packed += portion.length;
      for (const piece of out) size.unpacked += piece.length;
      yield* taken();
      if (isBomb(size.packed, size.unpacked)) fault ??= BOMB;
    }
  }
  if (fault === null) await written(gunzip, null);
  yield* taken();
  return fault;
}

async function nextOf(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  const {value, done} = await pieces.next();
  return done ? null : value;
}

/** Until it is unpacked, or the stream has failed: then it forgets to answer the write. `null`: the end. */
function written(gunzip: ReturnType<typeof createGunzip>, packed: Uint8Array | null): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      gunzip.off('close', done);
      gunzip.off('end', done);
      resolve();
    };
    gunzip.on('close', done);
    if (packed === null) gunzip.on('end', done).end();
    else gunzip.write(packed, done);
  });
}

/** The end came too early; everything before it is as it was packed. */
export const CUT_OFF = 'its gzip data is cut off';

function gzipFault(error: NodeJS.ErrnoException): string {
  return error.code === 'Z_BUF_ERROR' ? CUT_OFF : `its gzip data is damaged (${error.message})`;
}

const FAULTS: {readonly [code: string]: string} = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'there is no such file',
  EACCES: 'reading it is not allowed',
  ENAMETOOLONG: 'there is no such file',
  ENXIO: 'it is a socket; only files and pipes can be read',
};

function faultOf({code = '', message}: NodeJS.ErrnoException): string {
  return FAULTS[code] ?? `reading it failed: ${message}`;
}
