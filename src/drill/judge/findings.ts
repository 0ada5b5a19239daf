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

/** The records of a run, and of the runs that it is compared with: the same drill, the same seed. */
export type Evidence = {
  run: readonly TraceRecord[];
  /** Nothing breaks and nobody acts. Without a fault this is the idle run. */
  healthy: readonly TraceRecord[];
  /** Nobody acts. */
  idle: readonly TraceRecord[];
  /** The drill's own solution. */
  best: readonly TraceRecord[];
  /** For each act of the run, in order, the run without that act; `null` where it was not played. */
  without: readonly (readonly TraceRecord[] | null)[];
};

export type Act = {
  t: Ns;
  command: Command;
  /** How much harm the act saved, compared with the run without it; below 0: how much it caused. `null`: unknown. */
  savedNs: Ns | null;
  /** The run without the act does not recover. */
  needed: boolean;
};

/** What happened in a run, from everything that the simulator knows. */
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
  /** Of the innocent domains, less what the healthy run lost too. */
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

/** Compares a run with the others of its evidence. */
export function findingsOf(drill: Drill, cause: Cause, names: Names, evidence: Evidence): Findings {
  const {run, healthy, idle, best} = evidence;
  const guilty = guiltyOf(cause, names, (run[0] as Keyframe).devices);
  const harmIn = (records: readonly TraceRecord[], untilNs: Ns) =>
    lossesOver(lossesOf(records, guilty, untilNs), lossesOf(healthy, guilty, untilNs));
  const facts = runFacts(drill, cause, run, healthy, guilty);
  const losses = harmIn(run, facts.endNs);
  const acts = actsOf(run).map(({t, command}, at): Act => {
    const without = evidence.without[at] ?? null;
    if (without === null) return {t, command, savedNs: null, needed: false};
    const savedNs = harmNs(harmIn(without, facts.endNs)) - harmNs(losses);
    return {t, command, savedNs, needed: facts.won && !endOf(without).won};
  });
  const bestFacts = runFacts(drill, cause, best, healthy, guilty);
  const bestActs = actsOf(best).map(({t, command}): Act => ({t, command, savedNs: null, needed: true}));
  return {
    ...facts,
    ...timesOf(facts, acts),
    losses,
    harmNs: harmNs(losses),
    idleHarmNs: harmNs(harmIn(idle, drill.limit)),
    best: {harmNs: harmNs(harmIn(best, bestFacts.endNs)), ...timesOf(bestFacts, bestActs)},
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

type RunFacts = Omit<Findings, 'losses' | 'harmNs' | 'idleHarmNs' | 'best' | 'acts' | 'unsafe' | keyof Times>;
type Times = Pick<Findings, 'detectedNs' | 'detectedAfterNs' | 'containedAfterNs' | 'recoveredAfterNs'>;

function runFacts(
  drill: Drill,
  cause: Cause,
  run: readonly TraceRecord[],
  healthy: readonly TraceRecord[],
  guilty: ReadonlySet<string>,
): RunFacts {
  const facts = factsOf(run);
  const end = endOf(run);
  const faultNs = cause.fault ? (facts.find(({kind}) => kind === 'inject_applied')?.t ?? null) : null;
  return {
    fault: cause.fault,
    won: end.won,
    reason: end.reason,
    endNs: end.t,
    faultNs,
    visible: faultNs === null ? null : visibleNs(run, healthy, faultNs),
    containedNs: faultNs === null ? null : containedNs(run, guilty, faultNs, end.t),
    recoveredNs: end.won && cause.fault ? Math.max(end.t - drill.for, faultNs ?? 0) : null,
    acknowledgements: acknowledgementsIn(facts, cause, faultNs),
    answer: lastOf(facts, 'diagnosis_answered')?.answer ?? null,
    rightAnswer: cause.answer,
    hintsTaken: facts.filter(({kind}) => kind === 'hint_taken').length,
    frozen: facts.filter(({kind}) => kind === 'frozen').length,
  };
}

/** How a run ended. A run that stopped before its end counts as lost. */
export function endOf(records: readonly TraceRecord[]): {t: Ns; won: boolean; reason: string} {
  const ended = lastOf(factsOf(records), 'drill_ended');
  return ended ?? {t: records.at(-1)?.t ?? 0, won: false, reason: 'it was stopped before its end'};
}

function lastOf<Kind extends Fact['kind']>(
  facts: readonly Fact[],
  kind: Kind,
): Extract<Fact, {kind: Kind}> | undefined {
  return facts.findLast(fact => fact.kind === kind) as Extract<Fact, {kind: Kind}> | undefined;
}

/** An acknowledgement is right when it is of a line or domain that the fault touches, and comes after the fault. */
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

/** A healthy domain suffers when it waits longer than this. */
const SUFFERS_NS = 10 * NS_PER_MS;

/** The end of the last sample in which an innocent domain suffered; `null`: they suffer to the end. If none ever did: the time of the fault. */
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

/** The fault is detected by the first right acknowledgement or by the first act that helps. */
function timesOf(
  {faultNs, visible, containedNs: contained, recoveredNs, acknowledgements}: RunFacts,
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
