import {LONGEST_RECORD} from '../../protocol/bounds.ts';
import type {Index} from '../../protocol/record/index.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import {RECORDING} from '../../trace/recording/importer.ts';
import {parseRecord} from '../../trace/recording/parse.ts';
import {openReading} from '../../trace/recording/reading.ts';
import {type Bytes, findBytes, findLastBytes} from './bytes.ts';
import {headerOf, type Pieces} from './decode.ts';
import type {EntryPoint, Gap, Track} from './seekable.ts';

const PIECE_BYTES = 262_144;
/** So much tells whether it is a recording. */
const HEAD_BYTES = 2_000;
/** So the line of a keyframe begins, as we write it; where somebody writes it otherwise, one enters at the beginning. */
const ENTRY = Buffer.from('\n{"kind":"keyframe","t":');
const INDEX = Buffer.from('\n{"kind":"index","t":');

/** A recording as plain lines; `null`: it is none. Throws an InputError when nothing in it can be shown. */
export async function openPlainTrack(bytes: Bytes): Promise<Track | null> {
  if (!RECORDING.detects((await bytes.read(0, HEAD_BYTES)).toString(), false)) return null;
  const header = await headerOf(piecesFrom(bytes, 0));

  async function* read({at}: EntryPoint, tell?: (loss: Gap) => void): AsyncGenerator<TraceRecord[], void> {
    const reading = openReading({inPlace: true, ...(at > 0 && {after: {header, t: 0}})});
    for await (const piece of piecesFrom(bytes, at)) {
      const records = reading.feed(piece);
      if (records.length > 0) yield records;
    }
    yield reading.rest();
    if (reading.unusable) tell?.({reason: reading.unusable.reason, cut: false});
  }

  /** The first line that begins so from a byte on, below `to`. */
  async function entryFrom(from: number, to: number): Promise<EntryPoint | null> {
    for (let at = await findBytes(bytes, ENTRY, from, to); at >= 0; at = await findBytes(bytes, ENTRY, at + 1, to)) {
      const place = await placeAt(at + 1);
      if (place) return place;
    }
    return null;
  }

  /** A keyframe that can be used stands there. */
  async function placeAt(at: number): Promise<EntryPoint | null> {
    const record = await recordAt(at);
    return record && {at, t: record.t};
  }

  async function recordAt(at: number): Promise<TraceRecord | null> {
    const end = await findBytes(bytes, NEWLINE, at, at + LONGEST_RECORD);
    const parsed = parseRecord((await bytes.read(at, Math.max(end - at, 0))).toString());
    return 'value' in parsed ? parsed.value : null;
  }

  async function placeOf(t: Ns): Promise<EntryPoint> {
    let low: EntryPoint = {at: 0, t: 0};
    let high = bytes.size;
    while (high - low.at > 1) {
      const middle = low.at + Math.floor((high - low.at) / 2);
      const place = await entryFrom(middle, high);
      if (place === null || place.t > t) high = middle;
      else low = place;
    }
    return low;
  }

  async function lastNs(): Promise<Ns> {
    const entry = await findLastBytes(bytes, ENTRY);
    let last = 0;
    for await (const records of read({at: Math.max(entry + 1, 0), t: 0})) last = records.at(-1)?.t ?? last;
    return last;
  }

  async function* indexes(): AsyncGenerator<Index, void> {
    for (let at = await findBytes(bytes, INDEX, 0); at >= 0; at = await findBytes(bytes, INDEX, at + 1)) {
      const record = await recordAt(at + 1);
      if (record?.kind === 'index') yield record;
    }
  }

  return {header, endNs: await lastNs(), placeOf, read, indexes};
}

async function* piecesFrom(bytes: Bytes, at: number): Pieces {
  for (let from = at; from < bytes.size; from += PIECE_BYTES) yield await bytes.read(from, PIECE_BYTES);
  return null;
}

const NEWLINE = Buffer.from('\n');
