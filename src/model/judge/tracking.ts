import type {LineSample, Sample} from '../../protocol/record/sample.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {LineRow, LineTracking} from '../view/view.ts';

const FORCED_PER_S = 100;
const STORM_PER_S = 10_000;
const STORM_CPU_SHARE = 0.5;
const MEMORY_NS = 10 * NS_PER_S;
const USUAL_PER_S_MAX = 20;

/** What the alerts of a line remember after a sample with a row of this line; `counted`: its interrupts in the sample. */
export function trackLine(
  tracking: LineTracking,
  rowSample: LineSample,
  counted: number,
  {t, spanNs}: Sample,
): LineTracking {
  if (spanNs <= 0) return tracking;
  const perNs = NS_PER_S / spanNs;
  const forcedPerS = (rowSample.released?.forced ?? 0) * perNs;
  const perS = counted * perNs;
  const cpuShare = (rowSample.cpuNs ?? 0) / spanNs;
  const {refiring, storm, bornNs, firedNs, usualPerS} = tracking;
  return {
    refiring: forcedPerS > FORCED_PER_S ? {sinceNs: refiring?.sinceNs ?? t - spanNs, perS: forcedPerS} : null,
    storm: isStorm(counted, rowSample.cpuNs ?? 0, spanNs)
      ? {sinceNs: storm?.sinceNs ?? t - spanNs, perS, cpuShare}
      : null,
    bornNs,
    firedNs: counted > 0 ? t : firedNs,
    usualPerS: counted > 0 ? usual(tracking, counted, t) : usualPerS,
  };
}

/** Whether this number of interrupts, or the CPU time spent on them, is a storm; `spanNs` must be above 0. */
export function isStorm(counted: number, cpuNs: Ns, spanNs: Ns): boolean {
  return (counted * NS_PER_S) / spanNs > STORM_PER_S || cpuNs / spanNs >= STORM_CPU_SHARE;
}

/** A line without a row in a sample neither re-fires nor storms. Returns the same row where that is nothing new. */
export function trackIdleLine(row: LineRow): LineRow {
  if (row.tracking.refiring === null && row.tracking.storm === null) return row;
  return {...row, tracking: {...row.tracking, refiring: null, storm: null}};
}

/** The memory of a line whose count begins at `t`. */
export function newTracking(t: Ns): LineTracking {
  return {refiring: null, storm: null, bornNs: t, firedNs: t, usualPerS: 0};
}

/**
 * How often a line usually fires: an exponentially weighted mean of its rate. It is updated only when the line fires, so it keeps the
 * usual rate through a silence. Against false alarms:
 *
 * - It remembers 10 s, or twenty gaps of a slow line: a rate from twenty events is exact to within 1/√40 = 16 %. At first it is the
 *   plain mean of everything seen.
 * - The input is capped at 20 per second, so that after a storm the ordinary rate does not look like silence. The estimate can only be
 *   too low.
 *
 * Twenty usual gaps without an interrupt then have, if interrupts come at random (Poisson), a probability of e^-20 = 2e-9.
 */
function usual({bornNs, firedNs, usualPerS}: LineTracking, counted: number, t: Ns): number {
  const gapNs = t - firedNs;
  if (gapNs <= 0) return usualPerS;
  const input = Math.min(USUAL_PER_S_MAX, (counted * NS_PER_S) / gapNs);
  const memoryNs = Math.max(MEMORY_NS, (20 * NS_PER_S) / usualPerS);
  // The first-order form of 1 - e^-(gap/memory): the same on every processor.
  const weight = gapNs / Math.min(t - bornNs, memoryNs + gapNs);
  return usualPerS + weight * (input - usualPerS);
}
