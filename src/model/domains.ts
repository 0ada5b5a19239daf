import type {DomainSample, Sample} from '../protocol/sample.ts';
import type {Ns} from '../protocol/words.ts';
import {judged} from './health.ts';
import {settled} from './overlay.ts';
import type {Table} from './table.ts';
import {added, grown} from './tally.ts';
import type {DomainRow, DomainWatch} from './view.ts';

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
  if (!told) return row.watch.starving === null ? row : {...row, watch: {...row.watch, starving: null}};
  const starvedOn = told.starvedOn ?? row.starvedOn;
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
    starvedBy: told.starvedNs ? blamed(row.starvedBy, starvedOn, told.starvedNs) : row.starvedBy,
    starvedOn,
    watch: {...row.watch, starving: starving(row, starvedOn, told.starvedNs ?? 0, sample)},
  };
}

/**
 * Starving without a break: samples starved through and through follow each other, and in each the line was one on which it starved,
 * for the time is told of the domain and not of each line. The first sample may be starved in part, and then at its end; any other one
 * in part ends the run, and may begin the next.
 */
function starving(row: DomainRow, on: DomainRow['starvedOn'], starvedNs: Ns, sample: Sample): DomainWatch['starving'] {
  if (starvedNs <= 0) return null;
  const through = starvedNs >= THROUGH_SHARE * sample.spanNs;
  const before = through ? (row.watch.starving?.on ?? []) : [];
  const since = (line: string) => before.find(run => run.line === line)?.sinceNs ?? sample.t - starvedNs;
  return {through, on: on.map(({line, by}) => ({line, by, sinceNs: since(line)}))};
}

function blamed(sums: DomainRow['starvedBy'], on: DomainRow['starvedOn'], starvedNs: Ns): DomainRow['starvedBy'] {
  const next = new Map(sums);
  for (const culprit of new Set(on.flatMap(({by}) => by))) next.set(culprit, (next.get(culprit) ?? 0) + starvedNs);
  return next;
}

function gauge(now: Ns | null, told: Ns | null | undefined): Ns | null {
  return told === undefined ? now : told;
}
