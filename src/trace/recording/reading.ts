import type {Header} from '../../protocol/header.ts';
import type {Record} from '../../protocol/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../fault.ts';
import type {Import} from '../import.ts';
import {LONGEST_LINE, openLines} from '../lines.ts';
import {openRemarks} from '../remarks.ts';
import {parseHeader, parseRecord} from './parse.ts';

/** A recording, or what a program says on its stdout, on the way to records. */
export type Reading = Import & {
  /** `null` until the first line has come. */
  readonly header: Header | null;
  /** How many lines could not be used so far, and why the first one; `null`: none. */
  readonly faulty: {lines: number; reason: string} | null;
};

export type ReadingOptions = {
  /** Where the text goes on from somebody else's reading: its first line is no header then, and lines are counted on from here. */
  after?: {header: Header; line: number};
};

/**
 * Lines to records. The first line is the header: without it nothing else can be read, so that `feed` throws an InputError. A later
 * line that can not be used is skipped and counted: one that is no record, goes back in time, or comes before the first keyframe.
 */
export function openReading({after}: ReadingOptions = {}): Reading {
  const remarks = openRemarks();
  let header: Header | null = after?.header ?? null;
  let faulty = 0;
  let keyed = false;
  let t: Ns = 0;
  let ready: Record[] = [];

  const lines = openLines({
    firstLine: after?.line,
    take(bytes, from, to, line) {
      if (from === to) return;
      const text = utf8.decode(bytes.subarray(from, to));
      if (header === null) header = first(text, line);
      else takeRecord(text, line);
    },
    tooLong(line) {
      const fault = `it is longer than ${LONGEST_LINE} bytes`;
      if (header === null) throw new InputError(fault, line);
      skip(fault, line);
    },
  });

  function takeRecord(text: string, line: number): void {
    const parsed = parseRecord(text);
    const fault = 'fault' in parsed ? parsed.fault : misplaced(parsed.value);
    if (fault !== null) skip(fault, line);
    else take((parsed as {value: Record}).value);
  }

  function take(record: Record): void {
    t = record.t;
    keyed ||= record.kind === 'keyframe';
    ready.push(record);
  }

  function misplaced({kind, t: at}: Record): string | null {
    if (!keyed && kind !== 'keyframe') return `${kind} comes before the first keyframe`;
    return at < t ? `${kind} goes back in time, by ${formatTime(t - at)}` : null;
  }

  function skip(fault: string, line: number): void {
    faulty++;
    remarks.skip('line', fault, line);
  }

  function taken(): Record[] {
    const records = ready;
    ready = [];
    return records;
  }

  return {
    get header() {
      return header;
    },
    get faulty() {
      return faulty === 0 ? null : {lines: faulty, reason: remarks.first ?? ''};
    },
    feed(piece) {
      lines.feed(piece);
      return taken();
    },
    end(cut) {
      lines.end();
      if (header === null) throw new InputError(cut ?? 'it is empty');
      if (cut !== null) remarks.end(cut);
      if (!keyed) throw new InputError(remarks.first ?? 'no record follows its header');
      return [...taken(), ...remarks.fact(t)];
    },
    pendingNs: null,
  };
}

const utf8 = new TextDecoder();

function first(text: string, line: number): Header {
  const parsed = parseHeader(text);
  if ('fault' in parsed) throw new InputError(parsed.fault, line);
  return parsed.value;
}
