import type {Command} from '../protocol/command/command.ts';
import type {Ns} from '../protocol/words.ts';
import type {Trials} from './compare.ts';
import type {Outcome} from './outcome.ts';
import {type Spread, spreadOf} from './spread.ts';

/** One policy of a comparison: the JSON of `compare -J`, one object a line. `Outcome` describes each value. */
export type Summary = {
  policy: string;
  /** How many seeds it was run with: the values are spread over these. Without one, or refused, there are no values. */
  seeds: number;
  /** Why the policy can not run on this hardware. */
  refused?: string;
  /** In how many runs the host survived and was lost, and when. */
  host?: {survived: number; lost: number; lostNs: Spread | null};
  /** Commands that were refused, in how many runs, and the first reason. */
  refusedCommands?: {t: Ns; command: Command; seeds: number; reason: string}[];
} & {[measure in Measure]?: Spread};

/** The values that are spread over the seeds, in the order of the JSON. */
const MEASURES = [
  'starvedNs',
  'late',
  'p99Ns',
  'lost',
  'stormNs',
  'maskedNs',
  'outOfService',
  'recoveredNs',
] as const satisfies (keyof Outcome)[];
export type Measure = (typeof MEASURES)[number];

/**
 * The policies from the one that helps most to the one that helps least: by the share of runs in which the host was lost, then by the
 * starvation of the innocent. Policies that were refused or not run come last.
 */
export function summaries(trials: readonly Trials[]): Summary[] {
  return trials.map(summaryOf).toSorted((one, other) => {
    const [first, second] = [rank(one), rank(other)];
    return first.lost - second.lost || first.starved - second.starved || 0;
  });
}

function summaryOf({policy, refusal, outcomes}: Trials): Summary {
  const run = outcomes.filter(outcome => outcome !== null);
  const summary: Summary = {policy: policy.name, seeds: run.length};
  if (refusal !== null) return {...summary, refused: refusal};
  if (run.length === 0) return summary;
  const lost = run.flatMap(({lostNs}) => (lostNs === null ? [] : [lostNs]));
  const host = {survived: run.length - lost.length, lost: lost.length, lostNs: lost.length > 0 ? spreadOf(lost) : null};
  const measured = MEASURES.map(measure => [measure, spreadOf(run.map(outcome => outcome[measure]))]);
  return {...summary, host, ...Object.fromEntries(measured), ...refusedCommands(run)};
}

function refusedCommands(run: readonly Outcome[]): Pick<Summary, 'refusedCommands'> {
  const rows = new Map<string, NonNullable<Summary['refusedCommands']>[number]>();
  for (const {t, command, reason} of run.flatMap(({refused}) => refused)) {
    const key = JSON.stringify([t, command]);
    const row = rows.get(key);
    if (row) row.seeds++;
    else rows.set(key, {t, command, seeds: 1, reason});
  }
  return rows.size === 0 ? {} : {refusedCommands: [...rows.values()].toSorted((one, other) => one.t - other.t)};
}

function rank({host, seeds, starvedNs}: Summary): {lost: number; starved: number} {
  if (!host) return {lost: 2, starved: 0};
  return {lost: host.lost / seeds, starved: starvedNs?.median ?? 0};
}
