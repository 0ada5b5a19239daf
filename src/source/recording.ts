import type {Readable} from 'node:stream';
import {FORMAT, FORMAT_VERSION, type Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import {sanitize} from '../protocol/sanitize.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';
import {InputError} from '../trace/fault.ts';
import type {Import, Importer} from '../trace/import.ts';
import {HEAD_BYTES, importerFor, unknownFormat} from '../trace/importers.ts';
import {type Fetch, openArrivals} from './arrivals.ts';
import type {Source} from './source.ts';
import {unpacked} from './unpacked.ts';

export type RecordingOptions = {
  /** How the file is called in the header and in errors. */
  name: string;
  /** Its bytes, plain or gzip; destroyed at the end. */
  input: Readable;
  /** Opens the same bytes anew, where that can be done: so one can go back in it. */
  reopen?: () => Readable;
};

export type Recording = Source & {
  arrival(): Promise<void>;
  /** All of it, from its beginning, beside what is read; missing where it can not be read twice. */
  records?(): AsyncGenerator<readonly Record[], void>;
  /** Reads no more. */
  close(): void;
};

/** One way through the bytes, from their beginning. */
type Pass = {input: Readable; pieces: AsyncGenerator<Uint8Array, string | null>; reading: Import};

/**
 * A file, or what comes through a pipe, as a source: anything that trace can import, told by its beginning. Resolves when the first
 * records are there; rejects with an InputError that names file, line and reason when nothing in it can be shown. What is wrong
 * further on is skipped, counted and told by the last record. Nothing is read ahead but the piece in hand.
 */
export async function openRecording({name, input, reopen}: RecordingOptions): Promise<Recording> {
  const {pass: first, importer, head} = await named(name, () => openPass(input));
  let pass = first;
  let endNs: Ns | null = null;
  const records = openArrivals(fetchWith(first, head));

  /** `start`: what was read of it to know what it is. */
  function fetchWith(at: Pass, start: Start | null): Fetch {
    let begun = start;
    return async () => {
      const fetched = begun ?? (await nextOf(at));
      begun = null;
      if (fetched.done) endNs ??= fetched.records.at(-1)?.t ?? Math.max(records.takenNs, 0);
      return fetched;
    };
  }

  /** A keyframe stands at the very beginning and nowhere else, so going back is reading it all again. */
  async function seek(t: Ns): Promise<boolean> {
    if (t >= records.takenNs) return false;
    pass.input.destroy();
    const again = reopen!();
    pass = {input: again, pieces: unpacked(again), reading: importer.open()};
    await named(name, () => records.restart(fetchWith(pass, null)));
    return true;
  }

  await named(name, () => records.arrival());

  return {
    header: headerOf(
      name,
      first.reading.header ?? null,
      records.waiting.find(record => record.t > 0)?.t ?? first.reading.pendingNs,
    ),
    get nextNs() {
      return records.nextNs;
    },
    get ended() {
      return records.ended;
    },
    get endNs() {
      return endNs;
    },
    arrival: records.arrival,
    read: records.read,
    ...(reopen && {seek}),
    close: () => pass.input.destroy(),
  };
}

type Start = Awaited<ReturnType<Fetch>>;

/** What ends early because it can not be read on, ends with what was read. */
async function nextOf({pieces, reading, input}: Pass): Promise<Start> {
  const {value, done} = await pieces.next();
  if (done) return {records: reading.end(value), done: true};
  try {
    return {records: reading.feed(value), done: false};
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    input.destroy();
    return {records: reading.end(error.message), done: true};
  }
}

/** What is wrong with a file begins with its name. */
async function named<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${name}: ${error.message}.`) : error;
  }
}

async function openPass(input: Readable): Promise<{pass: Pass; importer: Importer; head: Start}> {
  const pieces = unpacked(input);
  const {text, importer, cut} = await identified(pieces);
  const reading = importer.open();
  const records = reading.feed(text);
  if (cut !== undefined) records.push(...reading.end(cut));
  return {pass: {input, pieces, reading}, importer, head: {records, done: cut !== undefined}};
}

type Identified = {text: Uint8Array; importer: Importer; cut?: string | null};

/** Reads until an importer knows the text. `cut`, where it has come to its end: why that came early. */
async function identified(pieces: AsyncGenerator<Uint8Array, string | null>): Promise<Identified> {
  let text: Uint8Array = new Uint8Array(0);
  for (;;) {
    const {value, done} = await pieces.next();
    if (!done) text = Buffer.concat([text, value]);
    const head = new TextDecoder().decode(text.subarray(0, HEAD_BYTES));
    const whole = (done ?? false) || text.length >= HEAD_BYTES;
    const importer = importerFor(head, whole);
    if (importer) return {text, importer, ...(done && {cut: value})};
    if (done && value !== null) throw new InputError(value);
    if (whole) throw text.length === 0 ? new InputError('it is empty') : new InputError(unknownFormat(head), 1);
  }
}

/**
 * What the recording says of itself, and that it is replayed. Of a text that says nothing the first interval is told, which whoever
 * recorded it may have changed later; a single snapshot has none, and gets a second.
 */
function headerOf(name: string, recorded: Header | null, secondNs: Ns | null): Header {
  const replayed = {source: 'replay', file: sanitize(name)};
  if (recorded !== null) return {...recorded, ...replayed};
  return {format: FORMAT, version: FORMAT_VERSION, intervalNs: secondNs || NS_PER_S, ...replayed};
}
