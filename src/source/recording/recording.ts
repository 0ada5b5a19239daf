import type {Readable} from 'node:stream';
import {FORMAT, FORMAT_VERSION, type Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';
import type {Import, Importer} from '../../trace/import/import.ts';
import {FORMAT_HEAD_BYTES, importerFor, unknownFormat} from '../../trace/import/importers.ts';
import {RECORDING} from '../../trace/recording/importer.ts';
import {NO_RECORD} from '../../trace/recording/reading.ts';
import type {Source} from '../source.ts';
import {type Fetch, fetchOf, named, openArrivals} from './arrivals.ts';
import {beginning} from './beginning.ts';
import {type Decoded, decode, type Pieces} from './decode.ts';
import {memberAt} from './gzip/members.ts';
import {memberHeader, readMembers} from './gzip/packed.ts';
import {unpacked} from './gzip/unpacked.ts';
import type {Gap} from './seekable.ts';
import {openWindow} from './window.ts';

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
  records?(): AsyncGenerator<readonly TraceRecord[], void>;
  /** Reads no more. */
  close(): void;
};

/** One way through the bytes, from their beginning. */
type Pass = {
  input: Readable;
  fetch: Fetch;
  /** What the text says of itself; `null`: it is no recording of ours. */
  header: Header | null;
  /** The time of what is being read and not complete yet, where that is known. */
  pendingNs(): Ns | null;
  /** What could not be used so far of a recording of ours. */
  losses: readonly Gap[];
};

/**
 * A file, or what comes through a pipe, as a source: anything that trace can import, told by its beginning. Resolves when the first
 * records are there; rejects with an InputError that names file, line and reason when nothing in it can be shown. What is wrong
 * further on is skipped, counted and told. Nothing is read ahead but the piece in hand, and of our own gzip the member, which is
 * proved before it is shown.
 */
export async function openRecording({name, input, reopen}: RecordingOptions): Promise<Recording> {
  let pass = await named(name, () => openPass(input));
  let endNs: Ns | null = null;
  const records = openArrivals(fetchWith(pass));
  const first = pass;

  function fetchWith({fetch}: Pass): Fetch {
    return async () => {
      const fetched = await fetch();
      if (fetched.done) endNs ??= fetched.records.at(-1)?.t ?? Math.max(records.takenNs, 0);
      return fetched;
    };
  }

  /** A keyframe stands at the very beginning and nowhere else, so going back is reading it all again. */
  async function seek(t: Ns): Promise<boolean> {
    if (t >= records.takenNs) return false;
    pass.input.destroy();
    await named(name, async () => {
      pass = await openPass(reopen!());
      await records.restart(fetchWith(pass));
    });
    return true;
  }

  await named(name, () => records.arrival());
  refuseEmpty(name, records.waiting, first.losses);

  return {
    header: headerOf(name, first.header, records.waiting.find(record => record.t > 0)?.t ?? first.pendingNs()),
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

/** Nothing but remarks is nothing that can be shown. */
export function refuseEmpty(name: string, [first]: readonly TraceRecord[], [loss]: readonly Gap[]): void {
  if (first !== undefined && first.kind !== 'input_skipped') return;
  throw new InputError(`${name}: ${loss?.reason ?? first?.reason ?? NO_RECORD}.`);
}

async function openPass(input: Readable): Promise<Pass> {
  const {ours, pieces} = await beginning(input);
  if (ours) return packedPass(input, pieces);
  const text = unpacked(input, pieces);
  const {head, importer, end} = await identified(text);
  const all = again(head, end, text);
  return importer === RECORDING ? textPass(input, all) : importedPass(input, all, importer.open());
}

/** Our own gzip, read as from a file. */
async function packedPass(input: Readable, pieces: AsyncIterator<Uint8Array>): Promise<Pass> {
  const window = openWindow(pieces, input);
  const header = await memberHeader(window, (await memberAt(window, 0))!);
  return ownPass(input, header, tell => readMembers(window, header, 0, tell));
}

/** Our own lines, however somebody else packed them. */
async function textPass(input: Readable, pieces: Pieces): Promise<Pass> {
  const {header, records} = await decode(pieces);
  return ownPass(input, header, records);
}

function ownPass(input: Readable, header: Header, read: Decoded['records']): Pass {
  const losses: Gap[] = [];
  return {input, header, fetch: fetchOf(read(loss => losses.push(loss))), pendingNs: () => null, losses};
}

function importedPass(input: Readable, pieces: Pieces, reading: Import): Pass {
  const fetch = () => nextOf(input, pieces, reading);
  return {input, header: null, fetch, pendingNs: () => reading.pendingNs, losses: []};
}

/** What ends early because it can not be read on, ends with what was read. */
async function nextOf(input: Readable, pieces: Pieces, reading: Import): Promise<Awaited<ReturnType<Fetch>>> {
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

type Identified = {head: Uint8Array; importer: Importer; end?: {cut: string | null}};

/** Reads until an importer knows the text. `end`, where it has come to that: why it came early. */
async function identified(pieces: Pieces): Promise<Identified> {
  let text: Uint8Array = new Uint8Array(0);
  for (;;) {
    const {value, done} = await pieces.next();
    if (!done) text = Buffer.concat([text, value]);
    const head = new TextDecoder().decode(text.subarray(0, FORMAT_HEAD_BYTES));
    const whole = (done ?? false) || text.length >= FORMAT_HEAD_BYTES;
    const importer = importerFor(head, whole);
    if (importer) return {head: text, importer, ...(done && {end: {cut: value}})};
    if (done && value !== null) throw new InputError(value);
    if (whole) throw text.length === 0 ? new InputError('it is empty') : new InputError(unknownFormat(head), 1);
  }
}

/** What was read of it to know what it is, and the rest. */
async function* again(head: Uint8Array, end: {cut: string | null} | undefined, pieces: Pieces): Pieces {
  yield head;
  return end ? end.cut : yield* pieces;
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
