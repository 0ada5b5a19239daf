import type {Names} from '../../model/words/command-line.ts';
import {COMMANDS, type Command} from '../../protocol/command/command.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {NS_PER_MS, type Ns} from '../../protocol/words.ts';
import type {Cause, Drill} from '../file/document.ts';
import {guiltyOf} from '../file/injects.ts';
import {factsOf, harmNs, type Losses, lossesOf, lossesOver} from './harm.ts';
import {visibleNs} from './signs.ts';
import {type UnsafeAct, unsafeActs} from './unsafe.ts';

/** The records of a run, and of those that it is compared with: the same drill, the same seed. */
export type Evidence = {
  run: readonly TraceRecord[];
  /** Nothing broke, nobody did anything. Where nothing is wrong: nobody did anything. */
  twin: readonly TraceRecord[];
  /** Nobody did anything. */
  idle: readonly TraceRecord[];
  /** The drill's own solution. */
  best: readonly TraceRecord[];
  /** For each act of the run, in order, the run without it; `null` where that was not played. */
  without: readonly (readonly TraceRecord[] | null)[];
};

export type Act = {
  t: Ns;
  command: Command;
  /** How much harm it saved, against the run without it; below 0: what it cost. `null`: not known. */
  savedNs: Ns | null;
  /** Without it there would have been no recovery. */
  needed: boolean;
};

/** What happened in a run, from ground truth. */
export type Findings = {
  fault: boolean;
  won: boolean;
  reason: string;
  endNs: Ns;
  faultNs: Ns | null;
  visible: {t: Ns; sign: string} | null;
  detectedNs: Ns | null;
  containedNs: Ns | null;
  recoveredNs: Ns | null;
  detectedAfterNs: Ns | null;
  containedAfterNs: Ns | null;
  recoveredAfterNs: Ns | null;
  /** Of innocent domains, more than in the twin. */
  losses: Losses;
  harmNs: Ns;
  idleHarmNs: Ns;
  best: {harmNs: Ns; detectedAfterNs: Ns | null; containedAfterNs: Ns | null; recoveredAfterNs: Ns | null};
  acts: Act[];
  acknowledgements: {t: Ns; alert: string; right: boolean}[];
  answer: string | null;
  rightAnswer: string;
  hintsTaken: number;
  frozen: number;
  unsafe: UnsafeAct[];
};

/** Looks at a run and at those that it is compared with. */
export function findingsOf(drill: Drill, cause: Cause, names: Names, evidence: Evidence): Findings {
  const {run, twin, idle, best} = evidence;
  const guilty = guiltyOf(cause, names, (run[0] as Keyframe).devices);
  const harmIn = (records: readonly TraceRecord[], untilNs: Ns) =>
    lossesOver(lossesOf(records, guilty, untilNs), lossesOf(twin, guilty, untilNs));
  const course = courseOf(drill, cause, run, twin, guilty);
  const losses = harmIn(run, course.endNs);
  const acts = actsOf(run).map(({t, command}, at): Act => {
    const without = evidence.without[at] ?? null;
    if (without === null) return {t, command, savedNs: null, needed: false};
    const savedNs = harmNs(harmIn(without, course.endNs)) - harmNs(losses);
    return {t, command, savedNs, needed: course.won && !endOf(without).won};
  });
  const bestCourse = courseOf(drill, cause, best, twin, guilty);
  const bestActs = actsOf(best).map(({t, command}): Act => ({t, command, savedNs: null, needed: true}));
  return {
    ...course,
    ...timesOf(course, acts),
    losses,
    harmNs: harmNs(losses),
    idleHarmNs: harmNs(harmIn(idle, drill.limit)),
    best: {harmNs: harmNs(harmIn(best, bestCourse.endNs)), ...timesOf(bestCourse, bestActs)},
    acts,
    unsafe: unsafeActs(drill, actsOf(run)),
  };
}

/** Commands of the trainee that the machine carried out, in order. */
export function actsOf(records: readonly TraceRecord[]): {t: Ns; command: Command}[] {
  return factsOf(records).flatMap(fact =>
    fact.kind === 'command_applied' && COMMANDS[fact.command.command].to === 'machine'
      ? [{t: fact.t, command: fact.command}]
      : [],
  );
}

