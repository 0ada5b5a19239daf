import type {LineSample, Sample} from '../../protocol/record/sample.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {LineRow, LineTracking} from '../view/view.ts';

const FORCED_PER_S = 100;
const STORM_PER_S = 10_000;
const STORM_CPU_SHARE = 0.5;
const MEMORY_NS = 10 * NS_PER_S;
const USUAL_PER_S_MAX = 20;

/** What a line's alerts remember after a sample that told of it; `counted`: interrupts in it. */
export function trackLine(
  tracking: LineTracking,
  told: LineSample,
  counted: number,
  {t, spanNs}: Sample,
): LineTracking {
  if (spanNs <= 0) return tracking;
  const perNs = NS_PER_S / spanNs;
  const forcedPerS = (told.released?.forced ?? 0) * perNs;
  const perS = counted * perNs;
  const cpuShare = (told.cpuNs ?? 0) / spanNs;
  const {refiring, storm, bornNs, firedNs, usualPerS} = tracking;
  return {
    refiring: forcedPerS > FORCED_PER_S ? {sinceNs: refiring?.sinceNs ?? t - spanNs, perS: forcedPerS} : null,
    storm: isStorm(counted, told.cpuNs ?? 0, spanNs) ? {sinceNs: storm?.sinceNs ?? t - spanNs, perS, cpuShare} : null,
    bornNs,
    firedNs: counted > 0 ? t : firedNs,
    usualPerS: counted > 0 ? usual(tracking, counted, t) : usualPerS,
  };
}

/** Whether so many interrupts, and so much CPU time spent on them, are a storm of their line; `spanNs` above 0. */
export function isStorm(counted: number, cpuNs: Ns, spanNs: Ns): boolean {
  return (counted * NS_PER_S) / spanNs > STORM_PER_S || cpuNs / spanNs >= STORM_CPU_SHARE;
}

/** A line that a sample does not tell of neither re-fires nor storms; its row stays the same when it did not before. */
export function trackIdleLine(row: LineRow): LineRow {
  if (row.tracking.refiring === null && row.tracking.storm === null) return row;
  return {...row, tracking: {...row.tracking, refiring: null, storm: null}};
}

/** A tracking that begins to count now. */
export function newTracking(t: Ns): LineTracking {
  return {refiring: null, storm: null, bornNs: t, firedNs: t, usualPerS: 0};
}

/**
 * How often a line usually fires: an exponentially weighted mean of its rate, brought up to date when it fires, so that it
 * remembers through a silence what was usual before. Against false alarms:
 *
 * - It remembers 10 s, or twenty gaps of a slow line: twenty events are known to within 1/√40 = 16 %. At first it is the plain
 *   mean of all that was seen.
 * - The input is capped at 20 a second, so that a storm can not make an ordinary pace afterwards look like silence; a line can
 *   only be taken for slower than it is.
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
