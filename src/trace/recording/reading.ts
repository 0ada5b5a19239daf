import {isAscii} from 'node:buffer';
import {LONGEST_LINE, LONGEST_RECORD, MOST_MARKS} from '../../protocol/bounds.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../fault.ts';
import type {Import} from '../import/import.ts';
import {openLines} from '../lines.ts';
import {openRemarks} from '../remarks.ts';
import {parseHeader, parseRecord} from './parse.ts';

/** A recording, or what a program says on its stdout, on the way to records. */
export type Reading = Import & {
  /** `null` until the first line has come. */
  readonly header: Header | null;
  /** How many lines could not be used so far, and why the first one; `null`: none. */
  readonly faulty: {lines: number; reason: string} | null;
  /** Takes the end, whatever came. `torn`: what stands after the last newline is no line. */
  rest(torn?: boolean): TraceRecord[];
};

/** Of a recording of which there is only the beginning; the same for all who read one. */
export const NO_RECORD = 'it holds no record: nothing follows its header';

export type ReadingOptions = {
  /** Of a text that is entered in the middle: its header, which is read already, and the time of the record before. */
  after?: {header: Header; t: Ns};
  /** Lines that can not be used are told where they stand, and counted from the last keyframe: the same wherever it is entered. */
  inPlace?: true;
};

/**
 * Lines to records. The first line is the header: without it nothing else can be read, so that `feed` throws an InputError. A later
 * line that can not be used is skipped and counted: one that is no record, goes back in time, or comes before the first keyframe.
 */
export function openReading({after, inPlace}: ReadingOptions = {}): Reading {
  let remarks = openRemarks();
  let keyframe = {line: 0, t: 0};
  let header: Header | null = after?.header ?? null;
  let faulty: Reading['faulty'] = null;
  let keyed = false;
  let t: Ns = after?.t ?? 0;
  let ready: TraceRecord[] = [];
  // Looked at once for all lines of a piece.
  let looked: Uint8Array | null = null;
  let safe = false;

  const lines = openLines(
    {
      take(bytes, from, to, line) {
        if (from === to) return;
        if (header === null) header = first(bytes.subarray(from, to), line);
        else if (to - from > LONGEST_LINE && hasTooMuch(bytes.subarray(from, to))) skip(TOO_MUCH, line);
        else takeRecord(bytes, from, to, line);
      },
      tooLong(line) {
        if (header === null) throw tooLongHeader(line);
        skip(`it is longer than ${LONGEST_RECORD} bytes`, line);
      },
    },
    LONGEST_RECORD,
  );

  function takeRecord(bytes: Uint8Array, from: number, to: number, line: number): void {
    if (bytes !== looked) [looked, safe] = [bytes, isSafe(bytes)];
    const parsed = parseRecord(safe ? latin1(bytes, from, to) : utf8.decode(bytes.subarray(from, to)), safe);
    const fault = 'fault' in parsed ? parsed.fault : misplaced(parsed.value);
    if (fault !== null) skip(fault, line);
    else take((parsed as {value: TraceRecord}).value, line);
  }

  function take(record: TraceRecord, line: number): void {
    if (keyed) tell();
    t = record.t;
    if (record.kind === 'keyframe') {
      keyed = true;
      keyframe = {line, t};
    }
    ready.push(record);
  }

  function tell(): void {
    if (!inPlace || remarks.first === null) return;
    ready.push(...remarks.fact(t));
    remarks = openRemarks();
  }

  function misplaced({kind, t: at}: TraceRecord): string | null {
    if (!keyed && kind !== 'keyframe') return `${kind} comes before the first keyframe`;
    return at < t ? `${kind} goes back in time, by ${formatTime(t - at)}` : null;
  }

  function skip(fault: string, line: number): void {
    if (inPlace && keyed)
      remarks.skip('line', `after the keyframe of ${formatTime(keyframe.t)}, ${fault}`, line - keyframe.line);
    else remarks.skip('line', fault, line);
    faulty = {lines: (faulty?.lines ?? 0) + 1, reason: faulty?.reason ?? remarks.first!};
  }

  function taken(): TraceRecord[] {
    const records = ready;
    ready = [];
    return records;
  }

  return {
    get header() {
      return header;
    },
    get faulty() {
      return faulty;
    },
    feed(piece) {
      looked = null;
      lines.feed(piece);
      return taken();
    },
    rest(torn = false) {
      if (!torn) lines.end();
      if (keyed) tell();
      return taken();
    },
    end(cut) {
      lines.end();
      if (header === null) throw new InputError(cut ?? 'it is empty');
      if (cut !== null) remarks.end(cut);
      if (!keyed) throw new InputError(remarks.first ?? NO_RECORD);
      return [...taken(), ...remarks.fact(t)];
    },
    pendingNs: null,
  };
}

const utf8 = new TextDecoder();

/** One byte a character, which costs a third. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to);
}

/** Whether bytes are ASCII without backslash and DEL; other control characters JSON refuses. */
function isSafe(bytes: Uint8Array): boolean {
  return isAscii(bytes) && !bytes.includes(BACKSLASH) && !bytes.includes(DEL);
}

const BACKSLASH = 0x5c;
const DEL = 0x7f;

const TOO_MUCH = `it has more than ${MOST_MARKS.toLocaleString('en-US')} quotes and brackets`;
const MARKS = new Set(Buffer.from('"[{'));

/** JSON makes sixty bytes of two. */
function hasTooMuch(line: Uint8Array): boolean {
  let marks = 0;
  for (const byte of line) if (MARKS.has(byte)) marks++;
  return marks > MOST_MARKS;
}

/** A byte order mark before it is no part of it. */
function first(bytes: Uint8Array, line: number): Header {
  if (bytes.length > LONGEST_LINE) throw tooLongHeader(line);
  const parsed = parseHeader(utf8.decode(bytes));
  if ('fault' in parsed) throw new InputError(parsed.fault, line);
  return parsed.value;
}

function tooLongHeader(line: number): InputError {
  return new InputError(`the header of a recording is longer than ${LONGEST_LINE} bytes`, line);
}
