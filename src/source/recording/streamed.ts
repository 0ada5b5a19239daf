import type {Readable} from 'node:stream';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {RECORDING} from '../../trace/recording/importer.ts';
import {decode, headerOf, type Pieces} from './decode.ts';
import {unpacked} from './gzip/unpacked.ts';
import type {Gap, Track} from './seekable.ts';

/** A recording that can be read from its beginning, and perhaps from nowhere else. */
export type Streamed = Pick<Track, 'header'> & {
  /** From its beginning to its end; otherwise as that of a track. */
  read(tell?: (loss: Gap) => void): AsyncGenerator<TraceRecord[], void>;
};

/**
 * A recording that somebody else packed with gzip, or that has lost its beginning's place; `open` gives its bytes, each time anew.
 * `null`: it is none. Rejects with an InputError when nothing in it can be read.
 */
export async function openStreamed(open: () => Readable): Promise<Streamed | null> {
  if (!(await isRecording(unpacked(open())))) return null;
  const header = await headerOf(unpacked(open()));
  return {
    header,
    async *read(tell) {
      yield* (await decode(unpacked(open()))).records(tell);
    },
  };
}

/** So much tells whether it is a recording. */
const HEAD_BYTES = 2_000;

async function isRecording(pieces: Pieces): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const piece of pieces) {
    head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)]);
    if (head.length >= HEAD_BYTES || head.includes(LF)) break;
  }
  return RECORDING.detects(new TextDecoder().decode(head.subarray(0, HEAD_BYTES)), false);
}

const LF = 10;
