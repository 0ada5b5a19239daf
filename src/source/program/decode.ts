import {LONGEST_LINE} from '../../protocol/bounds.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';
import {openLines} from '../../trace/lines.ts';
import {parseHeader, parseRecord} from '../../trace/recording/parse.ts';

/** Who wants to know what a program says. */
export type Listener = {
  /** Its header and its first record, a keyframe, are there. */
  begin(header: Header, keyframe: Keyframe): void;
  /** In order of time, the first keyframe included; `bytes` is the length of its line. */
  record(record: TraceRecord, bytes: number): void;
  /** So many lines made no sense up to now; what was wrong with the first. Told of the 1st, the 10th, the 100th …, and at the end. */
  skipped(lines: number, reason: string): void;
};

export type Hearing = {
  /** Its header has come. */
  readonly named: boolean;
  /** Throws an InputError, led by the line, when the program does not begin as the protocol says. */
  feed(piece: Uint8Array): void;
  /** Nothing more will come. Throws likewise. */
  end(): void;
};

/** Makes records of the lines that a program says. After its beginning, what makes no sense is skipped and counted. */
export function openHearing(listener: Listener): Hearing {
  let header: Header | null = null;
  let begun = false;
  let lastNs: Ns = 0;
  let skipped = 0;
  let told = 0;
  let reason = '';

  function hear(text: string, line: number, bytes: number): void {
    if (header === null) header = parsedHeader(text, line);
    else if (!begun) begin(header, parsedRecord(text), line, bytes);
    else goOn(parsedRecord(text), line, bytes);
  }

  function begin(header: Header, record: TraceRecord | string, line: number, bytes: number): void {
    if (typeof record === 'string') throw new InputError(record, line);
    if (record.kind !== 'keyframe')
      throw new InputError(`the first record is to be a keyframe, and this is of kind ${record.kind}`, line);
    begun = true;
    listener.begin(header, record);
    goOn(record, line, bytes);
  }

  function goOn(record: TraceRecord | string, line: number, bytes: number): void {
    const fault = typeof record === 'string' ? record : goingBack(record.t);
    if (typeof record === 'string' || fault !== null) skip(line, fault!);
    else take(record, bytes);
  }

  function goingBack(t: Ns): string | null {
    return t < lastNs ? `its time is ${formatTime(t)}, and ${formatTime(lastNs)} was told before` : null;
  }

  function take(record: TraceRecord, bytes: number): void {
    lastNs = record.t;
    // An index is about a file that this is not.
    if (record.kind !== 'index') listener.record(record, bytes);
  }

  function refuse(line: number, fault: string): void {
    if (!begun) throw new InputError(fault, line);
    skip(line, fault);
  }

  function skip(line: number, fault: string): void {
    if (skipped++ === 0) reason = `line ${line}: ${fault}`;
    if (/^10*$/.test(String(skipped))) tell();
  }

  function tell(): void {
    told = skipped;
    listener.skipped(skipped, reason);
  }

  const lines = openLines({
    take(bytes, from, to, line, ended) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
      if (text.trim() === '') return;
      if (begun && !ended) skip(line, 'it is cut off');
      else hear(text, line, to - from);
    },
    tooLong: line => refuse(line, `it is longer than ${LONGEST_LINE.toLocaleString('en-US')} bytes`),
  });

  return {
    get named() {
      return header !== null;
    },
    feed: piece => lines.feed(piece),
    end() {
      lines.end();
      if (skipped > told) tell();
    },
  };
}

function parsedHeader(text: string, line: number): Header {
  const parsed = parseHeader(text);
  if ('fault' in parsed) throw new InputError(parsed.fault, line);
  return parsed.value;
}

/** A record, or what is wrong with it. */
function parsedRecord(text: string): TraceRecord | string {
  const parsed = parseRecord(text);
  return 'fault' in parsed ? parsed.fault : parsed.value;
}
