import {moment} from '../../model/words/numbers.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Source} from '../../source/source.ts';
import {isDeskCommand} from '../desk/desk.ts';
import {type Checkpoints, type Entry, openCheckpoints} from '../past/checkpoints.ts';
import {WINDOW_NS} from '../past/restore.ts';
import {openSlices, type Slices} from '../slices.ts';
import type {Script} from './script.ts';

/** A machine that runs again beside the one on the screen, to give the single steps of any time. */
export type Replica = {
  /** Runs to `t` with the two minutes before it: at once where that is near, else in the background. `arrived`: it is there, or never will be. */
  reach(t: Ns, arrived: () => void): void;
  /** Whether it has the steps up to `t`, as far as they can be had. */
  covers(t: Ns): boolean;
  readonly steps: NonNullable<Source['steps']>;
  /** The run that is under way: from when to when, and where it is. */
  readonly way: {readonly fromNs: Ns; readonly toNs: Ns; readonly t: Ns} | null;
  /** Why it can not come to `t`, a sentence without its end. */
  faultAt(t: Ns): string | null;
  /** Commands after `t` are other ones than it ran with. */
  forgetAfter(t: Ns): void;
};

export type ReplicaOptions = {
  /** Another source of the same run, at its beginning, that keeps steps. Throws or rejects with a sentence where there can be none. */
  open(): Source | Promise<Source>;
  script: Script;
  /** A state of another such source that can be entered; without it, the replica keeps checkpoints of its own. */
  entry?(t: Ns): Entry;
  now(): number;
  /** More is known, or it is further on its way. */
  changed(): void;
  later?: (then: () => void) => void;
};

type State = {
  readonly options: ReplicaOptions;
  readonly slices: Slices;
  source: Source | null;
  opening: Promise<Source> | null;
  checkpoints: Checkpoints<Entry> | null;
  /** Where it stands; not a number: it ran with other commands than were given. */
  t: Ns;
  /** This many commands of the script were sent. */
  sent: number;
  fault: string | null;
  goal: {toNs: Ns; fromNs: Ns; arrived: () => void} | null;
  /** A run in the background is under way. */
  busy: boolean;
  /** The last run in the background took too long. */
  tired: boolean;
};

/** Wall time that it runs between two looks at the keys, and in all. */
const BUDGET_MS = 20;
const PATIENCE_MS = 60_000;
/** The steps kept before a moment reach back this far, unless there were more than can be kept. */
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
    busy: false,
    tired: false,
  };
  return {
    reach: (t, arrived) => reach(state, t, arrived),
    covers: t => covers(state, t),
    steps: (line, from, to) => state.source?.steps?.(line, from, to) ?? [],
    get way() {
      const {goal, t} = state;
      return goal && {fromNs: goal.fromNs, toNs: goal.toNs, t};
    },
    faultAt(t) {
      if (state.fault !== null) return state.fault;
      return state.tired && t > state.t ? `to run it again up to ${moment(t)} takes more than a minute` : null;
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
  else if (!state.busy) void pursue(state);
}

/** A source that opens without waiting is entered at once. */
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
  if (!state.options.entry) state.checkpoints = openCheckpoints(entryHere(state));
  sendDue(state);
}

function entryHere({t, source, sent}: State): Entry {
  return {t, state: source!.snapshot!(), sent};
}

/** Runs as far as it can without waiting; whether it is there, or never will be. */
function attempt(state: State, t: Ns): boolean {
  if (isImpossible(state, t)) return true;
  if (state.source === null) return false;
  if (!covers(state, t)) {
    enter(state, t);
    runTo(state, t);
  }
  return covers(state, t) || isImpossible(state, t);
}

function covers({source, t}: State, wanted: Ns): boolean {
  if (source === null || !(wanted <= t)) return false;
  return wanted === t || source.stepsFromNs!() <= Math.max(wanted - NEAR_NS, 0);
}

function isImpossible({fault, tired, t}: State, wanted: Ns): boolean {
  return fault !== null || (tired && wanted > t);
}

/** Goes back, or on, to a state from which it runs through all of the two minutes before `t`. */
function enter(state: State, t: Ns): void {
  const {entry} = state.options;
  const from = entry ? entry(t - WINDOW_NS) : state.checkpoints!.at(t - WINDOW_NS);
  if (state.t <= t && from.t <= state.t) return;
  state.source!.restore!(from.state);
  [state.t, state.sent] = [from.t, from.sent];
}

/** As far as the commands are known, and the budget reaches. */
function runTo(state: State, untilNs: Ns): void {
  const {options, slices} = state;
  const started = options.now();
  const limit = Math.min(untilNs, options.script.knownNs);
  for (let looked = started; state.t < limit && state.fault === null && looked - started < BUDGET_MS; ) {
    const [from, before] = [state.t, looked];
    runSlice(state, limit);
    looked = options.now();
    slices.took(state.t - from, looked - before);
  }
}

function runSlice(state: State, limit: Ns): void {
  const {options, slices, source, checkpoints} = state;
  const {script} = options;
  const dueNs = script.commands[state.sent]?.t ?? Number.POSITIVE_INFINITY;
  state.t = slices.next(state.t, Math.min(limit, dueNs));
  state.fault = script.compare(source!.read(state.t));
  sendDue(state);
  if (checkpoints?.due(state.t)) checkpoints.add(entryHere(state));
}

function sendDue(state: State): void {
  const {commands} = state.options.script;
  for (; state.sent < commands.length && commands[state.sent].t <= state.t; state.sent++) {
    const {command} = commands[state.sent];
    if (!isDeskCommand(command)) state.source!.send!(command);
  }
}

async function pursue(state: State): Promise<void> {
  const {now, changed, later} = state.options;
  state.busy = true;
  const started = now();
  try {
    if (state.source === null) begin(state, await state.opening!);
    while (state.goal !== null) {
      await pursueOnce(state, now() - started);
      changed();
      if (later) await new Promise<void>(resolve => later(resolve));
    }
  } catch (error) {
    fail(state, error as Error);
  }
  state.busy = false;
  changed();
}

async function pursueOnce(state: State, spentMs: number): Promise<void> {
  const {script} = state.options;
  if (attempt(state, state.goal!.toNs)) arrive(state);
  else if (spentMs > PATIENCE_MS) state.tired = true;
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
