import type {Gunzip, InflateRaw} from 'node:zlib';
import {FREE_EXPANSION, MOST_EXPANSION} from '../../../protocol/bounds.ts';

/** Unpacks portion by portion, as far as the data is intact. */
export type Unpacker = {
  unpack(portion: Uint8Array): Promise<Buffer[]>;
  /** The data ends here. */
  end(): Promise<Buffer[]>;
  /** Why nothing more can be unpacked; `null`: it can. */
  readonly fault: string | null;
  close(): void;
};

/** The size of a portion: gzip packs at most a thousand to one, so 16 MB of text come of it. */
export const PORTION_BYTES = 16_384;

export function openUnpacker(stream: Gunzip | InflateRaw): Unpacker {
  let ready: Buffer[] = [];
  let fault: string | null = null;
  const size = {packed: 0, unpacked: 0};
  // By events: a stream that is iterated drops the pieces that are ready when it fails.
  stream.on('data', (piece: Buffer) => {
    ready.push(piece);
    size.unpacked += piece.length;
  });
  stream.on('error', error => {
    fault = faultOf(error);
  });
  const take = () => {
    const pieces = ready;
    ready = [];
    return pieces;
  };
  return {
    async unpack(portion) {
      await written(stream, portion);
      size.packed += portion.length;
      if (isBomb(size.packed, size.unpacked)) fault ??= BOMB;
      return take();
    },
    async end() {
      await written(stream, null);
      return take();
    },
    get fault() {
      return fault;
    },
    close: () => void stream.destroy(),
  };
}

/** Resolves when the portion is unpacked, or the stream has failed: then it does not answer the write. `null`: the end. */
function written(stream: Gunzip | InflateRaw, portion: Uint8Array | null): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      stream.off('close', done);
      stream.off('end', done);
      resolve();
    };
    stream.on('close', done);
    if (portion === null) stream.on('end', done).end();
    else stream.write(portion, done);
  });
}

/** The end came too early; everything before it is intact. */
export const CUT_OFF = 'its gzip data is cut off';

function faultOf(error: NodeJS.ErrnoException): string {
  return error.code === 'Z_BUF_ERROR' ? CUT_OFF : `its gzip data is damaged (${error.message})`;
}

/** No text packs so well: unpacking all of it would take hours. */
const BOMB = `it unpacks to more than ${MOST_EXPANSION} times its size`;

function isBomb(packed: number, unpacked: number): boolean {
  return unpacked > FREE_EXPANSION + MOST_EXPANSION * packed;
}
