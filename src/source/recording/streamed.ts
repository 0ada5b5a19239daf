import type {Readable} from 'node:stream';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {beginsRecording, RECORDING_HEAD_BYTES} from '../../trace/recording/importer.ts';
import {decode, headerOf, type Pieces} from './decode.ts';
import {unpacked} from './gzip/unpacked.ts';
import type {OnGap, Seekable} from './seekable.ts';

/** A recording that can be read from its beginning, and perhaps only from there. */
export type Streamed = Pick<Seekable, 'header'> & {
  /** From its beginning to its end; otherwise as `Seekable.read`. */
  read(onGap?: OnGap): AsyncGenerator<TraceRecord[], void>;
};

/**
 * A recording that another program packed with gzip, or that is damaged at its beginning; `open` gives its bytes, each time from the
 * first one on. `null`: this is not a recording. Rejects with an InputError when nothing in it can be read.
 */
export async function openStreamed(open: () => Readable): Promise<Streamed | null> {
  if (!beginsRecording(await firstLine(unpacked(open())))) return null;
  const header = await headerOf(unpacked(open()));
  return {
    header,
    async *read(onGap) {
      yield* (await decode(unpacked(open()))).records(onGap);
    },
  };
}

/** At least the first line, or enough to know a recording. */
async function firstLine(pieces: Pieces): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  for await (const piece of pieces) {
    head = Buffer.concat([head, piece.subarray(0, RECORDING_HEAD_BYTES)]);
    if (head.length >= RECORDING_HEAD_BYTES || head.includes(LF)) break;
  }
  return head;
}

const LF = 10;
