import {moment} from '../../model/words/numbers.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Step, Steps} from '../../protocol/record/step.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Source} from '../../source/source.ts';
import type {History} from '../past/history.ts';
import type {Session} from '../session.ts';
import {openReplica, type Replica} from './replica.ts';
import {recordedScript, type Script} from './script.ts';

/** Opens the machine on the screen a second time, to run it again for its steps. */
export type ReplicaSource = {
  /** At its beginning, keeping steps. Throws, or rejects, with a sentence if it can not be opened here. */
  open(): Source | Promise<Source>;
  /** Of a recording: all its records from the beginning. */
  recorded?(): AsyncGenerator<readonly TraceRecord[], void>;
};

/** Gets the time of a step, or why there is none, a sentence without its end. */
export type StepFound = (found: Ns | string) => void;

/** Finds hardware-level steps of the session. */
export type StepFinder = {
  /** Those of a line from one time to another, both inclusive. If they are not known, a replica begins to find them. */
  of(line: string, from: Ns, to: Ns): Steps;
  /** Searches the first one after `t`, or the last one before it. */
  next(line: string, by: 1 | -1, t: Ns, found: StepFound): void;
  /** A branch begins at `t`: later steps are not valid any more. */
  forgetAfter(t: Ns): void;
};

export type StepOptions = {
  replica?: ReplicaSource;
  now(): number;
  /** More steps are known. */
  changed(): void;
  later?: (then: () => void) => void;
  /** Reads on in a recording, until it is enough or `t` is reached. */
  readOn(t: Ns, isEnough: () => boolean, arrived: () => void): void;
};

