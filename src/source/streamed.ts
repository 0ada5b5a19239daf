import type {Readable} from 'node:stream';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import {formatTime} from '../protocol/time.ts';
import {InputError} from '../trace/fault.ts';
import {RECORDING} from '../trace/recording/importer.ts';
import {openReading} from '../trace/recording/reading.ts';
import type {Loss, Track} from './track.ts';
import {CUT_OFF, unpacked} from './unpacked.ts';

/** A recording that can be read from its beginning, and perhaps from nowhere else. */
export type Streamed = Pick<Track, 'header'> & {
  /** From its beginning to its end; otherwise as that of a track. */
  read(tell?: (loss: Loss) => void): AsyncGenerator<Record[], void>;
};

/**
 * A recording that somebody else packed with gzip, or that has lost its beginning's place; `open` gives its bytes, each time anew.
 * `null`: it is none. Rejects with an InputError when nothing in it can be read.
 */
export async function openStreamed(open: () => Readable): Promise<Streamed | null> {
  const header = await headerOf(open());
  if (header === null) return null;
  return {
    header,
    async *read(tell = () => {}) {
      const reading = openReading({inPlace: true});
      const pieces = unpacked(open());
      let t = 0;
      for (let next = await pieces.next(); ; next = await pieces.next()) {
        const records = next.done ? reading.rest(next.value !== null) : reading.feed(next.value);
        t = records.at(-1)?.t ?? t;
        if (records.length > 0) yield records;
        if (!next.done) continue;
        // What was damaged may have become lines that can not be used.
        if (next.value !== null) tell(lossOf(next.value, t));
        if (reading.faulty) tell({reason: reading.faulty.reason, cut: false});
        return;
      }
    },
  };
}

/** So much tells whether it is a recording. */
const HEAD_BYTES = 2_000;

async function headerOf(input: Readable): Promise<Header | null> {
  const reading = openReading();
  let head = Buffer.alloc(0);
  let known = false;
  for await (const piece of unpacked(input)) {
    if (known) reading.feed(piece);
    else {
      head = Buffer.concat([head, piece]);
      if (head.length < HEAD_BYTES && !head.includes(LF)) continue;
      if (!isRecording(head)) return null;
      known = true;
      reading.feed(head);
    }
    if (reading.header !== null) return reading.header;
  }
  if (!known && !isRecording(head)) return null;
  throw new InputError('it is cut off or damaged before its first line ends');
}

const LF = 10;

function isRecording(head: Uint8Array): boolean {
  return RECORDING.detects(new TextDecoder().decode(head.subarray(0, HEAD_BYTES)), false);
}

function lossOf(fault: string, t: number): Loss {
  const cut = fault === CUT_OFF;
  return {
    reason: cut ? `it is cut off after ${formatTime(t)}` : `${fault}; it could be read up to ${formatTime(t)}`,
    cut,
  };
}
