import type {DomainSample, Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Table} from '../frame/table.ts';
import {judged} from '../judge/health.ts';
import type {DomainRow, StarvedLine} from '../view/view.ts';
import {settled} from './overlay.ts';
import {added, grown} from './tally.ts';

type Starved = NonNullable<DomainSample['starvedOn']>[number];

const THROUGH_SHARE = 0.95;

/** The domains after a sample: counted, and judged anew, for silence grows also where nothing is told. */
export function foldDomains(domains: Table<DomainRow>, sample: Sample): Table<DomainRow> {
  const rows = domains.rows.map(settled);
  const told: (DomainSample | undefined)[] = [];
  for (const row of sample.domains ?? []) {
    const place = domains.place(row.name);
    if (place !== undefined) told[place] = row;
  }
  let changed = false;
  for (let place = 0; place < rows.length; place++) {
    rows[place] = judged(foldDomain(rows[place], told[place], sample), told[place], sample);
    changed ||= rows[place] !== domains.rows[place];
  }
  return changed ? domains.with(rows) : domains;
}

function foldDomain(row: DomainRow, told: DomainSample | undefined, sample: Sample): DomainRow {
  if (!told) return row.tracking.starving.length === 0 ? row : {...row, tracking: {...row.tracking, starving: []}};
  return {
    ...row,
    state: told.state ?? row.state,
    notified: grown(row.notified, told.notified),
    acked: grown(row.acked, told.acked),
    ackNs: added(row.ackNs, told.ackNs),
    owes: told.owes ?? row.owes,
    oldestDebtSinceNs: gauge(row.oldestDebtSinceNs, told.oldestDebtSinceNs),
    silentSinceNs: gauge(row.silentSinceNs, told.silentSinceNs),
    starvedNs: grown(row.starvedNs, told.starvedNs),
    starvedBy: told.starvedOn ? blamed(row.starvedBy, told.starvedOn) : row.starvedBy,
    tracking: {...row.tracking, starving: (told.starvedOn ?? []).map(on => starving(row, on, sample))},
  };
}

/**
 * Starving without a break: samples starved through and through follow each other. The first may be starved in part, and then at
 * its end; any other one in part ends the run, and may begin the next.
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

function gauge(now: Ns | null, told: Ns | null | undefined): Ns | null {
  return told === undefined ? now : told;
}
