import type {DomainSample, Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Table} from '../frame/table.ts';
import {judged} from '../judge/health.ts';
import type {DomainRow, StarvedLine} from '../view/view.ts';
import {settled} from './overlay.ts';
import {added, grown} from './tally.ts';

type Starved = NonNullable<DomainSample['starvedOn']>[number];

const THROUGH_SHARE = 0.95;

/** The domains after a sample: counted, and judged again, because silence also grows for domains without a row in the sample. */
export function foldDomains(domains: Table<DomainRow>, sample: Sample): Table<DomainRow> {
  const rows = domains.rows.map(settled);
  const rowSample: (DomainSample | undefined)[] = [];
  for (const row of sample.domains ?? []) {
    const place = domains.place(row.name);
    if (place !== undefined) rowSample[place] = row;
  }
  let changed = false;
  for (let place = 0; place < rows.length; place++) {
    rows[place] = judged(foldDomain(rows[place], rowSample[place], sample), rowSample[place], sample);
    changed ||= rows[place] !== domains.rows[place];
  }
  return changed ? domains.with(rows) : domains;
}

function foldDomain(row: DomainRow, rowSample: DomainSample | undefined, sample: Sample): DomainRow {
  if (!rowSample) return row.tracking.starving.length === 0 ? row : {...row, tracking: {...row.tracking, starving: []}};
  return {
    ...row,
    state: rowSample.state ?? row.state,
    notified: grown(row.notified, rowSample.notified),
    acked: grown(row.acked, rowSample.acked),
    ackNs: added(row.ackNs, rowSample.ackNs),
    owes: rowSample.owes ?? row.owes,
    oldestDebtSinceNs: gauge(row.oldestDebtSinceNs, rowSample.oldestDebtSinceNs),
    silentSinceNs: gauge(row.silentSinceNs, rowSample.silentSinceNs),
    starvedNs: grown(row.starvedNs, rowSample.starvedNs),
    starvedBy: rowSample.starvedOn ? blamed(row.starvedBy, rowSample.starvedOn) : row.starvedBy,
    tracking: {...row.tracking, starving: (rowSample.starvedOn ?? []).map(on => starving(row, on, sample))},
  };
}

/**
 * A starvation without a break is a run of samples that are starved from beginning to end. The first of them may be starved only in
 * part, at its end; any later one that is starved only in part ends the run, and may begin the next.
 */
function starving({tracking}: DomainRow, {line, starvedNs, by}: Starved, {t, spanNs}: Sample): StarvedLine {
  const through = starvedNs >= THROUGH_SHARE * spanNs;
  const before = through ? tracking.starving.find(run => run.line === line) : undefined;
  return {line, by, sinceNs: before?.sinceNs ?? t - starvedNs, through};
}

function blamed(sums: DomainRow['starvedBy'], on: readonly Starved[]): DomainRow['starvedBy'] {
  const next = new Map(sums);
  for (const {starvedNs, by} of on) for (const culprit of by) next.set(culprit, (next.get(culprit) ?? 0) + starvedNs);
  return next;
}

function gauge(now: Ns | null, rowSample: Ns | null | undefined): Ns | null {
  return rowSample === undefined ? now : rowSample;
}
