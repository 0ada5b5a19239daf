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
import {type IndexMoments, openIndexMoments} from './index-writer.ts';

export type Recorder = Tap & {
  /** `waiting`: it begins with the next sample. */
  readonly state: 'off' | 'waiting' | 'on';
  /** When and why it stopped by itself, the reason a sentence without its end; `null`: it did not. */
  readonly fault: {t: Ns; reason: string} | null;
  /** The time of what it was shown last, or of what it wrote last while it records. */
  readonly reachedNs: Ns;
  /** Records from the next sample on, or from the first record where none has come yet. `open` is asked for each recording. */
  start(open: OpenWriter): void;
  /** From here on a crash costs nothing of what was recorded. */
  flush(): void;
  /** Ends the recording; it can be started again. */
  stop(): void;
};

/** Makes what is written to, with the name of its file; throws when that can not be done. */
export type OpenWriter = (header: Header) => Writer & {readonly file?: string};

/** What is being written: since when, and where the next stretch is due. */
type Stretch = {
  writer: ReturnType<OpenWriter>;
  parts: Parts;
  fromNs: Ns;
  dueNs: Ns;
  /** The time of the last record. */
  lastNs: Ns;
  moments: IndexMoments;
  /** The line of the keyframe with which it was entered. */
  entered: string;
};

const STRETCH_NS = 10 * NS_PER_S;

/**
 * Writes down what a session folds. Every ten seconds, right after a sample, a stretch ends with its index and the next one begins
 * with a keyframe: what is written depends on the records alone, however the session is driven.
 */
export function openRecorder(firstHeader: Header): Recorder {
  let header = firstHeader;
  let state: Recorder['state'] = 'off';
  let fault: Recorder['fault'] = null;
  let reachedNs = 0;
  let open: OpenWriter | null = null;
  let stretch: Stretch | null = null;
  let begun = false;
  // A recording that begins in the middle can be made again only with what was asked for before.
  let given = header.commands ?? [];

  function take(records: readonly TraceRecord[], view: View): void {
    if (records.length === 0) return;
    reachedNs = records[0].t;
    if (state === 'waiting' && records.at(-1)!.kind === 'sample') beginIn(view);
    else if (state === 'on') write(records, view);
    begun = true;
    if (header.source === 'run') given = [...given, ...records.flatMap(asked)];
  }

  /** The run that was recorded is closed; the other one gets a recording of its own, which names the first. */
  function branch(next: Header, view: View, leftNs: Ns): void {
    const {commands = [], ...rest} = next;
    const file = stretch?.writer.file;
    const of = next.branchOf!;
    header = {...rest, branchOf: file === undefined ? of : {...of, file}};
    given = commands;
    if (state === 'off') return;
    if (stretch !== null) {
      writeRecord(stretch, {t: leftNs, kind: 'branched', toNs: view.t});
      end(stretch);
    }
    beginIn(view);
  }

  /** The keyframe of the view stands for all that came before. */
  function beginIn(view: View): void {
    const told: Header = given.length > 0 ? {...header, commands: given} : header;
    const writer = open!(told);
    state = 'on';
    stretch = beginStretch(writer, view.t, openIndexMoments(view));
    writeLine(stretch, encode(told));
    enter(stretch, view);
  }

  function write(records: readonly TraceRecord[], view: View): void {
    stretch ??= beginFirst(records[0].t, view);
    for (const record of records) writeRecord(stretch, record);
    stretch.moments.look(view);
    if (isDue(records.at(-1)!)) renew(stretch, view);
  }

  /** The source's own keyframe comes first. */
  function beginFirst(t: Ns, view: View): Stretch {
    const writer = open!(header);
    const first = beginStretch(writer, t, openIndexMoments({...view, log: []}));
    writeLine(first, encode(header));
    return first;
  }

  function isDue({kind, t}: TraceRecord): boolean {
    return kind === 'sample' && stretch !== null && t >= stretch.dueNs;
  }

  function renew(ended: Stretch, view: View): void {
    end(ended);
    stretch = beginStretch(ended.writer, view.t, ended.moments);
    enter(stretch, view);
  }

  /** What fails costs the recording, and nothing else. */
  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      fault = {t: reachedNs, reason: (error as Error).message};
      [state, stretch, open] = ['off', null, null];
    }
  }

  return {
    get state() {
      return state;
    },
    get fault() {
      return fault;
    },
    get reachedNs() {
      return stretch?.lastNs ?? reachedNs;
    },
    wantsView: record => (state === 'waiting' ? record.kind === 'sample' : isDue(record)),
    take: (records, view) => guarded(() => take(records, view)),
    branched: (...told) => guarded(() => branch(...told)),
    start(next) {
      if (state !== 'off') return;
      [open, state, fault] = [next, begun ? 'waiting' : 'on', null];
    },
    flush: () => guarded(() => stretch?.writer.flush()),
    stop() {
      guarded(() => stretch && end(stretch));
      [state, stretch, open] = ['off', null, null];
    },
  };
}

function beginStretch(writer: Stretch['writer'], t: Ns, moments: IndexMoments): Stretch {
  writer.begin(t);
  return {
    writer,
    parts: openParts(),
    fromNs: t,
    dueNs: (Math.floor(t / STRETCH_NS) + 1) * STRETCH_NS,
    lastNs: t,
    moments,
    entered: '',
  };
}

function enter(stretch: Stretch, view: View): void {
  stretch.entered = encode(keyframe(view));
  writeLine(stretch, stretch.entered);
}

/** What is complete of a second goes out before the next one begins. Index and keyframe of a recording that is replayed are ours already. */
function writeRecord(stretch: Stretch, record: TraceRecord): void {
  if (record.kind === 'index' || (record.kind === 'keyframe' && encode(record) === stretch.entered)) return;
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

function asked(record: TraceRecord): Given[] {
  if (record.kind !== 'command_applied' || COMMANDS[record.command.command].to !== 'machine') return [];
  return [{t: record.t, command: record.command as MachineCommand}];
}