/** A search reads one span after the other: a line that fires often has thousands of steps in a second. */
const BACK_NS = [0.001, 0.02, 1, 120].map(seconds => seconds * NS_PER_S);
const AHEAD_NS = [0.001, 0.02, 0.2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(seconds => seconds * NS_PER_S);
const HORIZON_NS = AHEAD_NS.at(-1)!;

/** Steps come from the source if it keeps them, from the records in memory, or from a replica. */
export function openSteps(session: Session, history: History, options: StepOptions): StepFinder {
  const {replica: source} = options;
  const replica = source ? openReplicaOf(session, source, options) : null;
  const from: Origins = {session, history, replica, readOn: options.readOn};
  return {
    of: (line, fromNs, toNs) => stepsOf(from, line, fromNs, toNs),
    next: (line, by, t, found) => (by > 0 ? findAfter(from, line, t, found) : findBefore(from, line, t, found)),
    forgetAfter: t => replica?.forgetAfter(t),
  };
}

type Origins = {
  readonly session: Session;
  readonly history: History;
  readonly replica: Replica | null;
  readonly readOn: StepOptions['readOn'];
};

function stepsOf(origins: Origins, line: string, from: Ns, to: Ns): Steps {
  const {session, history, replica} = origins;
  if (isKept(session, to)) return {steps: session.steps!(line, from, to)};
  const isRecorded = recordsSteps(session) && to <= history.toNs;
  if (isRecorded && (replica === null || from >= history.fromNs)) return {steps: history.steps(line, from, to)};
  return replica === null ? {missing: whyMissing(session)} : stepsOfReplica(replica, line, from, to);
}

function isKept(session: Session, t: Ns): boolean {
  if (!session.steps || t > session.t) return false;
  return t === session.t || keptFromNs(session) <= Math.max(t - NS_PER_S, 0);
}

/** Infinity: the source keeps none. */
function keptFromNs({steps, stepsFromNs}: Session): Ns {
  return steps && stepsFromNs ? stepsFromNs() : Number.POSITIVE_INFINITY;
}

function recordsSteps({header}: Session): boolean {
  return header.steps === true;
}

function stepsOfReplica(replica: Replica, line: string, from: Ns, to: Ns): Steps {
  if (!replica.covers(to) && replica.progress === null) replica.reach(to, () => {});
  if (replica.covers(to)) return {steps: replica.steps(line, from, to)};
  const fault = replica.faultAt(to);
  return fault === null ? {coming: progressOf(replica)} : {missing: fault};
}

function findBefore(origins: Origins, line: string, t: Ns, found: StepFound, look = 0): void {
  const {startNs} = origins.session;
  const from = Math.max(t - BACK_NS[look], startNs);
  const known = stepsOf(origins, line, from, t - 1);
  const last = 'steps' in known ? known.steps.at(-1) : undefined;
  if (last) found(last.t);
  else if ('missing' in known) found(known.missing);
  else if ('coming' in known) origins.replica!.reach(t - 1, () => findBefore(origins, line, t, found, look));
  else if (from === startNs) found(`line ${line} has no step before this time`);
  else if (look + 1 < BACK_NS.length) findBefore(origins, line, t, found, look + 1);
  else found(`no step of line ${line} is known in the two minutes before this time`);
}

function findAfter(origins: Origins, line: string, t: Ns, found: StepFound): void {
  const {session, replica} = origins;
  const next = nextKept(origins, line, t);
  if (next) found(next.t);
  else if (recordsSteps(session) && session.endNs !== undefined) findRecorded(origins, line, t, found);
  else if (replica) findInReplica(origins, replica, line, t, found);
  else found(recordsSteps(session) ? 'the next step is not known yet' : whyMissing(session));
}

/** Only if all steps after `t` are kept. */
function nextKept({session, history}: Origins, line: string, t: Ns): Step | undefined {
  if (keptFromNs(session) <= t) return session.steps!(line, t + 1, session.t)[0];
  const isRecorded = recordsSteps(session) && history.fromNs <= t;
  return isRecorded ? history.steps(line, t + 1, history.toNs)[0] : undefined;
}

/** Reads on in a recording with steps until there is one. */
function findRecorded({history, readOn}: Origins, line: string, t: Ns, found: StepFound): void {
  const next = () => history.steps(line, t + 1, history.toNs)[0];
  readOn(
    t + HORIZON_NS,
    () => next() !== undefined,
    () => found(next()?.t ?? noneAhead(line)),
  );
}

function findInReplica(origins: Origins, replica: Replica, line: string, t: Ns, found: StepFound, look = 0): void {
  const to = Math.min(t + AHEAD_NS[look], origins.session.endNs ?? Number.POSITIVE_INFINITY);
  replica.reach(to, () => {
    const first = replica.steps(line, t + 1, to)[0];
    const fault = replica.faultAt(to);
    if (fault !== null) found(fault);
    else if (first) found(first.t);
    else if (to < t + AHEAD_NS[look]) found(`line ${line} has no step after this time`);
    else if (look + 1 < AHEAD_NS.length) findInReplica(origins, replica, line, t, found, look + 1);
    else found(noneAhead(line));
  });
}

function openReplicaOf(session: Session, {open, recorded}: ReplicaSource, {now, changed, later}: StepOptions): Replica {
  const script = recorded ? recordedScript(session.header.commands ?? [], recorded()) : scriptOf(session);
  return openReplica({open, script, now, changed, later, ...(!recorded && {checkpoint: session.checkpoint})});
}

/** A session that is not a recording knows all its commands. */
function scriptOf(session: Session): Script {
  return {
    get commands() {
      return session.commands;
    },
    knownNs: Number.POSITIVE_INFINITY,
    more: async () => {},
    compare: () => null,
  };
}

function progressOf({progress}: Replica): string {
  if (progress === null) return 'running it again to find its single steps';
  const {fromNs, toNs, t} = progress;
  const share = toNs > fromNs ? Math.floor((100 * (t - fromNs)) / (toNs - fromNs)) : 0;
  return `running it again up to ${moment(toNs)} to find its single steps: ${Math.max(share, 0) || 0} %`;
}

function whyMissing({header}: Session): string {
  const {briefing, source, file, drill} = header;
  if (briefing) return 'a drill has no single steps: a real host only counts interrupts';
  if (drill) return 'a recorded drill has no single steps: it is not run again to find them';
  return file === undefined
    ? `this source (${source}) has no single steps`
    : `the recording ${file} has no single steps`;
}

function noneAhead(line: string): string {
  return `line ${line} has no step in the next ${HORIZON_NS / NS_PER_S} s`;
}
