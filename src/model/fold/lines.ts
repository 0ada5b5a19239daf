import type {LineSample, Sample} from '../../protocol/record/sample.ts';
import {type HoldReason, type Ns, RELEASE_REASONS, type ReleaseReason} from '../../protocol/words.ts';
import type {Table} from '../frame/table.ts';
import {trackIdleLine, trackLine} from '../judge/tracking.ts';
import type {CpuRow, LineRow} from '../view/view.ts';
import {settled} from './overlay.ts';
import {grown} from './tally.ts';

/** The reasons for which a line can not deliver, in the order in which they are shown. */
export const HOLD_REASONS = ['in-flight', 'masked', 'limited', 'disabled', 'killed'] as const satisfies HoldReason[];

/** A line that released nothing yet, and one that was never held. */
export const NEVER_RELEASED = byReason(RELEASE_REASONS);
export const NEVER_HELD = byReason(HOLD_REASONS);

/** The lines after a sample. Adds what each CPU took to `taken`, counters left out. */
export function foldLines(
  lines: Table<LineRow>,
  cpus: Table<CpuRow, number>,
  sample: Sample,
  taken: Float64Array,
): Table<LineRow> {
  const before = lines.rows.map(settled);
  const rows = before.slice();
  for (const told of sample.lines ?? []) {
    const place = lines.place(told.irq);
    if (place !== undefined) rows[place] = foldLine(rows[place], cpus, told, sample, taken);
  }
  for (let place = 0; place < rows.length; place++)
    if (rows[place] === before[place]) rows[place] = trackIdleLine(rows[place]);
  return lines.with(rows);
}

function foldLine(row: LineRow, cpus: Table<CpuRow, number>, told: LineSample, sample: Sample, taken: Float64Array) {
  const perCpu = told.counts ? row.perCpu.slice() : row.perCpu;
  const counted = told.counts ? count(row, cpus, told.counts, perCpu, taken) : 0;
  const state = told.state ?? row.state;
  const stateSinceNs = told.stateSinceNs ?? (state === row.state ? row.stateSinceNs : sample.t);
  return {
    ...row,
    perCpu,
    total: row.total + counted,
    taken: row.taken + counted,
    released: grownBy(row.released, told.released, NEVER_RELEASED),
    heldNs: grownBy(row.heldNs, told.heldNs, NEVER_HELD),
    cpuNs: grown(row.cpuNs, told.cpuNs),
    limited: grown(row.limited, told.limited),
    owedBy: told.owedBy ?? row.owedBy,
    domains: told.domains ?? row.domains,
    unhandled: told.unhandled ?? row.unhandled,
    state,
    stateSinceNs,
    heldSinceNs: heldSince(row, state, stateSinceNs, told, sample),
    tracking: row.counter ? row.tracking : trackLine(row.tracking, told, counted, sample),
  };
}

/** Adds what each CPU took to the line and, unless it is a counter, to the CPUs. Returns how many that were. */
function count(
  row: LineRow,
  cpus: Table<CpuRow, number>,
  counts: NonNullable<LineSample['counts']>,
  perCpu: Float64Array,
  taken: Float64Array,
): number {
  let counted = 0;
  for (const [cpu, more] of counts) {
    const place = cpus.place(cpu) ?? placeBeyond(cpu, cpus);
    if (place >= perCpu.length) continue;
    perCpu[place] += more;
    counted += more;
    if (!row.counter && place < taken.length) taken[place] += more;
  }
  return counted;
}

/** A counter may have numbers of CPUs that are not online; they follow on the highest one that is. */
function placeBeyond(cpu: number, {rows}: Table<CpuRow, number>): number {
  const highest = rows.at(-1)?.cpu ?? -1;
  return cpu > highest ? rows.length + cpu - highest - 1 : Number.POSITIVE_INFINITY;
}

/**
 * One hold may follow another: in flight, then masked by an operator. The line was not open in between when nothing released it and
 * the held time fills the whole sample.
 */
function heldSince(
  row: LineRow,
  next: LineRow['state'],
  since: Ns | null,
  told: LineSample,
  sample: Sample,
): Ns | null {
  if (next === 'open' || next === null) return null;
  if (since === row.stateSinceNs) return row.heldSinceNs;
  let heldNs = 0;
  for (const reason of HOLD_REASONS) heldNs += told.heldNs?.[reason] ?? 0;
  const unbroken = told.released === undefined && heldNs >= sample.spanNs;
  return row.heldSinceNs !== null && unbroken ? row.heldSinceNs : since;
}

function grownBy<Reason extends string>(
  sums: {readonly [reason in Reason]: number} | null,
  told: {readonly [reason in Reason]?: number} | undefined,
  none: {readonly [reason in Reason]: number},
): {readonly [reason in Reason]: number} | null {
  if (told === undefined) return sums;
  const next: {[reason in Reason]: number} = {...(sums ?? none)};
  for (const reason in none) next[reason] += told[reason] ?? 0;
  return next;
}

function byReason<Reason extends HoldReason | ReleaseReason>(reasons: readonly Reason[]): {[reason in Reason]: number} {
  return Object.fromEntries(reasons.map(reason => [reason, 0])) as {[reason in Reason]: number};
}
