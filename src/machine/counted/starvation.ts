import {isAsking, isHealthy} from '../memory/queries.ts';
import {BIND, CPU, DEVICE, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// A domain starves while it is healthy, one of its devices on a line has an unserved cause, and it can not be notified, because the
// line is held, masked or given up, or because its CPU never leaves the interrupt path. There is no grace: microseconds count.
// It counts as notified once its event bit is set or its handlers are at work on the line. The domains that owe meanwhile are to blame.

/** Checks whether a binding starves now; call it after any of the above changed for the binding. */
export function updateStarvation(m: Machine, bind: number): void {
  const {ints, times} = m;
  if (ints[bind + BIND.causes] === 0 && !ints[bind + BIND.starving]) return;
  const starves = starvesNow(m, bind) ? 1 : 0;
  if (starves === ints[bind + BIND.starving]) return;
  ints[bind + BIND.starving] = starves;
  ints[ints[bind + BIND.line] + LINE.starving] += starves ? 1 : -1;
  const domain = ints[bind + BIND.domain];
  const now = m.clock[0];
  if (starves) {
    times[(bind >> 1) + BIND.starvedFrom] = now;
    if (!isOwed(m, bind)) ints[bind + BIND.unowed] = 1;
    if (ints[domain + DOMAIN.starving]++ === 0) times[(domain >> 1) + DOMAIN.starvedFrom] = now;
    return;
  }
  blameDebtors(m, bind);
  times[(bind >> 1) + BIND.starvedNs] += now - times[(bind >> 1) + BIND.starvedFrom];
  if (--ints[domain + DOMAIN.starving] === 0) bookStarved(m, domain, times[(domain >> 1) + DOMAIN.starvedFrom]);
}

/** Books the time since `from` as starved, as far as it is not booked already. */
export function bookStarved(m: Machine, domain: number, from: number): number {
  const {times} = m;
  const now = m.clock[0];
  const ns = now - Math.max(from, times[(domain >> 1) + DOMAIN.starvedFrom]);
  times[(domain >> 1) + DOMAIN.starvedNs] += ns;
  times[(domain >> 1) + DOMAIN.starvedFrom] = now;
  return ns;
}

/** The line was notified or released: a starvation on it may end, and none begins. */
export function endLineStarvation(m: Machine, line: number): void {
  if (m.ints[line + LINE.starving] > 0) updateLineStarvation(m, line);
}

/** The line was masked or unmasked: updates all domains bound to it. */
export function updateLineStarvation(m: Machine, line: number): void {
  const {ints} = m;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    updateStarvation(m, bind);
  }
}

/** The state of a domain changed: every line that it is bound to. */
export function updateDomainStarvation(m: Machine, domain: number): void {
  for (const bind of m.plan.bindsOf.get(domain)!) updateStarvation(m, bind);
}

/** This debtor is to blame for those that starve on its line; call it before its debt is cleared. */
export function blame(m: Machine, debtor: number): void {
  const {ints} = m;
  const line = ints[debtor + BIND.line];
  if (ints[line + LINE.starving] === 0) return;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    if (ints[bind + BIND.starving] && bind !== debtor) ints[debtor + BIND.blamed] = 1;
  }
}

/** The CPU has been in the interrupt path since `from`: a vCPU that is ready and has not begun to look could not, notified or not. */
export function starveWaiting(m: Machine, cpu: number, from: number): void {
  const {ints, times} = m;
  for (let domain = ints[cpu + CPU.runHead]; domain >= 0; domain = ints[domain + DOMAIN.nextRun]) {
    const looks = ints[domain + DOMAIN.bind] >= 0;
    if (looks || ints[domain + DOMAIN.starving] > 0) continue;
    for (let bind = ints[domain + DOMAIN.eventHead]; bind >= 0; bind = ints[bind + BIND.nextEvent]) {
      if (ints[bind + BIND.causes] === 0) continue;
      const since = Math.max(from, times[(domain >> 1) + DOMAIN.waitingSince]);
      times[(bind >> 1) + BIND.starvedNs] += bookStarved(m, domain, since);
      break;
    }
  }
}

