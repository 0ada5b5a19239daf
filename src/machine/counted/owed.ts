import type {DomainSample, LineSample} from '../../protocol/record/sample.ts';
import {domainName, lineName} from '../memory/names.ts';
import {BIND, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// The domains that owe on a line, and the lines on which a domain owes: a sample has them when they differ from the last sample. On a line
// that re-fires a thousand times a second debts come and go all the time, and at most samples the same domains owe as before.

/** As last sampled for the line of a binding: the domain owes, or the supervisor took its debt over. */
const DEBTOR = 1;
const KEPT = 2;
const OF_LINE = 3;
/** As last sampled for its domain: it owes there. */
const OWES = 4;
const OF_DOMAIN = 12;
/** A fact took it out of both lists in every viewer: the next sample has it, even if it is the same. */
const INVALID = 15;
/** Of an age -1 is never. */
const INVALID_AGE = -2;

/** Names of the domains that owe on a line, in bind order, and before them those whose debts the supervisor took over. */
export function owedBy(m: Machine, line: number): string[] {
  const {ints} = m;
  const names: string[] = [];
  const name = (bind: number) => names.push(domainName(m, ints[bind + BIND.domain]));
  if (ints[line + LINE.kept] > 0) for (const bind of m.plan.bindsAt.get(line)!) if (ints[bind + BIND.kept]) name(bind);
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    if (ints[bind + BIND.debt] && !ints[bind + BIND.kept]) name(bind);
  return names;
}

export function addOwedBy(m: Machine, line: number, row: LineSample): void {
  const {ints} = m;
  let changed = false;
  for (const bind of m.plan.bindsAt.get(line)!) {
    const owing = ints[bind + BIND.kept] ? KEPT : ints[bind + BIND.debt] ? DEBTOR : 0;
    if (owing !== (ints[bind + BIND.sampledDebt] & OF_LINE)) changed = true;
    ints[bind + BIND.sampledDebt] = (ints[bind + BIND.sampledDebt] & OF_DOMAIN) | owing;
  }
  if (changed) row.owedBy = owedBy(m, line);
}

export function addOwes(m: Machine, domain: number, row: DomainSample): void {
  const {ints} = m;
  let changed = false;
  for (const bind of m.plan.bindsOf.get(domain)!) {
    const owes = ints[bind + BIND.debt] | ints[bind + BIND.kept] ? OWES : 0;
    if (owes !== (ints[bind + BIND.sampledDebt] & OF_DOMAIN)) changed = true;
    ints[bind + BIND.sampledDebt] = (ints[bind + BIND.sampledDebt] & OF_LINE) | owes;
  }
  if (changed) row.owes = owes(m, domain);
}

/** A fact ends the debt of this binding: the debt in the view is out of date. */
export function invalidateDebt(m: Machine, bind: number): void {
  const {ints} = m;
  ints[bind + BIND.sampledDebt] = INVALID;
  invalidateAges(m, ints[bind + BIND.domain]);
}

/** A fact restarts a domain: its ages in the view are out of date. */
export function invalidateAges(m: Machine, domain: number): void {
  m.times[(domain >> 1) + DOMAIN.sampledDebtSince] = INVALID_AGE;
  m.times[(domain >> 1) + DOMAIN.sampledSilentSince] = INVALID_AGE;
}

/** In the order of the lines, as a viewer has them that begins with a keyframe. */
function owes(m: Machine, domain: number): string[] {
  const {ints} = m;
  const owed = m.plan.bindsOf.get(domain)!.filter(bind => ints[bind + BIND.debt] | ints[bind + BIND.kept]);
  const lines = owed.map(bind => ints[bind + BIND.line]).toSorted((a, b) => a - b);
  return lines.map(line => lineName(m, line));
}
