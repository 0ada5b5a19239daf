import {moment} from '../../model/words/numbers.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Step, Steps} from '../../protocol/record/step.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Source} from '../../source/source.ts';
import type {History} from '../past/history.ts';
import {recordedScript, type Script} from '../script.ts';
import type {Session} from '../session.ts';
import {type Again, openAgain} from './replica.ts';

/** Another machine like the one that is shown, to be run again for its steps. */
export type Twin = {
  /** At its beginning, and it keeps steps. Throws, or rejects, with a sentence where it can not be made here. */
  open(): Source | Promise<Source>;
  /** Of a recording: all of it from its beginning. */
  recorded?(): AsyncGenerator<readonly TraceRecord[], void>;
};

/** Is told a time, or a sentence without its end why there is none. */
export type StepFound = (found: Ns | string) => void;

/** Where the hardware-level steps of what is shown come from. */
export type StepFinder = {
  /** Those of a line from a time to another, both inclusive. What is not known is being found out from then on. */
  of(line: string, from: Ns, to: Ns): Steps;
  /** Looks for the next one after `t`, or the last before it. */
  next(line: string, by: 1 | -1, t: Ns, found: StepFound): void;
  /** What comes after `t` will be otherwise. */
  forgetAfter(t: Ns): void;
};

export type StepOptions = {
  twin?: Twin;
  now(): number;
  /** More is known. */
  changed(): void;
  later?: (then: () => void) => void;
  /** Reads on in a recording, until it is enough or `t` is reached. */
  readOn(t: Ns, enough: () => boolean, arrived: () => void): void;
};

/** Looked for in one stretch after the other: what fires often has thousands of steps in a second. */
const BACK_NS = [0.001, 0.02, 1, 120].map(seconds => seconds * NS_PER_S);
const AHEAD_NS = [0.001, 0.02, 0.2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(seconds => seconds * NS_PER_S);
const HORIZON_NS = AHEAD_NS.at(-1)!;

/** From what the source keeps, from what was told, or by running it again. */
export function openSteps(session: Session, history: History, options: StepOptions): StepFinder {
  const {twin, readOn} = options;
  const again = twin ? againOf(session, twin, options) : null;

  /** Infinity: the source keeps none. */
  const keptFromNs = () => (session.steps && session.stepsFromNs ? session.stepsFromNs() : Number.POSITIVE_INFINITY);

  function isKept(t: Ns): boolean {
    if (!session.steps || t > session.t) return false;
    return t === session.t || keptFromNs() <= Math.max(t - NS_PER_S, 0);
  }

  const areTold = () => session.header.steps === true;

  function of(line: string, from: Ns, to: Ns): Steps {
    if (isKept(to)) return {steps: session.steps!(line, from, to)};
    const told = areTold() && to <= history.toNs;
    if (told && (again === null || from >= history.fromNs)) return {steps: history.steps(line, from, to)};
    return again === null ? {missing: reason(session)} : ranAgain(again, line, from, to);
  }

  function ranAgain(again: Again, line: string, from: Ns, to: Ns): Steps {
    if (!again.covers(to) && again.way === null) again.reach(to, () => {});
    if (again.covers(to)) return {steps: again.steps(line, from, to)};
    const fault = again.faultAt(to);
    return fault === null ? {coming: onItsWay(again)} : {missing: fault};
  }

  function before(line: string, t: Ns, found: StepFound, look = 0): void {
    const from = Math.max(t - BACK_NS[look], session.startNs);
    const known = of(line, from, t - 1);
    const last = 'steps' in known ? known.steps.at(-1) : undefined;
    if (last) found(last.t);
    else if ('missing' in known) found(known.missing);
    else if ('coming' in known) again!.reach(t - 1, () => before(line, t, found, look));
    else if (from === session.startNs) found(`nothing of line ${line} comes before this`);
    else if (look + 1 < BACK_NS.length) before(line, t, found, look + 1);
    else found(`nothing of line ${line} is known in the two minutes before this`);
  }

  function after(line: string, t: Ns, found: StepFound): void {
    const next = nextKept(line, t);
    if (next) found(next.t);
    else if (areTold() && session.endNs !== undefined) toldAfter(line, t, found);
    else if (again) ranAfter(again, line, t, found);
    else found(areTold() ? 'what comes next is not known yet' : reason(session));
  }

  /** Where nothing after `t` is lost. */
  function nextKept(line: string, t: Ns): Step | undefined {
    if (keptFromNs() <= t) return session.steps!(line, t + 1, session.t)[0];
    return areTold() && history.fromNs <= t ? history.steps(line, t + 1, history.toNs)[0] : undefined;
  }

  /** Of a recording that tells its steps, the rest is read until there is one. */
  function toldAfter(line: string, t: Ns, found: StepFound): void {
    const next = () => history.steps(line, t + 1, history.toNs)[0];
    readOn(
      t + HORIZON_NS,
      () => next() !== undefined,
      () => found(next()?.t ?? noneAhead(line)),
    );
  }

  function ranAfter(again: Again, line: string, t: Ns, found: StepFound, look = 0): void {
    const to = Math.min(t + AHEAD_NS[look], session.endNs ?? Number.POSITIVE_INFINITY);
    again.reach(to, () => {
      const first = again.steps(line, t + 1, to)[0];
      const fault = again.faultAt(to);
      if (fault !== null) found(fault);
      else if (first) found(first.t);
      else if (to < t + AHEAD_NS[look]) found(`nothing of line ${line} comes after this`);
      else if (look + 1 < AHEAD_NS.length) ranAfter(again, line, t, found, look + 1);
      else found(noneAhead(line));
    });
  }

  return {
    of,
    next: (line, by, t, found) => (by > 0 ? after(line, t, found) : before(line, t, found)),
    forgetAfter: t => again?.forgetAfter(t),
  };
}

function againOf(session: Session, {open, recorded}: Twin, {now, changed, later}: StepOptions): Again {
  const script = recorded ? recordedScript(session.header.commands ?? [], recorded()) : askedScript(session);
  return openAgain({open, script, now, changed, later, ...(!recorded && {entry: session.entry})});
}

/** The session itself knows what was asked. */
function askedScript(session: Session): Script {
  return {
    get commands() {
      return session.asked;
    },
    knownNs: Number.POSITIVE_INFINITY,
    more: async () => {},
    compare: () => null,
  };
}

function onItsWay({way}: Again): string {
  if (way === null) return 'it is run again to find its single steps';
  const {fromNs, toNs, t} = way;
  const share = toNs > fromNs ? Math.floor((100 * (t - fromNs)) / (toNs - fromNs)) : 0;
  return `it is run again up to ${moment(toNs)} to find its single steps: ${Math.max(share, 0) || 0} %`;
}

function reason({header}: Session): string {
  const {briefing, source, file, drill} = header;
  if (briefing) return 'a drill tells no single steps: who watches a host has only what it counts';
  if (drill) return 'of a recorded drill no single steps are known: it is not run again for them';
  return file === undefined
    ? `this source (${source}) does not tell single steps`
    : `what is recorded in ${file} does not tell single steps`;
}

function noneAhead(line: string): string {
  return `nothing of line ${line} happens in the next ${HORIZON_NS / NS_PER_S} s`;
}
