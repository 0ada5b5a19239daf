import {moment} from '../../model/words/numbers.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Source} from '../../source/source.ts';
import {isDeskCommand} from '../desk/desk.ts';
import {type Entry, openPlaces, type Places} from '../past/checkpoints.ts';
import {WINDOW_NS} from '../past/restore.ts';
import type {Script} from '../script.ts';
import {openSlices} from '../slices.ts';

/** A machine that is run again beside what is shown, to wherever its steps are wanted. */
export type Again = {
  /** Runs to `t`, two minutes before it included: at once where that is near, else in the background. `arrived`: it is there, or can not be. */
  reach(t: Ns, arrived: () => void): void;
  /** Whether the steps up to `t` are there, as far as they can be. */
  covers(t: Ns): boolean;
  readonly steps: NonNullable<Source['steps']>;
  /** On its way: from when to when, and where it is. */
  readonly way: {readonly fromNs: Ns; readonly toNs: Ns; readonly t: Ns} | null;
  /** Why it can not come to `t`, a sentence without its end. */
  faultAt(t: Ns): string | null;
  /** What was asked after `t` is not what it ran with. */
  forgetAfter(t: Ns): void;
};

export type AgainOptions = {
  /** Another source of the same run, at its beginning, that keeps steps. Throws or rejects with a sentence where there can be none. */
  open(): Source | Promise<Source>;
  script: Script;
  /** A state of another such source that can be entered; without it, it finds its own. */
  entry?(t: Ns): Entry;
  now(): number;
  /** More is known, or it is further on its way. */
  changed(): void;
  later?: (then: () => void) => void;
};

/** So much wall time it takes between two looks at the keys, and all in all. */
const BUDGET_MS = 20;
const PATIENCE_MS = 60_000;
/** So much before a moment its steps reach back, unless more than can be kept came in it. */
const NEAR_NS = NS_PER_S;

export function openAgain({open, script, entry, now, changed, later}: AgainOptions): Again {
  let source: Source | null = null;
  let places: Places<Entry> | null = null;
  /** Not a number: it ran with something else than was asked. */
  let at: Ns = 0;
  let sent = 0;
  let fault: string | null = null;
  let goal: {toNs: Ns; fromNs: Ns; arrived: () => void} | null = null;
  let opening: Promise<Source> | null = null;
  let busy = false;
  let tired = false;
  const slices = openSlices();

  function covers(t: Ns): boolean {
    if (source === null || !(t <= at)) return false;
    return t === at || source.stepsFromNs!() <= Math.max(t - NEAR_NS, 0);
  }

  const isImpossible = (t: Ns) => fault !== null || (tired && t > at);

  function begin(opened: Source): void {
    source = opened;
    source.read(0);
    if (!entry) places = openPlaces(here());
    sendDue();
  }

  const here = (): Entry => ({t: at, state: source!.snapshot!(), sent});

  /** As far as it goes without waiting; whether it is there, or never will be. */
  function attempt(t: Ns): boolean {
    if (isImpossible(t)) return true;
    if (source === null) return false;
    if (!covers(t)) {
      enter(t);
      runTo(t);
    }
    return covers(t) || isImpossible(t);
  }

  /** Goes back, or on, to where it can go on from so that it has all of the two minutes before `t`. */
  function enter(t: Ns): void {
    const from = entry ? entry(t - WINDOW_NS) : places!.at(t - WINDOW_NS);
    if (at <= t && from.t <= at) return;
    source!.restore!(from.state);
    [at, sent] = [from.t, from.sent];
  }

  /** As far as it is known what was asked, and the budget reaches. */
  function runTo(untilNs: Ns): void {
    const started = now();
    const limit = Math.min(untilNs, script.knownNs);
    for (let looked = started; at < limit && fault === null && looked - started < BUDGET_MS; ) {
      const [from, before] = [at, looked];
      runOn(limit);
      looked = now();
      slices.took(at - from, looked - before);
    }
  }

  function runOn(limit: Ns): void {
    const dueNs = script.commands[sent]?.t ?? Number.POSITIVE_INFINITY;
    at = slices.next(at, Math.min(limit, dueNs));
    fault = script.compare(source!.read(at));
    sendDue();
    if (places?.due(at)) places.add(here());
  }

  function sendDue(): void {
    const {commands} = script;
    for (; sent < commands.length && commands[sent].t <= at; sent++) {
      const {command} = commands[sent];
      if (!isDeskCommand(command)) source!.send!(command);
    }
  }

  async function pursue(): Promise<void> {
    busy = true;
    const started = now();
    try {
      if (source === null) begin(await opening!);
      while (goal !== null) {
        if (attempt(goal.toNs)) arrive();
        else if (now() - started > PATIENCE_MS) tired = true;
        else if (script.knownNs <= at) await script.more();
        changed();
        if (later) await new Promise<void>(resolve => later(resolve));
      }
    } catch (error) {
      fail(error as Error);
    }
    busy = false;
    changed();
  }

  function fail({message}: Error): void {
    fault = message.replace(/\.$/, '');
    arrive();
  }

  function arrive(): void {
    const arrived = goal?.arrived;
    goal = null;
    arrived?.();
  }

  /** Where nobody has to be waited for, it is there at once. */
  function openNow(): void {
    try {
      const opened = open();
      if (opened instanceof Promise) opening = opened;
      else begin(opened);
    } catch (error) {
      fail(error as Error);
    }
  }

  return {
    reach(t, arrived) {
      if (source === null && opening === null && fault === null) openNow();
      goal = {toNs: t, fromNs: at, arrived};
      if (attempt(t)) arrive();
      else if (!busy) void pursue();
    },
    covers,
    steps: (line, from, to) => source?.steps?.(line, from, to) ?? [],
    get way() {
      return goal && {fromNs: goal.fromNs, toNs: goal.toNs, t: at};
    },
    faultAt(t) {
      return fault ?? (tired && t > at ? `to run it again up to ${moment(t)} takes more than a minute` : null);
    },
    forgetAfter(t) {
      if (!(at <= t)) at = Number.NaN;
    },
  };
}
