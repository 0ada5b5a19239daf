import {frame} from '../model/frame/frame.ts';
import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Frame} from '../protocol/frame/frame.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';
import type {Tap} from './folded.ts';
import {type Entry, openCheckpoints} from './past/checkpoints.ts';
import type {History} from './past/history.ts';
import {reenter, restoreAt} from './past/restore.ts';
import {branch, goOn, goOnBySample, nextSampleNs, openReaderLoop, placeHere, requestCommand} from './reader-loop.ts';
import type {Scheduled} from './schedule.ts';

export {both, type Tap} from './folded.ts';
export type {Scheduled} from './schedule.ts';

export type Session = {
  /** Of the source, or of the branch that was begun last. */
  readonly header: Header;
  /** Of the source's host; left out: unknown. */
  readonly hardware?: Hardware;
  /** Where it stands: at the end of the last advance, or the last record of a source that ended. */
  readonly t: Ns;
  /** Where its records begin. */
  readonly startNs: Ns;
  /** How far it ever came: whoever went back stands before it. */
  readonly farthestNs: Ns;
  /** Of a recording: where it ends, `null` as long as that is not known. Others have no end that could be known. */
  readonly endNs: Ns | null | undefined;
  readonly view: View;
  /** True once nothing more will come and everything was folded. */
  readonly ended: boolean;
  /**
   * Reads and folds up to and including `untilNs` (finite), and sends the commands that are due on the way, each at exactly its
   * time, after the events and the sample there. With `atSample` it stops after the first sample for which that returns true, and
   * returns true; what was scheduled for that very time is sent by the next call. It goes no further than what has arrived.
   */
  advance(untilNs: Ns, atSample?: (view: View) => boolean): boolean;
  /** Goes on to the next sample and all that is told of its moment, as far as that has arrived. */
  step(): void;
  /** Where a step leads, of a source that computes what comes; it may be gone there by `advance` as well, piece by piece. */
  readonly nextSampleNs: Ns | undefined;
  /** Resolves when what comes next has arrived, so that `advance` can go on. At once where nothing needs to be waited for. */
  arrival(): Promise<void>;
  /** Hardware-level steps, from when on they are kept, what a recording tells of the whole of it; missing where there are none. */
  readonly steps?: Source['steps'];
  readonly stepsFromNs?: Source['stepsFromNs'];
  readonly indexes?: Source['indexes'];
  /** What was asked, and will be, as far as that is known. */
  readonly asked: readonly Scheduled[];
  /** Where the source can be entered to be run again up to `t`; missing where it can not be taken back. */
  entry?(t: Ns): Entry;
  /** Whether the source takes commands; the desk answers its own in any case. */
  readonly takesCommands: boolean;
  /**
   * Sends a command now. It is answered by facts, refusals included. Where somebody went back, a command to the machine begins a
   * branch: what had come later is no more. The desk answers only in the present; nothing happens to its commands in the past.
   */
  send(command: Command): void;
  /** Folds what somebody else found out now, as if the source had said it. */
  note(facts: readonly Fact[]): void;
  /** From now on keeps its past, in about so much memory, or as much as suits the source; only the first call counts. */
  remember(bytes?: number): History;
  /** Commands to be sent when it comes to their times, after all of these times that it knows. */
  schedule(commands: readonly Scheduled[]): void;
  /** Makes what comes from now on a run of its own, a branch of what is recorded in a file; it begins here. */
  beginBranch(file?: string): void;
  /** Whether it can go back beyond what it keeps, once it remembers. */
  readonly canSeek: boolean;
  /**
   * Goes back, or on, to a time two minutes before `t` or earlier, from where `advance` leads to `t` with all that would be known
   * without the seek, charts of these two minutes included. Stays where `advance` leads there as well. Nothing else may be asked of
   * it until that is done.
   */
  seek(t: Ns): Promise<void>;
  /** Does it at once, where nothing needs to be waited for; `false`: it is not done. */
  seekNow(t: Ns): boolean;
  /** What is known now, over the interval since the last frame, at first since the start. */
  frame(): Frame;
  /** Shows to somebody all that is folded from now on; `null`: to nobody any more. */
  tap(tap: Tap | null): void;
  /** Calls back after every change of the view; returns how to end that. */
  subscribe(listener: () => void): () => void;
};

export type SessionOptions = {schedule?: readonly Scheduled[]; tap?: Tap};

/**
 * Of a past that can be had again so much is kept. Each seek fills it with other records, and what it held before waits for the collector:
 * four times as much made the process 30 MB larger, for moments that are had again in 20 ms.
 */
const AGAIN_BYTES = 4e6;

/** A session on a source: what comes from it, folded, and what is asked of it. Reads its first moment at once, with the keyframe. */
export function openSession(source: Source, {schedule = [], tap}: SessionOptions = {}): Session {
  const course = openReaderLoop(source, schedule, tap ?? null);
  const {known, agenda} = course;
  const listeners = new Set<() => void>();
  const canSeek = source.snapshot !== undefined || source.seek !== undefined;

  function toldIfChanged<Value>(act: () => Value): Value {
    const before = known.view;
    const done = act();
    if (known.view !== before) for (const listener of listeners) listener();
    return done;
  }

  function seekNow(untilNs: Ns): boolean {
    if (course.places) toldIfChanged(() => restoreAt(course, untilNs));
    return course.places !== null || source.seek === undefined;
  }

  return {
    get header() {
      return course.header;
    },
    hardware: source.hardware,
    get t() {
      return known.t;
    },
    get startNs() {
      return course.startNs;
    },
    get farthestNs() {
      return known.farthestNs;
    },
    get endNs() {
      return source.endNs;
    },
    get view() {
      return known.view;
    },
    get ended() {
      return course.reader.ended;
    },
    get asked() {
      return agenda.all;
    },
    steps: source.steps,
    stepsFromNs: source.stepsFromNs,
    indexes: source.indexes,
    ...(source.snapshot && {entry: (t: Ns) => course.places!.at(t)}),
    takesCommands: source.send !== undefined,
    canSeek,
    advance: (untilNs, atSample) => toldIfChanged(() => goOn(course, untilNs, atSample)),
    step: () => toldIfChanged(() => goOnBySample(course)),
    get nextSampleNs() {
      return nextSampleNs(course);
    },
    arrival: async () => source.arrival?.(),
    send: command => toldIfChanged(() => requestCommand(course, command)),
    schedule: agenda.add,
    beginBranch(file) {
      course.startNs = known.t;
      course.since = known.view;
      branch(course, file);
    },
    remember(bytes = canSeek ? AGAIN_BYTES : undefined) {
      if (source.snapshot) course.places ??= openCheckpoints(placeHere(course));
      return known.remember(bytes);
    },
    note: facts => toldIfChanged(() => known.fold(facts, known.t)),
    async seek(untilNs) {
      if (seekNow(untilNs)) return;
      const before = known.view;
      await reenter(course, untilNs);
      if (known.view !== before) for (const listener of listeners) listener();
    },
    seekNow,
    frame() {
      const from = course.since;
      course.since = known.view;
      return frame(known.view, from);
    },
    tap(next) {
      known.tap = next;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
