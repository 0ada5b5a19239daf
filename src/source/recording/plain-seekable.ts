import {LONGEST_RECORD} from '../../protocol/bounds.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Index} from '../../protocol/record/index.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import {beginsRecording, RECORDING_HEAD_BYTES} from '../../trace/recording/importer.ts';
import {parseRecord} from '../../trace/recording/parse.ts';
import {openReading} from '../../trace/recording/reading.ts';
import {type Bytes, findBytes, findLastBytes} from './bytes.ts';
import {decodePieces, headerOf, type Pieces, reportUnusable} from './decode.ts';
import {BEGINNING, type EntryPoint, type OnGap, type Seekable} from './seekable.ts';

/** The beginning of a keyframe as we write it. A file with other spacing is always read from its beginning. */
const KEYFRAME = Buffer.from('\n{"kind":"keyframe","t":');
const INDEX = Buffer.from('\n{"kind":"index","t":');
const NEWLINE = Buffer.from('\n');

/** A recording as plain lines; `null`: this is not one. Throws an InputError when nothing in it can be shown. */
export async function openPlainSeekable(bytes: Bytes): Promise<Seekable | null> {
  if (!beginsRecording(await bytes.read(0, RECORDING_HEAD_BYTES))) return null;
  const header = await headerOf(piecesFrom(bytes, 0));
  return {
    header,
    endNs: await lastNs(bytes, header),
    entryFor: t => entryFor(bytes, t),
    read: ({at}, onGap) => read(bytes, header, at, onGap),
    indexes: () => indexes(bytes),
  };
}

async function lastNs(bytes: Bytes, header: Header): Promise<Ns> {
  const keyframe = await findLastBytes(bytes, KEYFRAME);
  let last = 0;
  for await (const records of read(bytes, header, Math.max(keyframe + 1, 0))) last = records.at(-1)?.t ?? last;
  return last;
}

async function* read(bytes: Bytes, header: Header, at: number, onGap?: OnGap): AsyncGenerator<TraceRecord[], void> {
  const reading = openReading({inPlace: true, ...(at > 0 && {after: {header, t: 0}})});
  for await (const records of decodePieces(reading, piecesFrom(bytes, at))) if (records.length > 0) yield records;
  reportUnusable(reading, onGap);
}

const PIECE_BYTES = 262_144;

async function* piecesFrom(bytes: Bytes, at: number): Pieces {
  for (let from = at; from < bytes.size; from += PIECE_BYTES) yield await bytes.read(from, PIECE_BYTES);
  return null;
}

/** Halves the file again and again. */
async function entryFor(bytes: Bytes, t: Ns): Promise<EntryPoint> {
  let low = BEGINNING;
  let high = bytes.size;
  while (high - low.at > 1) {
    const middle = low.at + Math.floor((high - low.at) / 2);
    const entry = await nextEntry(bytes, middle, high);
    if (entry === null || entry.t > t) high = middle;
    else low = entry;
  }
  return low;
}

/** The first usable keyframe from a byte on, below `to`. */
async function nextEntry(bytes: Bytes, from: number, to: number): Promise<EntryPoint | null> {
  for (
    let at = await findBytes(bytes, KEYFRAME, from, to);
    at >= 0;
    at = await findBytes(bytes, KEYFRAME, at + 1, to)
  ) {
    const record = await recordAt(bytes, at + 1);
    if (record) return {at: at + 1, t: record.t};
  }
  return null;
}

async function recordAt(bytes: Bytes, at: number): Promise<TraceRecord | null> {
  const end = await findBytes(bytes, NEWLINE, at, at + LONGEST_RECORD);
  const parsed = parseRecord((await bytes.read(at, Math.max(end - at, 0))).toString());
  return 'value' in parsed ? parsed.value : null;
}

async function* indexes(bytes: Bytes): AsyncGenerator<Index, void> {
  for (let at = await findBytes(bytes, INDEX, 0); at >= 0; at = await findBytes(bytes, INDEX, at + 1)) {
    const record = await recordAt(bytes, at + 1);
    if (record?.kind === 'index') yield record;
  }
}
