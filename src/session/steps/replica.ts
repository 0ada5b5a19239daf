import {moment} from '../../model/words/numbers.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Source} from '../../source/source.ts';
import {isDeskCommand} from '../desk/desk.ts';
import {type Checkpoint, type Checkpoints, openCheckpoints} from '../past/checkpoints.ts';
import {WINDOW_NS} from '../past/restore.ts';
import {openSlices, type Slices} from '../slices.ts';
import type {Script} from './script.ts';

/** The machine on the screen a second time: it runs again, to give the single steps of any time. */
export type Replica = {
  /** Runs to `t` through the two minutes before it, at once if that is quick, else in the background. Then calls `arrived`, also if it can not get there. */
  reach(t: Ns, arrived: () => void): void;
  /** Whether it has the steps up to `t`, as many as can be kept. */
  covers(t: Ns): boolean;
  readonly steps: NonNullable<Source['steps']>;
  /** The run in the background: its beginning, its end, and where it is; `null`: there is none. */
  readonly progress: {readonly fromNs: Ns; readonly toNs: Ns; readonly t: Ns} | null;
  /** Why it can not get to `t`, a sentence without its end; `null`: it can. */
  faultAt(t: Ns): string | null;
  /** The commands after `t` have changed. */
  forgetAfter(t: Ns): void;
};

export type ReplicaOptions = {
  /** Opens another source of the same run, at its beginning, that keeps steps. Throws, or rejects, with a sentence if it can not be opened. */
  open(): Source | Promise<Source>;
  script: Script;
  /** A state of the other source, from which it can run to `t`; left out: the replica keeps checkpoints of its own. */
  checkpoint?(t: Ns): Checkpoint;
  now(): number;
  /** More steps are known, or the run has got further. */
  changed(): void;
  later?: (then: () => void) => void;
};

type State = {
  readonly options: ReplicaOptions;
  readonly slices: Slices;
  source: Source | null;
  opening: Promise<Source> | null;
  checkpoints: Checkpoints<Checkpoint> | null;
  /** Where it stands; NaN: its commands have changed. */
  t: Ns;
  /** How many commands of the script were sent. */
  sent: number;
  fault: string | null;
  goal: {toNs: Ns; fromNs: Ns; arrived: () => void} | null;
  /** It runs in the background. */
  isRunning: boolean;
  /** The last run in the background took too long. */
  hasTimedOut: boolean;
};

/** The wall time of a run: at once, between two readings of the keys, and in all. */
const BUDGET_MS = 20;
const TIMEOUT_MS = 60_000;
/** The steps before a time are kept at least this far back, unless there are more than can be kept. */
const NEAR_NS = NS_PER_S;

export function openReplica(options: ReplicaOptions): Replica {
  const state: State = {
    options,
    slices: openSlices(),
    source: null,
    opening: null,
    checkpoints: null,
    t: 0,
    sent: 0,
    fault: null,
    goal: null,
    isRunning: false,
    hasTimedOut: false,
  };
  return {
    reach: (t, arrived) => reach(state, t, arrived),
    covers: t => covers(state, t),
    steps: (line, from, to) => state.source?.steps?.(line, from, to) ?? [],
    get progress() {
      const {goal, t} = state;
      return goal && {fromNs: goal.fromNs, toNs: goal.toNs, t};
    },
    faultAt(t) {
      if (state.fault !== null) return state.fault;
      return state.hasTimedOut && t > state.t ? `running it again up to ${moment(t)} takes more than a minute` : null;
    },
    forgetAfter(t) {
      if (!(state.t <= t)) state.t = Number.NaN;
    },
  };
}

function reach(state: State, t: Ns, arrived: () => void): void {
  const {source, opening, fault} = state;
  if (source === null && opening === null && fault === null) open(state);
  state.goal = {toNs: t, fromNs: state.t, arrived};
  if (attempt(state, t)) arrive(state);
  else if (!state.isRunning) void runInBackground(state);
}