/** A starvation ends for another reason: the domains that owe at that moment are to blame for it as well. */
function blameDebtors(m: Machine, victim: number): void {
  const {ints} = m;
  const line = ints[victim + BIND.line];
  blameDebtorsOf(m, line, victim);
  if (ints[line + LINE.blocked]) blameDebtorsOf(m, ints[line + LINE.blockedBy], victim);
}

function blameDebtorsOf(m: Machine, line: number, victim: number): void {
  const {ints} = m;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    if (bind !== victim && ints[bind + BIND.debt] && !ints[bind + BIND.givenUp]) ints[bind + BIND.blamed] = 1;
  }
}

/** Domains that kept a binding starving since the last sample, debtors first, in the order of their devices on its line; never itself. */
export function culprits(m: Machine, victim: number): number[] {
  const {ints} = m;
  const owing = debtors(m, victim);
  return owing.length > 0 && !ints[victim + BIND.unowed] ? owing : [...new Set([...owing, ...unserved(m, victim)])];
}

/** A sample was taken: blame starts again from the debts of now. */
export function forgetBlame(m: Machine, bind: number): void {
  const {ints} = m;
  ints[bind + BIND.blamed] = 0;
  ints[bind + BIND.unowed] = ints[bind + BIND.starving] && !isOwed(m, bind) ? 1 : 0;
}

/** Somebody else owes on its line, or on the one whose EOI that waits for. */
function isOwed(m: Machine, victim: number): boolean {
  const {ints} = m;
  const line = ints[victim + BIND.line];
  if (ints[line + LINE.kept] > 0 || owesOn(m, line, victim)) return true;
  return ints[line + LINE.blocked] === 1 && owesOn(m, ints[line + LINE.blockedBy], victim);
}

function owesOn(m: Machine, line: number, victim: number): boolean {
  const {ints} = m;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    if (bind !== victim && ints[bind + BIND.debt] && !ints[bind + BIND.givenUp]) return true;
  return false;
}

function debtors(m: Machine, victim: number): number[] {
  const {ints} = m;
  const owing: number[] = [];
  // Also those that were unbound meanwhile: they may have owed until then.
  for (const line of keepers(m, victim)) {
    for (const bind of m.plan.bindsAt.get(line)!) {
      const domain = ints[bind + BIND.domain];
      if (domain === ints[victim + BIND.domain] || owing.includes(domain)) continue;
      const owes = ints[victim + BIND.starving] && ints[bind + BIND.debt] && !ints[bind + BIND.givenUp];
      if (owes || ints[bind + BIND.kept] || ints[bind + BIND.blamed]) owing.push(domain);
    }
  }
  return owing;
}

/** The line of a binding, and the one whose EOI it has waited for. */
function keepers(m: Machine, bind: number): number[] {
  const line = m.ints[bind + BIND.line];
  const blockedBy = m.ints[line + LINE.blockedBy];
  return blockedBy < 0 ? [line] : [line, blockedBy];
}

/** Nobody healthy owes: the owners of devices that hold the pin up and have no one to serve them. */
function unserved(m: Machine, victim: number): number[] {
  const {ints, plan} = m;
  const owners = new Set<number>();
  for (const device of plan.deviceAt) {
    const bind = ints[device + DEVICE.bind];
    if (bind < 0 || bind === victim || ints[device + DEVICE.line] !== ints[victim + BIND.line] || !isAsking(m, device))
      continue;
    const domain = ints[bind + BIND.domain];
    if (!ints[bind + BIND.bound] || !isHealthy(m, domain) || ints[device + DEVICE.stuck]) owners.add(domain);
  }
  return [...owners];
}

function starvesNow(m: Machine, bind: number): boolean {
  const {ints} = m;
  if (ints[bind + BIND.causes] === 0 || !ints[bind + BIND.bound]) return false;
  const domain = ints[bind + BIND.domain];
  if (!isHealthy(m, domain) || ints[domain + DOMAIN.bind] === bind) return false;
  if (ints[bind + BIND.givenUp]) return true;
  const line = ints[bind + BIND.line];
  if (ints[bind + BIND.event]) return false;
  if (ints[line + LINE.blocked]) return true;
  if (ints[line + LINE.inService]) return false;
  return (
    (ints[line + LINE.held] | ints[line + LINE.masked] | ints[line + LINE.limited] | ints[line + LINE.killed]) === 1
  );
}
