import type {Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import {openUnpacker, PORTION_BYTES} from './unpacker.ts';

/**
 * The bytes of a stream, unpacked if its first two bytes are those of gzip. Reads only as fast as pieces are taken. Returns why they
 * end early, `null`: they do not; all bytes before that were given. `pieces`: the bytes, if some were read already.
 */
export async function* unpacked(
  input: Readable,
  pieces = input[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, string | null> {
  try {
    const head = await firstBytes(pieces);
    if (head[0] === GZIP[0] && head[1] === GZIP[1]) return yield* unzipped(head, pieces);
    if (head.length > 0) yield head;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
    return null;
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

async function* unzipped(
  head: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, string | null> {
  const unpacker = openUnpacker(createGunzip());
  for (
    let packed: Uint8Array | null = head;
    packed !== null && unpacker.fault === null;
    packed = await nextOf(pieces)
  ) {
    for (let at = 0; at < packed.length && unpacker.fault === null; at += PORTION_BYTES)
      yield* await unpacker.unpack(packed.subarray(at, at + PORTION_BYTES));
  }
  if (unpacker.fault === null) yield* await unpacker.end();
  return unpacker.fault;
}

async function nextOf(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  const {value, done} = await pieces.next();
  return done ? null : value;
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
