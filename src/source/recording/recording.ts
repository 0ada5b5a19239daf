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
import {type Fetch, fetchOf, openArrivals, withFileName} from './arrivals.ts';
import {beginning} from './beginning.ts';
import {type Decoded, decode, type Pieces} from './decode.ts';
import {memberAt} from './gzip/members.ts';
import {memberHeader, readMembers} from './gzip/packed.ts';
import {unpacked} from './gzip/unpacked.ts';
import type {Gap} from './seekable.ts';
import {openWindow} from './window.ts';

export type RecordingOptions = {
  /** The name of the file in the header and in errors. */
  name: string;
  /** Its bytes, plain or gzip; destroyed at the end. */
  input: Readable;
  /** Opens the same bytes again, so that the recording can go back; missing where that is not possible. */
  reopen?: () => Readable;
};

export type Recording = Source & {
  arrival(): Promise<void>;
  /** All of it from its beginning, independent of `read`; missing where it can not be read twice. */
  records?(): AsyncGenerator<readonly TraceRecord[], void>;
  /** Stops reading. */
  close(): void;
};

/** One pass through the bytes, from the first one on. */
type Pass = {
  input: Readable;
  fetch: Fetch;
  /** Of a recording of ours, else only what its format can know. */
  header: Header | Importer;
  /** The time of the snapshot that is not complete yet, where that is known. */
  pendingNs(): Ns | null;
  /** The parts that could not be used so far, in a recording of ours. */
  gaps: readonly Gap[];
};

/**
 * A file or a pipe as a source: anything that trace can import, known by its beginning. Resolves when the first records are there;
 * rejects with an InputError that names file, line and reason when nothing in it can be shown. Later errors are skipped, counted and
 * reported. Reads only one piece ahead; of our own gzip, one member, which is checked before it is shown.
 */
export async function openRecording({name, input, reopen}: RecordingOptions): Promise<Recording> {
  let pass = await withFileName(name, () => openPass(input));
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

  /** The only keyframe is at the beginning, so going back means reading everything again. */
  async function seek(t: Ns): Promise<boolean> {
    if (t >= records.takenNs) return false;
    pass.input.destroy();
    await withFileName(name, async () => {
      pass = await openPass(reopen!());
      await records.restart(fetchWith(pass));
    });
    return true;
  }

  await withFileName(name, () => records.arrival());
  refuseEmpty(name, records.waiting, first.gaps);

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

/** Throws when there is no record, or only the facts that something was skipped. */
export function refuseEmpty(name: string, [first]: readonly TraceRecord[], [gap]: readonly Gap[]): void {
  if (first !== undefined && first.kind !== 'input_skipped') return;
  throw new InputError(`${name}: ${gap?.reason ?? first?.reason ?? NO_RECORD}.`);
}

async function openPass(input: Readable): Promise<Pass> {
  const {ours, pieces} = await beginning(input);
  if (ours) return packedPass(input, pieces);
  const text = unpacked(input, pieces);
  const {head, importer, end} = await identified(text);
  const all = withHead(head, end, text);
  return importer === RECORDING ? textPass(input, all) : importedPass(input, all, importer);
}

/** Our own gzip, read as a file is. */
async function packedPass(input: Readable, pieces: AsyncIterator<Uint8Array>): Promise<Pass> {
  const window = openWindow(pieces, input);
  const header = await memberHeader(window, (await memberAt(window, 0))!);
  return ownPass(input, header, onGap => readMembers(window, header, 0, onGap));
}

/** Our own lines, plain or packed by another program. */
async function textPass(input: Readable, pieces: Pieces): Promise<Pass> {
  const {header, records} = await decode(pieces);
  return ownPass(input, header, records);
}

function ownPass(input: Readable, header: Header, read: Decoded['records']): Pass {
  const gaps: Gap[] = [];
  return {input, header, fetch: fetchOf(read(gap => gaps.push(gap))), pendingNs: () => null, gaps};
}

function importedPass(input: Readable, pieces: Pieces, importer: Importer): Pass {
  const reading = importer.open();
  const fetch = () => nextOf(input, pieces, reading);
  return {input, header: importer, fetch, pendingNs: () => reading.pendingNs, gaps: []};
}

/** A text that can not be read on ends there, with the records before. */
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

/** Reads until an importer knows the text. `end`: the text has ended; `cut`: why it ended early. */
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

/** The head that was read already, then the rest. */
async function* withHead(head: Uint8Array, end: {cut: string | null} | undefined, pieces: Pieces): Pieces {
  yield head;
  return end ? end.cut : yield* pieces;
}

/**
 * The header of the recording, marked as a replay. A text without a header gets the interval between its first two snapshots (later ones
 * may differ), a single snapshot one second.
 */
function headerOf(name: string, recorded: Header | Importer, secondNs: Ns | null): Header {
  const replayed = {source: 'replay', file: sanitize(name)};
  if ('format' in recorded) return {...recorded, ...replayed};
  const {knows} = recorded;
  return {format: FORMAT, version: FORMAT_VERSION, intervalNs: secondNs || NS_PER_S, knows, ...replayed};
}
