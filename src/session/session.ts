import {frame} from '../model/frame/frame.ts';
import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Frame} from '../protocol/frame/frame.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';
import {foldRecords, keepHistory, type Tap} from './folded.ts';
import {type Checkpoint, openCheckpoints} from './past/checkpoints.ts';
import type {History} from './past/history.ts';
import {restoreCheckpoint, restoreFromFile} from './past/restore.ts';
import {
  advanceLoop,
  branchLoop,
  checkpointHere,
  nextSampleNs,
  openReaderLoop,
  type ReaderLoop,
  requestCommand,
  stepLoop,
} from './reader-loop.ts';
import type {Scheduled} from './schedule.ts';

export {bothTaps, type Tap} from './folded.ts';
export type {Scheduled} from './schedule.ts';

export type Session = {
  /** Of the source, or of the last branch. */
  readonly header: Header;
  /** Of the source's host; left out: unknown. */
  readonly hardware?: Hardware;
  /** Where it stands: the end of the last advance, or the last record of a source that ended. */
  readonly t: Ns;
  /** The time of its first record. */
  readonly startNs: Ns;
  /** The present: the farthest time that it has reached. A session that went back stands before it. */
  readonly farthestNs: Ns;
  /** The end of a recording, `null` while it is unknown; `undefined`: not a recording. */
  readonly endNs: Ns | null | undefined;
  readonly view: View;
  /** The source has ended, and all its records are folded. */
  readonly ended: boolean;
  /**
   * Reads and folds up to and including `untilNs` (finite), and sends the commands that are due on the way, each at exactly its
   * time, after the events and the sample of that time. With `atSample` it stops after the first sample for which that returns true, and
   * returns true; the next call sends the commands of that same time. It goes no further than records have arrived.
   */
  advance(untilNs: Ns, atSample?: (view: View) => boolean): boolean;
  /** Goes on to the next sample and the other records of its time, as far as they have arrived. */
  step(): void;
  /** The time of the next sample, if the source computes its records: `advance` can go there in pieces. */
  readonly nextSampleNs: Ns | undefined;
  /** Resolves when more records have arrived, so that `advance` can go on; at once for a source that computes them. */
  arrival(): Promise<void>;
  /** Hardware-level steps, the time from which they are kept, and the indexes of a recording; left out: the source has none. */
  readonly steps?: Source['steps'];
  readonly stepsFromNs?: Source['stepsFromNs'];
  readonly indexes?: Source['indexes'];
  /** The commands that were sent, and then those that are due. */
  readonly commands: readonly Scheduled[];
  /** A state from which the source can run again up to `t`; left out: the source can not be taken back. */
  checkpoint?(t: Ns): Checkpoint;
  /** Whether the source takes commands. The desk answers its own commands in any case. */
  readonly takesCommands: boolean;
  /**
   * Sends a command now. Facts answer it; a refusal is a fact too. In the past, a command to the machine begins a branch, and the later
   * records are dropped; a command to the desk has no effect.
   */
  send(command: Command): void;
  /** Folds facts from elsewhere, as if they came from the source. */
  note(facts: readonly Fact[]): void;
  /** Keeps the past from now on, in about so many bytes, or in as many as suit the source; only the first call counts. */
  remember(bytes?: number): History;
  /** Adds commands to be sent at their times, after the others of the same time. */
  schedule(commands: readonly Scheduled[]): void;
  /** Begins a branch here: a run of its own, which continues the run that is recorded in a file. */
  beginBranch(file?: string): void;
  /** Whether it can go back further than the kept past. */
  readonly canSeek: boolean;
  /** The source decides when something happens. */
  readonly isLive: boolean;
  /**
   * Goes back, or on, to a time two minutes before `t` or earlier, from where `advance` leads to the same view of `t` as without the seek,
   * with its charts. It stays where it is if `advance` leads there from here. No other call until the promise resolves.
   */
  seek(t: Ns): Promise<void>;
  /** The same without waiting. `false`: not done, because a file must be read; call `seek`. */
  seekNow(t: Ns): boolean;
  /** The current state, over the interval since the last frame, at first since the start. */
  frame(): Frame;
  /** Gives everything that is folded from now on to a tap; `null`: to none. */
  tap(tap: Tap | null): void;
  /** Calls back after every change of the view; returns a function that ends this. */
  subscribe(listener: () => void): () => void;
};

export type SessionOptions = {schedule?: readonly Scheduled[]; tap?: Tap};

/**
 * Memory for the past of a source that can be taken back. Each seek fills it with other records, and the old ones wait for the garbage
 * collector: four times as much made the process 30 MB larger, to save reading again, which takes 20 ms.
 */
const SEEKABLE_BYTES = 4e6;

type State = {readonly source: Source; readonly loop: ReaderLoop; readonly listeners: Set<() => void>};

/** Opens a session on a source. Reads all records of the first time at once, with the keyframe. */
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
      return folded.view.t;
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
    get commands() {
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
    note: facts => notifying(state, () => foldRecords(folded, facts, folded.view.t)),
    seek: t => seek(state, t),
    seekNow: t => seekNow(state, t),
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
    ...(source.snapshot && {checkpoint: (t: Ns) => loop.checkpoints!.at(t)}),
    takesCommands: source.send !== undefined,
    isLive: source.live ?? false,
    canSeek: canSeek(source),
  };
}

function canSeek({snapshot, seek}: Source): boolean {
  return snapshot !== undefined || seek !== undefined;
}

/** Calls the listeners if the action changed the view. */
function notifying<Value>({loop, listeners}: State, act: () => Value): Value {
  const {view} = loop.folded;
  const result = act();
  if (loop.folded.view !== view) for (const listener of listeners) listener();
  return result;
}

async function seek(state: State, t: Ns): Promise<void> {
  if (seekNow(state, t)) return;
  const {loop, listeners} = state;
  const {view} = loop.folded;
  await restoreFromFile(loop, t);
  if (loop.folded.view !== view) for (const listener of listeners) listener();
}

function seekNow(state: State, t: Ns): boolean {
  const {loop, source} = state;
  if (loop.checkpoints) notifying(state, () => restoreCheckpoint(loop, t));
  return loop.checkpoints !== null || source.seek === undefined;
}

function beginBranch(loop: ReaderLoop, file?: string): void {
  const {view} = loop.folded;
  loop.startNs = view.t;
  loop.since = view;
  branchLoop(loop, file);
}

function remember({source, loop}: State, bytes = canSeek(source) ? SEEKABLE_BYTES : undefined): History {
  if (source.snapshot) loop.checkpoints ??= openCheckpoints(checkpointHere(loop));
  return keepHistory(loop.folded, bytes);
}

function nextFrame(loop: ReaderLoop): Frame {
  const {since} = loop;
  loop.since = loop.folded.view;
  return frame(loop.since, since);
}