/** A source that opens without waiting begins at once. */
function open(state: State): void {
  try {
    const opened = state.options.open();
    if (opened instanceof Promise) state.opening = opened;
    else begin(state, opened);
  } catch (error) {
    fail(state, error as Error);
  }
}

function begin(state: State, opened: Source): void {
  state.source = opened;
  opened.read(0);
  if (!state.options.checkpoint) state.checkpoints = openCheckpoints(checkpointOf(state));
  sendDue(state);
}

function checkpointOf({t, source, sent}: State): Checkpoint {
  return {t, state: source!.snapshot!(), sent};
}

/** Runs as far as it can without waiting. Returns whether it is there, or can not get there. */
function attempt(state: State, t: Ns): boolean {
  if (isImpossible(state, t)) return true;
  if (state.source === null) return false;
  if (!covers(state, t)) {
    restoreBefore(state, t);
    runTo(state, t);
  }
  return covers(state, t) || isImpossible(state, t);
}

function covers({source, t}: State, wanted: Ns): boolean {
  if (source === null || !(wanted <= t)) return false;
  return wanted === t || source.stepsFromNs!() <= Math.max(wanted - NEAR_NS, 0);
}

function isImpossible({fault, hasTimedOut, t}: State, wanted: Ns): boolean {
  return fault !== null || (hasTimedOut && wanted > t);
}

/** Goes back, or on, to a checkpoint two minutes before `t` or earlier. */
function restoreBefore(state: State, t: Ns): void {
  const {checkpoint} = state.options;
  const from = checkpoint ? checkpoint(t - WINDOW_NS) : state.checkpoints!.at(t - WINDOW_NS);
  if (state.t <= t && from.t <= state.t) return;
  state.source!.restore!(from.state);
  [state.t, state.sent] = [from.t, from.sent];
}

/** As far as the commands are known, and the budget reaches. */
function runTo(state: State, untilNs: Ns): void {
  const {options, slices} = state;
  const started = options.now();
  const limit = Math.min(untilNs, options.script.knownNs);
  for (let ended = started; state.t < limit && state.fault === null && ended - started < BUDGET_MS; ) {
    const [from, begun] = [state.t, ended];
    runSlice(state, limit);
    ended = options.now();
    slices.took(state.t - from, ended - begun);
  }
}

function runSlice(state: State, limit: Ns): void {
  const {options, slices, source, checkpoints} = state;
  const {script} = options;
  const dueNs = script.commands[state.sent]?.t ?? Number.POSITIVE_INFINITY;
  state.t = slices.next(state.t, Math.min(limit, dueNs));
  state.fault = script.compare(source!.read(state.t));
  sendDue(state);
  if (checkpoints?.due(state.t)) checkpoints.add(checkpointOf(state));
}

function sendDue(state: State): void {
  const {commands} = state.options.script;
  for (; state.sent < commands.length && commands[state.sent].t <= state.t; state.sent++) {
    const {command} = commands[state.sent];
    if (!isDeskCommand(command)) state.source!.send!(command);
  }
}

async function runInBackground(state: State): Promise<void> {
  const {now, changed, later} = state.options;
  state.isRunning = true;
  const started = now();
  try {
    if (state.source === null) begin(state, await state.opening!);
    while (state.goal !== null) {
      await runOnce(state, now() - started);
      changed();
      if (later) await new Promise<void>(resolve => later(resolve));
    }
  } catch (error) {
    fail(state, error as Error);
  }
  state.isRunning = false;
  changed();
}

async function runOnce(state: State, spentMs: number): Promise<void> {
  const {script} = state.options;
  if (attempt(state, state.goal!.toNs)) arrive(state);
  else if (spentMs > TIMEOUT_MS) state.hasTimedOut = true;
  else if (script.knownNs <= state.t) await script.more();
}

function fail(state: State, {message}: Error): void {
  state.fault = message.replace(/\.$/, '');
  arrive(state);
}

function arrive(state: State): void {
  const arrived = state.goal?.arrived;
  state.goal = null;
  arrived?.();
}
