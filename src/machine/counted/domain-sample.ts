import type {DomainSample} from '../../protocol/record/sample.ts';
import {DOMAIN_STATES, type Ns} from '../../protocol/words.ts';
import {domainName, lineName} from '../memory/names.ts';
import {BIND, DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {addOwes} from './owed.ts';
import {bookStarved, culprits} from './starvation.ts';
import {take, takeHistogram} from './take.ts';

export function domainSample(m: Machine, domain: number, t: Ns): DomainSample {
  const {ints} = m;
  const row: DomainSample = {name: domainName(m, domain)};
  const notified = take(ints, domain + DOMAIN.notified);
  const acked = take(ints, domain + DOMAIN.acked);
  if (notified > 0) row.notified = notified;
  if (acked > 0) row.acked = acked;
  const ackNs = acked > 0 ? takeHistogram(m.ackNs, ints[domain + DOMAIN.index]) : [];
  if (ackNs.length > 0) row.ackNs = ackNs;
  addOwes(m, domain, row);
  addAges(m, domain, row);
  const state = ints[domain + DOMAIN.state];
  if (state !== ints[domain + DOMAIN.sampledState]) row.state = DOMAIN_STATES[state];
  ints[domain + DOMAIN.sampledState] = state;
  addStarvation(m, domain, row, t);
  return row;
}

/** Since when its oldest debt stands, and since when it has not answered at all. */
function addAges(m: Machine, domain: number, row: DomainSample): void {
  const {ints, times} = m;
  let debt = -1;
  let silent = -1;
  for (const bind of m.plan.bindsOf.get(domain)!) {
    if (ints[bind + BIND.debt]) debt = earlier(debt, times[(bind >> 1) + BIND.debtSince]);
    silent = earlier(silent, times[(bind >> 1) + BIND.silentSince]);
  }
  if (debt !== times[(domain >> 1) + DOMAIN.sampledDebtSince]) row.oldestDebtSinceNs = debt < 0 ? null : debt;
  if (silent !== times[(domain >> 1) + DOMAIN.sampledSilentSince]) row.silentSinceNs = silent < 0 ? null : silent;
  times[(domain >> 1) + DOMAIN.sampledDebtSince] = debt;
  times[(domain >> 1) + DOMAIN.sampledSilentSince] = silent;
}

/** The earlier of two times, of which -1 is never. */
function earlier(a: Ns, b: Ns): Ns {
  return a < 0 || (b >= 0 && b < a) ? b : a;
}

function addStarvation(m: Machine, domain: number, row: DomainSample, t: Ns): void {
  const {ints, times} = m;
  if (ints[domain + DOMAIN.starving] > 0) bookStarved(m, domain, times[(domain >> 1) + DOMAIN.starvedFrom]);
  const starvedNs = take(times, (domain >> 1) + DOMAIN.starvedNs);
  if (starvedNs === 0) return;
  row.starvedNs = starvedNs;
  row.starvedOn = m.plan.bindsOf.get(domain)!.flatMap(bind => starvedOn(m, bind, t));
}

function starvedOn(m: Machine, bind: number, t: Ns): {line: string; starvedNs: Ns; by: string[]}[] {
  const {ints, times} = m;
  let starvedNs = take(times, (bind >> 1) + BIND.starvedNs);
  if (ints[bind + BIND.starving]) {
    starvedNs += t - times[(bind >> 1) + BIND.starvedFrom];
    times[(bind >> 1) + BIND.starvedFrom] = t;
  }
  if (starvedNs === 0) return [];
  return [{line: lineName(m, ints[bind + BIND.line]), starvedNs, by: culprits(m, bind).map(by => domainName(m, by))}];
}
