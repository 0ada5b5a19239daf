import type {LineSample, Sample} from '../../protocol/record/sample.ts';
import {type HoldReason, type Ns, RELEASE_REASONS, type ReleaseReason} from '../../protocol/words.ts';
import type {Table} from '../frame/table.ts';
import {trackIdleLine, trackLine} from '../judge/tracking.ts';
import type {CpuRow, LineRow} from '../view/view.ts';
import {settled} from './overlay.ts';
import {grown} from './tally.ts';

/** The reasons for which a line can not deliver, in the order in which they are shown. */
export const HOLD_REASONS = ['in-flight', 'masked', 'limited', 'disabled', 'killed'] as const satisfies HoldReason[];

/** The counts of a line that was never released, and the times of one that was never held. */
export const NEVER_RELEASED = byReason(RELEASE_REASONS);
export const NEVER_HELD = byReason(HOLD_REASONS);

/** The lines after a sample. Adds the interrupts of each CPU to `taken`, without counters. */
export function foldLines(
  lines: Table<LineRow>,
  cpus: Table<CpuRow, number>,
  sample: Sample,
  taken: Float64Array,
): Table<LineRow> {
  const before = lines.rows.map(settled);
  const rows = before.slice();
  for (const rowSample of sample.lines ?? []) {
    const place = lines.place(rowSample.irq);
    if (place !== undefined) rows[place] = foldLine(rows[place], cpus, rowSample, sample, taken);
  }
  for (let place = 0; place < rows.length; place++)
    if (rows[place] === before[place]) rows[place] = trackIdleLine(rows[place]);
  return lines.with(rows);
}

function foldLine(
  row: LineRow,
  cpus: Table<CpuRow, number>,
  rowSample: LineSample,
  sample: Sample,
  taken: Float64Array,
) {
  const perCpu = (rowSample.counts && row.perCpu?.slice()) ?? row.perCpu;
  const counted = rowSample.counts ? count(row, cpus, rowSample.counts, perCpu, taken) : 0;
  const state = rowSample.state ?? row.state;
  const stateSinceNs = rowSample.stateSinceNs ?? (state === row.state ? row.stateSinceNs : null);
  return {
    ...row,
    perCpu,
    total: row.total === null ? null : row.total + counted,
    taken: rowSample.counts ? (row.taken ?? 0) + counted : row.taken,
    released: grownBy(row.released, rowSample.released, NEVER_RELEASED),
    heldNs: grownBy(row.heldNs, rowSample.heldNs, NEVER_HELD),
    cpuNs: grown(row.cpuNs, rowSample.cpuNs),
    limited: grown(row.limited, rowSample.limited),
    owedBy: rowSample.owedBy ?? row.owedBy,
    domains: rowSample.domains ?? row.domains,
    unhandled: rowSample.unhandled ?? row.unhandled,
    state,
    stateSinceNs,
    heldSinceNs: heldSince(row, state, stateSinceNs, rowSample, sample),
    tracking: row.counter ? row.tracking : trackLine(row.tracking, rowSample, counted, sample),
  };
}

/** Adds the interrupts of each CPU to the line and, unless it is a counter, to `taken`. Returns their number. */
function count(
  row: LineRow,
  cpus: Table<CpuRow, number>,
  counts: NonNullable<LineSample['counts']>,
  perCpu: Float64Array | null,
  taken: Float64Array,
): number {
  let counted = 0;
  for (const [cpu, more] of counts) {
    const place = cpus.place(cpu) ?? placeBeyond(cpu, cpus);
    if (perCpu !== null) {
      if (place >= perCpu.length) continue;
      perCpu[place] += more;
    }
    counted += more;
    if (!row.counter && place < taken.length) taken[place] += more;
  }
  return counted;
}

/** A counter may have numbers for CPUs that are not online; they come after the highest CPU that is. */
function placeBeyond(cpu: number, {rows}: Table<CpuRow, number>): number {
  const highest = rows.at(-1)?.cpu ?? -1;
  return cpu > highest ? rows.length + cpu - highest - 1 : Number.POSITIVE_INFINITY;
}

/**
 * One hold may directly follow another: in flight, then masked by an operator. The line was not open in between if nothing released it
 * and the held time fills the whole sample.
 */
function heldSince(
  row: LineRow,
  next: LineRow['state'],
  since: Ns | null,
  rowSample: LineSample,
  sample: Sample,
): Ns | null {
  if (next === 'open' || next === null) return null;
  if (since === row.stateSinceNs) return row.heldSinceNs;
  let heldNs = 0;
  for (const reason of HOLD_REASONS) heldNs += rowSample.heldNs?.[reason] ?? 0;
  const unbroken = rowSample.released === undefined && heldNs >= sample.spanNs;
  return row.heldSinceNs !== null && unbroken ? row.heldSinceNs : since;
}

function grownBy<Reason extends string>(
  sums: {readonly [reason in Reason]: number} | null,
  rowSample: {readonly [reason in Reason]?: number} | undefined,
  none: {readonly [reason in Reason]: number},
): {readonly [reason in Reason]: number} | null {
  if (rowSample === undefined) return sums;
  const next: {[reason in Reason]: number} = {...(sums ?? none)};
  for (const reason in none) next[reason] += rowSample[reason] ?? 0;
  return next;
}

function byReason<Reason extends HoldReason | ReleaseReason>(reasons: readonly Reason[]): {[reason in Reason]: number} {
  return Object.fromEntries(reasons.map(reason => [reason, 0])) as {[reason in Reason]: number};
}
