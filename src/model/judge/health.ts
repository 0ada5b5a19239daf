import {quantile} from '../../protocol/record/histogram.ts';
import type {DomainSample, Sample} from '../../protocol/record/sample.ts';
import {NS_PER_MS, NS_PER_S} from '../../protocol/words.ts';
import type {DomainRow} from '../view/view.ts';

const HUNG_AFTER_NS = 500 * NS_PER_MS;
export const LATE_NS = 10 * NS_PER_MS;
const SLOW_AFTER_NS = NS_PER_S;
const ANSWERS_FOR_OK = 3;

/**
 * The domain with its verdict after a sample, from its acknowledgements alone. An acknowledgement counts as in time when the p99
 * of those in its sample is at most 10 ms. The first rule that applies decides:
 *
 * - `down`: from a fact such as a crash until the fact that it is ready; then `unknown`.
 * - `hung`: notified 500 ms ago or longer, and no answer since. A debt cancelled by force does not end the silence.
 * - `slow`: samples with late acknowledgements have followed each other for 1 s. Samples without acknowledgements do not break the
 *   run, but the verdict changes only in a sample that has some. So a hung domain that answers again, always late, becomes slow.
 * - `ok`: three acknowledgements in time, with no late sample between them, whatever the verdict was before.
 * - otherwise the verdict stays: a hung domain stays hung through its first two answers, a good one stays good through one late
 *   sample, and one that was never notified stays `unknown`.
 */
export function judged(row: DomainRow, rowSample: DomainSample | undefined, sample: Sample): DomainRow {
  if (row.down) return row;
  const silent = row.silentSinceNs !== null && sample.t - row.silentSinceNs >= HUNG_AFTER_NS;
  if (silent) return verdict(row, 'hung', 0, null);
  if (!rowSample?.acked) return row;
  const p99 = quantile(rowSample.ackNs ?? [], 0.99);
  if (p99 !== null && p99 > LATE_NS) {
    const lateSinceNs = row.tracking.lateSinceNs ?? sample.t - sample.spanNs;
    return verdict(row, sample.t - lateSinceNs >= SLOW_AFTER_NS ? 'slow' : row.health, 0, lateSinceNs);
  }
  const answers = Math.min(ANSWERS_FOR_OK, row.tracking.answers + rowSample.acked);
  return verdict(row, answers === ANSWERS_FOR_OK ? 'ok' : row.health, answers, null);
}

/** The same row when nothing changes. */
function verdict(row: DomainRow, health: DomainRow['health'], answers: number, lateSinceNs: number | null): DomainRow {
  const {tracking} = row;
  if (row.health === health && tracking.answers === answers && tracking.lateSinceNs === lateSinceNs) return row;
  return {...row, health, tracking: {...tracking, answers, lateSinceNs}};
}
