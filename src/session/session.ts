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
import {
  advanceLoop,
  branch,
  checkpointHere,
  nextSampleNs,
  openReaderLoop,
  type ReaderLoop,
  requestCommand,
  stepLoop,
} from './reader-loop.ts';
import type {Scheduled} from './schedule.ts';

export {both, type Tap} from './folded.ts';
export type {Scheduled} from './schedule.ts';

export type Session = {
  /** Of the source, or of the last branch. */
  readonly header: Header;
  /** Of the source's host; left out: unknown. */
  readonly hardware?: Hardware;
  /** Its time: the end of the last advance, or the last record of a source that ended. */
  readonly t: Ns;
  /** The time of its first record. */
  readonly startNs: Ns;
  /** The present: the farthest time it ever reached. A session that went back stands before it. */
  readonly farthestNs: Ns;
  /** The end of a recording, `null` while it is unknown. Other sources have no known end. */
  readonly endNs: Ns | null | undefined;
  readonly view: View;
  /** True once the source has ended and all its records are folded. */
  readonly ended: boolean;
  /**
   * Reads and folds up to and including `untilNs` (finite), and sends the commands that are due on the way, each at exactly its
   * time, after the events and the sample there. With `atSample` it stops after the first sample for which that returns true, and
   * returns true; the next call sends the commands of that very time. It goes no further than records have arrived.
   */
  advance(untilNs: Ns, atSample?: (view: View) => boolean): boolean;
  /** Goes on to the next sample and the rest of its moment, as far as that has arrived. */
  step(): void;
  /** The time of the next sample, of a source that computes its records; `advance` can go there piece by piece. */
  readonly nextSampleNs: Ns | undefined;
  /** Resolves when the next records have arrived, so that `advance` can go on; at once for a source that computes them. */
  arrival(): Promise<void>;
  /** Hardware-level steps, since when they are kept, and the indexes of a recording; missing where there are none. */
  readonly steps?: Source['steps'];
  readonly stepsFromNs?: Source['stepsFromNs'];
  readonly indexes?: Source['indexes'];
  /** Commands that were sent, and then those that are due. */
  readonly asked: readonly Scheduled[];
  /** A state from which the source can be run again up to `t`; missing where it can not be taken back. */
  entry?(t: Ns): Entry;
  /** Whether the source takes commands; the desk answers its own in any case. */
  readonly takesCommands: boolean;
  /**
   * Sends a command now; facts answer it, refusals included. After going back, a command to the machine begins a branch, and the later run
   * is dropped. The desk answers only in the present; its commands in the past have no effect.
   */
  send(command: Command): void;
  /** Folds facts from elsewhere, as if they came from the source. */
  note(facts: readonly Fact[]): void;
  /** From now on keeps its past, in about so much memory, or as much as suits the source; only the first call counts. */
  remember(bytes?: number): History;
  /** Adds commands to be sent at their times, after the known ones of the same time. */
  schedule(commands: readonly Scheduled[]): void;
  /** Begins a branch here: a run of its own, that comes from the run recorded in a file. */
  beginBranch(file?: string): void;
  /** Whether it can go back further than it keeps, once it remembers. */
  readonly canSeek: boolean;
  /**
   * Goes back, or on, to a time two minutes before `t` or earlier. From there `advance` leads to `t` with everything that would be known
   * without the seek, charts of these two minutes included. It stays if `advance` leads there as well. No other call until it is done.
   */
  seek(t: Ns): Promise<void>;
  /** The same at once, where nothing has to be read; `false`: it is not done. */
  seekNow(t: Ns): boolean;
  /** The present state, over the interval since the last frame, at first since the start. */
  frame(): Frame;
  /** Gives all that is folded from now on to a tap; `null`: to none. */
  tap(tap: Tap | null): void;
  /** Calls back after every change of the view; returns how to end that. */
  subscribe(listener: () => void): () => void;
};

