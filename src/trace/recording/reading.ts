import {isAscii} from 'node:buffer';
import {LONGEST_LINE, LONGEST_RECORD, MOST_MARKS} from '../../protocol/bounds.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../fault.ts';
import type {Import} from '../import/import.ts';
import {openLines} from '../lines.ts';
import {openSkippedInput, type SkippedInput} from '../skipped.ts';
import {parseHeader, parseRecord} from './parse.ts';

/** The text of a recording, on its way to records. */
export type Reading = Import & {
  /** `null` until the first line has come. */
  readonly header: Header | null;
  /** How many lines could not be used so far, and why the first one; `null`: all could. */
  readonly unusable: {lines: number; reason: string} | null;
  /** Takes the end, whether the text has a header or not. `torn`: the text after the last newline is not a whole line. */
  rest(torn?: boolean): TraceRecord[];
};

/** Of a recording that ends after its header: the reason, the same for every reader. */
export const NO_RECORD = 'it holds no record: nothing follows its header';

export type ReadingOptions = {
  /** For a text that begins in the middle of a recording: its header, and the time of the record before. */
  after?: {header: Header; t: Ns};
  /**
   * Report unusable lines by facts in their place, with line numbers from the last keyframe on: the same wherever the text begins.
   * Otherwise one fact at the end reports them all.
   */
  inPlace?: true;
};

/**
 * Lines to records. The first line is the header: without it nothing else can be read, so `feed` throws an InputError. A later line
 * that can not be used is skipped and counted: not a record, back in time, or before the first keyframe.
 */
export function openReading({after, inPlace}: ReadingOptions = {}): Reading {
  const state = startState(after, inPlace ?? false);
  const lines = openLines(
    {
      take: (bytes, from, to, line) => takeLine(state, bytes, from, to, line),
      tooLong: line => skipLong(state, line),
    },
    LONGEST_RECORD,
  );
  return {
    get header() {
      return state.header;
    },
    get unusable() {
      return state.unusable;
    },
    feed(piece) {
      state.piece = null;
      lines.feed(piece);
      return takeReady(state);
    },
    rest(torn = false) {
      if (!torn) lines.end();
      if (state.hasKeyframe) reportInPlace(state);
      return takeReady(state);
    },
    end(cut) {
      lines.end();
      return atEnd(state, cut);
    },
    pendingNs: null,
  };
}

type State = {
  readonly inPlace: boolean;
  header: Header | null;
  skipped: SkippedInput;
  unusable: Reading['unusable'];
  hasKeyframe: boolean;
  /** Where the last keyframe is. */
  keyframe: {line: number; t: Ns};
  /** The time of the last record. */
  t: Ns;
  ready: TraceRecord[];
  /** The bytes of which `safe` is known: it is found once for all lines of a piece. */
  piece: Uint8Array | null;
  safe: boolean;
};

function startState(after: ReadingOptions['after'], inPlace: boolean): State {
  return {
    inPlace,
    header: after?.header ?? null,
    skipped: openSkippedInput(),
    unusable: null,
    hasKeyframe: false,
    keyframe: {line: 0, t: 0},
    t: after?.t ?? 0,
    ready: [],
    piece: null,
    safe: false,
  };
}

function takeLine(state: State, bytes: Uint8Array, from: number, to: number, line: number): void {
  if (from === to) return;
  if (state.header === null) state.header = headerIn(bytes.subarray(from, to), line);
  else if (to - from > LONGEST_LINE && hasTooMuch(bytes.subarray(from, to))) skip(state, TOO_MUCH, line);
  else takeRecord(state, bytes, from, to, line);
}

function takeRecord(state: State, bytes: Uint8Array, from: number, to: number, line: number): void {
  if (bytes !== state.piece) {
    state.piece = bytes;
    state.safe = isSafe(bytes);
  }
  const {safe} = state;
  const parsed = parseRecord(safe ? latin1(bytes, from, to) : utf8.decode(bytes.subarray(from, to)), safe);
  const fault = 'fault' in parsed ? parsed.fault : orderFault(state, parsed.value);
  if (fault !== null) skip(state, fault, line);
  else add(state, (parsed as {value: TraceRecord}).value, line);
}

function orderFault({hasKeyframe, t}: State, {kind, t: at}: TraceRecord): string | null {
  if (!hasKeyframe && kind !== 'keyframe') return `${kind} comes before the first keyframe`;
  return at < t ? `${kind} goes back in time, by ${formatTime(t - at)}` : null;
}

function add(state: State, record: TraceRecord, line: number): void {
  if (state.hasKeyframe) reportInPlace(state);
  state.t = record.t;
  if (record.kind === 'keyframe') {
    state.hasKeyframe = true;
    state.keyframe = {line, t: record.t};
  }
  state.ready.push(record);
}

function reportInPlace(state: State): void {
  if (!state.inPlace || state.skipped.reason === null) return;
  state.ready.push(...state.skipped.facts(state.t));
  state.skipped = openSkippedInput();
}

function skip(state: State, fault: string, line: number): void {
  const {skipped, inPlace, hasKeyframe, keyframe, unusable} = state;
  if (inPlace && hasKeyframe)
    skipped.add('line', `after the keyframe of ${formatTime(keyframe.t)}, ${fault}`, line - keyframe.line);
  else skipped.add('line', fault, line);
  state.unusable = {lines: (unusable?.lines ?? 0) + 1, reason: unusable?.reason ?? skipped.reason!};
}

function skipLong(state: State, line: number): void {
  if (state.header === null) throw tooLongHeader(line);
  skip(state, `it is longer than ${LONGEST_RECORD} bytes`, line);
}

function takeReady(state: State): TraceRecord[] {
  const records = state.ready;
  state.ready = [];
  return records;
}

function atEnd(state: State, cut: string | null): TraceRecord[] {
  const {header, skipped, hasKeyframe, t} = state;
  if (header === null) throw new InputError(cut ?? 'it is empty');
  if (cut !== null) skipped.endEarly(cut);
  if (!hasKeyframe) throw new InputError(skipped.reason ?? NO_RECORD);
  return [...takeReady(state), ...skipped.facts(t)];
}

const utf8 = new TextDecoder();

/** One byte for each character, which costs a third of UTF-8. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to);
}

/** Whether bytes are ASCII without backslash and DEL; JSON refuses other control characters. */
function isSafe(bytes: Uint8Array): boolean {
  return isAscii(bytes) && !bytes.includes(BACKSLASH) && !bytes.includes(DEL);
}

const BACKSLASH = 0x5c;
const DEL = 0x7f;

const TOO_MUCH = `it has more than ${MOST_MARKS.toLocaleString('en-US')} quotes and brackets`;
const MARKS = new Set(Buffer.from('"[{'));

/** JSON.parse makes sixty bytes of two. */
function hasTooMuch(line: Uint8Array): boolean {
  let marks = 0;
  for (const byte of line) if (MARKS.has(byte)) marks++;
  return marks > MOST_MARKS;
}

/** The decoder drops a byte order mark before it. */
function headerIn(bytes: Uint8Array, line: number): Header {
  if (bytes.length > LONGEST_LINE) throw tooLongHeader(line);
  const parsed = parseHeader(utf8.decode(bytes));
  if ('fault' in parsed) throw new InputError(parsed.fault, line);
  return parsed.value;
}

function tooLongHeader(line: number): InputError {
  return new InputError(`the header of a recording is longer than ${LONGEST_LINE} bytes`, line);
}