type Course = Omit<Findings, 'losses' | 'harmNs' | 'idleHarmNs' | 'best' | 'acts' | 'unsafe' | keyof Times>;
type Times = Pick<Findings, 'detectedNs' | 'detectedAfterNs' | 'containedAfterNs' | 'recoveredAfterNs'>;

function courseOf(
  drill: Drill,
  cause: Cause,
  run: readonly TraceRecord[],
  twin: readonly TraceRecord[],
  guilty: ReadonlySet<string>,
): Course {
  const facts = factsOf(run);
  const end = endOf(run);
  const faultNs = cause.fault ? (facts.find(({kind}) => kind === 'inject_applied')?.t ?? null) : null;
  return {
    fault: cause.fault,
    won: end.won,
    reason: end.reason,
    endNs: end.t,
    faultNs,
    visible: faultNs === null ? null : visibleNs(run, twin, faultNs),
    containedNs: faultNs === null ? null : containedNs(run, guilty, faultNs, end.t),
    recoveredNs: end.won && cause.fault ? Math.max(end.t - drill.for, faultNs ?? 0) : null,
    acknowledgements: acknowledgementsIn(facts, cause, faultNs),
    answer: lastOf(facts, 'diagnosis_answered')?.answer ?? null,
    rightAnswer: cause.answer,
    hintsTaken: facts.filter(({kind}) => kind === 'hint_taken').length,
    frozen: facts.filter(({kind}) => kind === 'frozen').length,
  };
}

/** How a run ended; one that was broken off was lost. */
export function endOf(records: readonly TraceRecord[]): {t: Ns; won: boolean; reason: string} {
  const ended = lastOf(factsOf(records), 'drill_ended');
  return ended ?? {t: records.at(-1)?.t ?? 0, won: false, reason: 'it was broken off'};
}

function lastOf<Kind extends Fact['kind']>(
  facts: readonly Fact[],
  kind: Kind,
): Extract<Fact, {kind: Kind}> | undefined {
  return facts.findLast(fact => fact.kind === kind) as Extract<Fact, {kind: Kind}> | undefined;
}

/** Right: of a line or domain that the fault touches, once there is one. */
function acknowledgementsIn(
  facts: readonly Fact[],
  {right, fault}: Cause,
  faultNs: Ns | null,
): Findings['acknowledgements'] {
  return facts.flatMap(fact => {
    if (fact.kind !== 'alert_acknowledged') return [];
    const early = fault && (faultNs === null || fact.t < faultNs);
    return [{t: fact.t, alert: fact.alert, right: !early && fact.alert.split('/').some(part => right.includes(part))}];
  });
}

/** A healthy domain that waits longer is late. */
const SUFFERS_NS = 10 * NS_PER_MS;

/** The end of the last sample in which an innocent domain suffered; `null`: that was the last. Nobody suffered: the fault itself. */
function containedNs(run: readonly TraceRecord[], guilty: ReadonlySet<string>, faultNs: Ns, endNs: Ns): Ns | null {
  const lost = factsOf(run).some(({kind}) => kind === 'host_lost');
  const last = run.findLast(
    record =>
      record.kind === 'sample' &&
      record.domains?.some(({name, starvedNs = 0}) => !guilty.has(name) && starvedNs > SUFFERS_NS),
  );
  if (lost || last?.t === endNs) return null;
  return Math.max(last?.t ?? faultNs, faultNs);
}

/** Detected by the first right acknowledgement or the first act that helped. */
function timesOf(
  {faultNs, visible, containedNs: contained, recoveredNs, acknowledgements}: Course,
  acts: readonly Act[],
): Times {
  const none = {detectedNs: null, detectedAfterNs: null, containedAfterNs: null, recoveredAfterNs: null};
  if (faultNs === null) return none;
  const signs = [
    ...acknowledgements.filter(({right}) => right).map(({t}) => t),
    ...acts.filter(({t, savedNs, needed}) => t >= faultNs && (needed || (savedNs ?? 0) > 0)).map(({t}) => t),
  ];
  const detectedNs = signs.length === 0 ? null : Math.min(...signs);
  return {
    detectedNs,
    detectedAfterNs: detectedNs === null ? null : Math.max(0, detectedNs - (visible?.t ?? faultNs)),
    containedAfterNs: contained === null ? null : contained - faultNs,
    recoveredAfterNs: recoveredNs === null ? null : recoveredNs - faultNs,
  };
}
