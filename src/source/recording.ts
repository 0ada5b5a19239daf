import type {Readable} from 'node:stream';
import {FORMAT, FORMAT_VERSION, type Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import {sanitize} from '../protocol/sanitize.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';
import {InputError} from '../trace/fault.ts';
import type {Import} from '../trace/import.ts';
import {HEAD_BYTES, IMPORTERS, importerFor} from '../trace/importers.ts';
import type {Source} from './source.ts';
import {unpacked} from './unpacked.ts';

export type RecordingOptions = {
  /** How the file is called in the header and in errors. */
  name: string;
  /** Its bytes, plain or gzip; destroyed at the end. */
  input: Readable;
};

export type Recording = Source & {
  arrival(): Promise<void>;
  /** Reads no more. */
  close(): void;
};

/**
 * A file, or what comes through a pipe, as a source: anything that trace can import, told by its beginning. Resolves when the first
 * records are there; rejects with an InputError that names file, line and reason when nothing in it can be shown. What is wrong
 * further on is skipped, counted and told by the last record. Nothing is read ahead but the piece in hand.
 */
export async function openRecording({name, input}: RecordingOptions): Promise<Recording> {
  const pieces = unpacked(input);
  let queue: Record[] = [];
  let reading: Import | null = null;
  let ended = false;
  let pulling: Promise<void> | null = null;

  async function pull(): Promise<void> {
    while (queue.length === 0 && !ended && reading !== null) {
      const {value, done} = await pieces.next();
      ended = done ?? false;
      queue = done ? reading.end(value) : reading.feed(value);
    }
  }

  function arrival(): Promise<void> {
    pulling ??= pull().finally(() => {
      pulling = null;
    });
    return pulling;
  }

  try {
    const {text, opened, cut} = await identified(pieces);
    reading = opened;
    queue = reading.feed(text);
    if (cut !== undefined) {
      queue.push(...reading.end(cut));
      ended = true;
    }
    await arrival();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${name}: ${error.message}.`) : error;
  }

  return {
    header: headerOf(name, reading.header ?? null, queue.find(record => record.t > 0)?.t ?? reading.pendingNs),
    get nextNs() {
      return queue.length > 0 ? queue[0].t : ended ? Number.POSITIVE_INFINITY : null;
    },
    get ended() {
      return ended && queue.length === 0;
    },
    arrival,
    read(untilNs) {
      const later = queue.findIndex(record => record.t > untilNs);
      const records = queue.splice(0, later < 0 ? queue.length : later);
      // Who does not wait finds it at the next read.
      if (queue.length === 0) void arrival();
      return records;
    },
    close: () => input.destroy(),
  };
}

type Identified = {text: Uint8Array; opened: Import; cut?: string | null};

/** Reads until an importer knows the text. `cut`, where it has come to its end: why that came early. */
async function identified(pieces: AsyncGenerator<Uint8Array, string | null>): Promise<Identified> {
  let text: Uint8Array = new Uint8Array(0);
  for (;;) {
    const {value, done} = await pieces.next();
    if (!done) text = Buffer.concat([text, value]);
    const importer = importerFor(new TextDecoder().decode(text.subarray(0, HEAD_BYTES)));
    if (importer) return {text, opened: importer.open(), ...(done && {cut: value})};
    if (done) throw new InputError(value ?? (text.length === 0 ? 'it is empty' : unknown()));
    if (text.length >= HEAD_BYTES) throw new InputError(unknown());
  }
}

function unknown(): string {
  return `line 1: this is none of the formats that are known (${IMPORTERS.map(({name}) => name).join(', ')})`;
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
