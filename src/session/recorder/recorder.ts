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
  /** When and why recording failed, the reason a sentence without its end; `null`: it did not. */
  readonly fault: {t: Ns; reason: string} | null;
  /** The time of the last record it saw, or, while it records, of the last one it wrote. */
  readonly reachedNs: Ns;
  /** Records from the next sample on, or from the first record where none has come yet. `open` is called for each recording. */
  start(open: OpenWriter): void;
  /** A crash after this costs nothing of what was recorded before. */
  flush(): void;
  /** Ends the recording; it can be started again. */
  stop(): void;
};

/** Opens the writer of a recording, with the name of its file; throws when that can not be done. */
export type OpenWriter = (header: Header) => Writer & {readonly file?: string};

/** The stretch that is being written: ten seconds with an index at their end. */
type Stretch = {
  writer: ReturnType<OpenWriter>;
  parts: Parts;
  fromNs: Ns;
  /** The first sample at or after this time ends it. */
  dueNs: Ns;
  /** The time of the last record. */
  lastNs: Ns;
  moments: IndexMoments;
  /** The line of the keyframe at its beginning; empty: it began with the keyframe of the source. */
  keyframe: string;
};

type State = {
  header: Header;
  state: Recorder['state'];
  fault: Recorder['fault'];
  /** The time of the last records, whether they were recorded or not. */
  reachedNs: Ns;
  open: OpenWriter | null;
  stretch: Stretch | null;
  /** Records have come. */
  begun: boolean;
  /** Commands so far: a recording that begins in the middle can be run again only with those before it. */
  given: Given[];
};

const STRETCH_NS = 10 * NS_PER_S;

/**
 * Records what a session folds. Every ten seconds, right after a sample, a stretch ends with its index and the next one begins
 * with a keyframe. The bytes depend on the records alone, however the session is driven.
 */
export function openRecorder(header: Header): Recorder {
  const given = header.commands ?? [];
  const recorder: State = {
    header,
    state: 'off',
    fault: null,
    reachedNs: 0,
    open: null,
    stretch: null,
    begun: false,
    given,
  };
  return {
    get state() {
      return recorder.state;
    },
    get fault() {
      return recorder.fault;
    },
    get reachedNs() {
      return recorder.stretch?.lastNs ?? recorder.reachedNs;
    },
    wantsView: record => (recorder.state === 'waiting' ? record.kind === 'sample' : isDue(recorder, record)),
    take: (records, view) => guarded(recorder, () => take(recorder, records, view)),
    branched: (next, view, leftNs) => guarded(recorder, () => branch(recorder, next, view, leftNs)),
    start(open) {
      if (recorder.state !== 'off') return;
      [recorder.open, recorder.state, recorder.fault] = [open, recorder.begun ? 'waiting' : 'on', null];
    },
    flush: () => guarded(recorder, () => recorder.stretch?.writer.flush()),
    stop() {
      guarded(recorder, () => recorder.stretch && end(recorder.stretch));
      [recorder.state, recorder.stretch, recorder.open] = ['off', null, null];
    },
  };
}

/** A failure ends the recording, and nothing else. */
function guarded(recorder: State, work: () => void): void {
  try {
    work();
  } catch (error) {
    recorder.fault = {t: recorder.reachedNs, reason: (error as Error).message};
    [recorder.state, recorder.stretch, recorder.open] = ['off', null, null];
  }
}

function take(recorder: State, records: readonly TraceRecord[], view: View): void {
  if (records.length === 0) return;
  recorder.reachedNs = records[0].t;
  if (recorder.state === 'waiting' && records.at(-1)!.kind === 'sample') beginIn(recorder, view);
  else if (recorder.state === 'on') write(recorder, records, view);
  recorder.begun = true;
  if (recorder.header.source === 'run') recorder.given = [...recorder.given, ...records.flatMap(commandOf)];
}

/** Closes the recording of the first run; the branch gets a recording of its own, which names the first. */
function branch(recorder: State, next: Header, view: View, leftNs: Ns): void {
  const {stretch, state} = recorder;
  const {commands = [], ...rest} = next;
  const file = stretch?.writer.file;
  const of = next.branchOf!;
  recorder.header = {...rest, branchOf: file === undefined ? of : {...of, file}};
  recorder.given = commands;
  if (state === 'off') return;
  if (stretch !== null) {
    writeRecord(stretch, {t: leftNs, kind: 'branched', toNs: view.t});
    end(stretch);
  }
  beginIn(recorder, view);
}

/** Begins in the middle: the keyframe of the view stands for all earlier records. */
function beginIn(recorder: State, view: View): void {
  const {header, given} = recorder;
  const withCommands: Header = given.length > 0 ? {...header, commands: given} : header;
  const writer = recorder.open!(withCommands);
  recorder.state = 'on';
  recorder.stretch = beginStretch(writer, view.t, openIndexMoments(view));
  writeLine(recorder.stretch, encode(withCommands));
  writeKeyframe(recorder.stretch, view);
}

function write(recorder: State, records: readonly TraceRecord[], view: View): void {
  recorder.stretch ??= beginFirst(recorder, records[0].t, view);
  const {stretch} = recorder;
  for (const record of records) writeRecord(stretch, record);
  stretch.moments.look(view);
  if (isDue(recorder, records.at(-1)!)) recorder.stretch = renewed(stretch, view);
}

/** The source's own keyframe comes first. */
function beginFirst({open, header}: State, t: Ns, view: View): Stretch {
  const first = beginStretch(open!(header), t, openIndexMoments({...view, log: []}));
  writeLine(first, encode(header));
  return first;
}

function isDue({stretch}: State, {kind, t}: TraceRecord): boolean {
  return kind === 'sample' && stretch !== null && t >= stretch.dueNs;
}

function renewed(ended: Stretch, view: View): Stretch {
  end(ended);
  const next = beginStretch(ended.writer, view.t, ended.moments);
  writeKeyframe(next, view);
  return next;
}

function beginStretch(writer: Stretch['writer'], t: Ns, moments: IndexMoments): Stretch {
  writer.begin(t);
  const dueNs = (Math.floor(t / STRETCH_NS) + 1) * STRETCH_NS;
  return {writer, parts: openParts(), fromNs: t, dueNs, lastNs: t, moments, keyframe: ''};
}

function writeKeyframe(stretch: Stretch, view: View): void {
  stretch.keyframe = encode(keyframe(view));
  writeLine(stretch, stretch.keyframe);
}

/** The lines of a second go out together before the next second begins. Of a recording that is replayed, index and keyframe are written already. */
function writeRecord(stretch: Stretch, record: TraceRecord): void {
  if (record.kind === 'index' || (record.kind === 'keyframe' && encode(record) === stretch.keyframe)) return;
  if (Math.floor(record.t / NS_PER_S) > Math.floor(stretch.lastNs / NS_PER_S)) endSecond(stretch);
  stretch.lastNs = record.t;
  writeLine(stretch, encode(record));
}

function endSecond({writer, parts}: Stretch): void {
  writer.flush();
  parts.cut();
}

function writeLine({writer, parts}: Stretch, line: string): void {
  writer.write(line);
  parts.add(line);
}

function end({writer, parts, fromNs, lastNs, moments}: Stretch): void {
  writer.end(encode({kind: 'index', t: lastNs, fromNs, moments: moments.take(), parts: parts.take()}));
}

/** A command to the machine, if the record is one. */
function commandOf(record: TraceRecord): Given[] {
  if (record.kind !== 'command_applied' || COMMANDS[record.command.command].to !== 'machine') return [];
  return [{t: record.t, command: record.command as MachineCommand}];
}
