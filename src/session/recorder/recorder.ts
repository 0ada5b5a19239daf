import {keyframe} from '../../model/fold/keyframe.ts';
import type {View} from '../../model/view/view.ts';
import {COMMANDS, type MachineCommand} from '../../protocol/command/command.ts';
import type {Given, Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {encode} from '../../trace/recording/encode.ts';
import {openParts, type Parts} from '../../trace/recording/parts.ts';
import type {Writer} from '../../trace/recording/writer.ts';
import type {Tap} from '../session.ts';
import {type IndexMoments, openIndexMoments} from './index-moments.ts';

export type Recorder = Tap & {
  /** `waiting`: it begins with the next sample. */
  readonly state: 'off' | 'waiting' | 'on';
  /** When and why recording failed, the reason a sentence without its end; `null`: it did not fail. */
  readonly fault: {t: Ns; reason: string} | null;
  /** The time of the last record that it got, or, while it records, of the last one that it wrote. */
  readonly reachedNs: Ns;
  /** Records from the next sample on, or from the first record if there was none yet. `open` is called for each recording. */
  start(open: OpenWriter): void;
  /** A crash after this loses no earlier record. */
  flush(): void;
  /** Ends the recording. `start` begins another one. */
  stop(): void;
};

/** Opens the writer of a recording, with the name of its file. Throws if it can not be opened. */
export type OpenWriter = (header: Header) => Writer & {readonly file?: string};

/** The segment that is being written: ten seconds with an index at their end. */
type Segment = {
  writer: ReturnType<OpenWriter>;
  parts: Parts;
  fromNs: Ns;
  /** The first sample at or after this time ends it. */
  dueNs: Ns;
  /** The time of the last record. */
  lastNs: Ns;
  moments: IndexMoments;
  /** The line of the keyframe at its beginning; empty: it began with the source's own keyframe. */
  keyframe: string;
};

type State = {
  header: Header;
  state: Recorder['state'];
  fault: Recorder['fault'];
  /** The time of the last records, recorded or not. */
  reachedNs: Ns;
  open: OpenWriter | null;
  segment: Segment | null;
  /** There were records. */
  hasBegun: boolean;
  /** The commands so far: to run a recording again that begins in the middle, those before it are needed. */
  commands: Given[];
};

const SEGMENT_NS = 10 * NS_PER_S;

/**
 * Records all that a session folds. Every ten seconds, right after a sample, a segment ends with its index and the next one begins
 * with a keyframe. The bytes depend only on the records, not on how the session is advanced.
 */
export function openRecorder(header: Header): Recorder {
  const recorder: State = {
    header,
    state: 'off',
    fault: null,
    reachedNs: 0,
    open: null,
    segment: null,
    hasBegun: false,
    commands: header.commands ?? [],
  };
  return {
    get state() {
      return recorder.state;
    },
    get fault() {
      return recorder.fault;
    },
    get reachedNs() {
      return recorder.segment?.lastNs ?? recorder.reachedNs;
    },
    wantsView: record => (recorder.state === 'waiting' ? record.kind === 'sample' : isDue(recorder, record)),
    take: (records, view) => guarded(recorder, () => take(recorder, records, view)),
    branched: (next, view, leftNs) => guarded(recorder, () => branch(recorder, next, view, leftNs)),
    start(open) {
      if (recorder.state !== 'off') return;
      [recorder.open, recorder.state, recorder.fault] = [open, recorder.hasBegun ? 'waiting' : 'on', null];
    },
    flush: () => guarded(recorder, () => recorder.segment?.writer.flush()),
    stop() {
      guarded(recorder, () => recorder.segment && end(recorder.segment));
      [recorder.state, recorder.segment, recorder.open] = ['off', null, null];
    },
  };
}

/** A failure ends only the recording. */
function guarded(recorder: State, work: () => void): void {
  try {
    work();
  } catch (error) {
    recorder.fault = {t: recorder.reachedNs, reason: (error as Error).message};
    [recorder.state, recorder.segment, recorder.open] = ['off', null, null];
  }
}

function take(recorder: State, records: readonly TraceRecord[], view: View): void {
  if (records.length === 0) return;
  recorder.reachedNs = records[0].t;
  if (recorder.state === 'waiting' && records.at(-1)!.kind === 'sample') beginIn(recorder, view);
  else if (recorder.state === 'on') write(recorder, records, view);
  recorder.hasBegun = true;
  if (recorder.header.source === 'run') recorder.commands = [...recorder.commands, ...records.flatMap(commandOf)];
}

/** Ends the recording; the branch gets a recording of its own, which names the first one. */
function branch(recorder: State, next: Header, view: View, leftNs: Ns): void {
  const {segment, state} = recorder;
  const {commands = [], ...rest} = next;
  const file = segment?.writer.file;
  const of = next.branchOf!;
  recorder.header = {...rest, branchOf: file === undefined ? of : {...of, file}};
  recorder.commands = commands;
  if (state === 'off') return;
  if (segment !== null) {
    writeRecord(segment, {t: leftNs, kind: 'branched', toNs: view.t});
    end(segment);
  }
  beginIn(recorder, view);
}

/** Begins in the middle: the keyframe of the view stands for all earlier records. */
function beginIn(recorder: State, view: View): void {
  const {header, commands} = recorder;
  const withCommands: Header = commands.length > 0 ? {...header, commands} : header;
  const writer = recorder.open!(withCommands);
  recorder.state = 'on';
  recorder.segment = beginSegment(writer, view.t, openIndexMoments(view));
  writeLine(recorder.segment, encode(withCommands));
  writeKeyframe(recorder.segment, view);
}

function write(recorder: State, records: readonly TraceRecord[], view: View): void {
  recorder.segment ??= beginFirst(recorder, records[0].t, view);
  const {segment} = recorder;
  for (const record of records) writeRecord(segment, record);
  segment.moments.look(view);
  if (isDue(recorder, records.at(-1)!)) recorder.segment = renewed(segment, view);
}

/** The source's own keyframe comes first. */
function beginFirst({open, header}: State, t: Ns, view: View): Segment {
  const first = beginSegment(open!(header), t, openIndexMoments({...view, log: []}));
  writeLine(first, encode(header));
  return first;
}

function isDue({segment}: State, {kind, t}: TraceRecord): boolean {
  return kind === 'sample' && segment !== null && t >= segment.dueNs;
}

function renewed(ended: Segment, view: View): Segment {
  end(ended);
  const next = beginSegment(ended.writer, view.t, ended.moments);
  writeKeyframe(next, view);
  return next;
}

function beginSegment(writer: Segment['writer'], t: Ns, moments: IndexMoments): Segment {
  writer.begin(t);
  const dueNs = (Math.floor(t / SEGMENT_NS) + 1) * SEGMENT_NS;
  return {writer, parts: openParts(), fromNs: t, dueNs, lastNs: t, moments, keyframe: ''};
}

function writeKeyframe(segment: Segment, view: View): void {
  segment.keyframe = encode(keyframe(view));
  writeLine(segment, segment.keyframe);
}

/** The lines of a second are written out together before the next second begins. A recording that is replayed has indexes and keyframes too: they are not written twice. */
function writeRecord(segment: Segment, record: TraceRecord): void {
  if (record.kind === 'index' || (record.kind === 'keyframe' && encode(record) === segment.keyframe)) return;
  if (Math.floor(record.t / NS_PER_S) > Math.floor(segment.lastNs / NS_PER_S)) endSecond(segment);
  segment.lastNs = record.t;
  writeLine(segment, encode(record));
}

function endSecond({writer, parts}: Segment): void {
  writer.flush();
  parts.cut();
}

function writeLine({writer, parts}: Segment, line: string): void {
  writer.write(line);
  parts.add(line);
}

function end({writer, parts, fromNs, lastNs, moments}: Segment): void {
  writer.end(encode({kind: 'index', t: lastNs, fromNs, moments: moments.take(), parts: parts.take()}));
}

/** The command to the machine that the record answers, if there is one. */
function commandOf(record: TraceRecord): Given[] {
  if (record.kind !== 'command_applied' || COMMANDS[record.command.command].to !== 'machine') return [];
  return [{t: record.t, command: record.command as MachineCommand}];
}