export type SessionOptions = {schedule?: readonly Scheduled[]; tap?: Tap};

/**
 * The memory for a past that can be had again. Each seek fills it with other records, and the old ones wait for the collector:
 * four times as much made the process 30 MB larger, for moments that are had again in 20 ms.
 */
const AGAIN_BYTES = 4e6;

type State = {readonly source: Source; readonly loop: ReaderLoop; readonly listeners: Set<() => void>};

/** A session on a source: its records folded, and the commands to it. Reads the first moment at once, with the keyframe. */
export function openSession(source: Source, {schedule = [], tap}: SessionOptions = {}): Session {
  const loop = openReaderLoop(source, schedule, tap ?? null);
  const state: State = {source, loop, listeners: new Set()};
  const {folded} = loop;
  return {
    ...traitsOf(state),
    get header() {
      return loop.header;
    },
    get t() {
      return folded.t;
    },
    get startNs() {
      return loop.startNs;
    },
    get farthestNs() {
      return folded.farthestNs;
    },
    get endNs() {
      return source.endNs;
    },
    get view() {
      return folded.view;
    },
    get ended() {
      return loop.reader.ended;
    },
    get asked() {
      return loop.schedule.all;
    },
    get nextSampleNs() {
      return nextSampleNs(loop);
    },
    advance: (untilNs, atSample) => notifying(state, () => advanceLoop(loop, untilNs, atSample)),
    step: () => notifying(state, () => stepLoop(loop)),
    arrival: async () => source.arrival?.(),
    send: command => notifying(state, () => requestCommand(loop, command)),
    schedule: loop.schedule.add,
    beginBranch: file => beginBranch(loop, file),
    remember: bytes => remember(state, bytes),
    note: facts => notifying(state, () => folded.fold(facts, folded.t)),
    seek: untilNs => seek(state, untilNs),
    seekNow: untilNs => seekNow(state, untilNs),
    frame: () => nextFrame(loop),
    tap(next) {
      folded.tap = next;
    },
    subscribe(listener) {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
  };
}

/** The members that depend on the kind of source. */
function traitsOf({source, loop}: State) {
  return {
    hardware: source.hardware,
    steps: source.steps,
    stepsFromNs: source.stepsFromNs,
    indexes: source.indexes,
    ...(source.snapshot && {entry: (t: Ns) => loop.checkpoints!.at(t)}),
    takesCommands: source.send !== undefined,
    canSeek: canSeek(source),
  };
}

function canSeek({snapshot, seek}: Source): boolean {
  return snapshot !== undefined || seek !== undefined;
}

/** Does it, and calls the listeners if the view changed. */
function notifying<Value>({loop, listeners}: State, act: () => Value): Value {
  const {view} = loop.folded;
  const done = act();
  if (loop.folded.view !== view) for (const listener of listeners) listener();
  return done;
}

async function seek(state: State, untilNs: Ns): Promise<void> {
  if (seekNow(state, untilNs)) return;
  const {loop, listeners} = state;
  const {view} = loop.folded;
  await reenter(loop, untilNs);
  if (loop.folded.view !== view) for (const listener of listeners) listener();
}

function seekNow(state: State, untilNs: Ns): boolean {
  const {loop, source} = state;
  if (loop.checkpoints) notifying(state, () => restoreAt(loop, untilNs));
  return loop.checkpoints !== null || source.seek === undefined;
}

function beginBranch(loop: ReaderLoop, file?: string): void {
  loop.startNs = loop.folded.t;
  loop.since = loop.folded.view;
  branch(loop, file);
}

function remember({source, loop}: State, bytes = canSeek(source) ? AGAIN_BYTES : undefined): History {
  if (source.snapshot) loop.checkpoints ??= openCheckpoints(checkpointHere(loop));
  return loop.folded.remember(bytes);
}

function nextFrame(loop: ReaderLoop): Frame {
  const {since} = loop;
  loop.since = loop.folded.view;
  return frame(loop.since, since);
}
