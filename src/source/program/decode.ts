import {LONGEST_LINE} from '../../protocol/bounds.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';
import {openLines} from '../../trace/lines.ts';
import {parseHeader, parseRecord} from '../../trace/recording/parse.ts';

/** What a decoder makes of the lines of a program. */
export type DecoderOutput = {
  /** The header and the first record, a keyframe, have come. */
  begin(header: Header, keyframe: Keyframe): void;
  /** In order of time, the first keyframe included; `bytes` is the length of its line. */
  record(record: TraceRecord, bytes: number): void;
  /** How many lines were skipped so far, and why the first was. Called for the 1st, the 10th, the 100th …, and at the end. */
  skipped(lines: number, reason: string): void;
};

export type ProgramDecoder = {
  /** The header has come. */
  readonly hasHeader: boolean;
  /** Throws an InputError that names the line when the output does not begin with a header and a keyframe. */
  feed(piece: Uint8Array): void;
  /** Nothing more will come. Throws likewise. */
  end(): void;
};

type State = {
  readonly output: DecoderOutput;
  header: Header | null;
  begun: boolean;
  /** The time of the last record. */
  lastNs: Ns;
  skipped: number;
  /** How many of these `output` knows of. */
  reported: number;
  /** Why the first line was skipped. */
  reason: string;
};

/** Makes records of the lines that a program writes. After the first keyframe, an unusable line is skipped and counted. */
export function openProgramDecoder(output: DecoderOutput): ProgramDecoder {
  const state: State = {output, header: null, begun: false, lastNs: 0, skipped: 0, reported: 0, reason: ''};
  const lines = openLines({
    take: (bytes, from, to, line, ended) => takeLine(state, bytes.subarray(from, to), line, ended),
    tooLong: line => refuse(state, line, TOO_LONG),
  });
  return {
    get hasHeader() {
      return state.header !== null;
    },
    feed: piece => lines.feed(piece),
    end() {
      lines.end();
      if (state.skipped > state.reported) report(state);
    },
  };
}

const TOO_LONG = `it is longer than ${LONGEST_LINE.toLocaleString('en-US')} bytes`;

function takeLine(state: State, bytes: Uint8Array, line: number, ended: boolean): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  if (text.trim() === '') return;
  if (state.begun && !ended) skip(state, line, 'it is cut off');
  else if (state.header === null) state.header = headerIn(text, line);
  else if (!state.begun) begin(state, state.header, text, line, bytes.length);
  else takeRecord(state, parseRecord(text), line, bytes.length);
}

function headerIn(text: string, line: number): Header {
  const parsed = parseHeader(text);
  if ('fault' in parsed) throw new InputError(parsed.fault, line);
  return parsed.value;
}

function begin(state: State, header: Header, text: string, line: number, bytes: number): void {
  const parsed = parseRecord(text);
  if ('fault' in parsed) throw new InputError(parsed.fault, line);
  const {value} = parsed;
  if (value.kind !== 'keyframe')
    throw new InputError(`the first record must be a keyframe, and the kind of this one is ${value.kind}`, line);
  state.begun = true;
  state.output.begin(header, value);
  takeRecord(state, parsed, line, bytes);
}

function takeRecord(state: State, parsed: ReturnType<typeof parseRecord>, line: number, bytes: number): void {
  const fault = 'fault' in parsed ? parsed.fault : orderFault(state, parsed.value);
  if (fault !== null) skip(state, line, fault);
  else if ('value' in parsed) pass(state, parsed.value, bytes);
}

function orderFault({lastNs}: State, {t}: TraceRecord): string | null {
  if (t >= lastNs) return null;
  return `its time, ${formatTime(t)}, is before that of the last record, ${formatTime(lastNs)}`;
}

function pass(state: State, record: TraceRecord, bytes: number): void {
  state.lastNs = record.t;
  // An index describes a file, and this is not one.
  if (record.kind !== 'index') state.output.record(record, bytes);
}

function refuse(state: State, line: number, fault: string): void {
  if (!state.begun) throw new InputError(fault, line);
  skip(state, line, fault);
}

function skip(state: State, line: number, fault: string): void {
  if (state.skipped++ === 0) state.reason = `line ${line}: ${fault}`;
  if (/^10*$/.test(String(state.skipped))) report(state);
}

function report(state: State): void {
  state.reported = state.skipped;
  state.output.skipped(state.skipped, state.reason);
}
