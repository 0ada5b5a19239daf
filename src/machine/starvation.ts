import {isHealthy} from './domain.ts';
import type {Machine} from './state.ts';

// A domain starves while it is healthy, a device of it on a line has an unserved cause, and it could not be told, because the line
// is held, masked or given up, or because its CPU never leaves the interrupt path. There is no grace: microseconds count.
// It is told once its event bit is set or its handlers are at work on the line. To blame are those who owe meanwhile.

/** Decides anew whether a binding starves; to be called after anything of the above changed for it. */
export function reckon(m: Machine, bind: number): void {
  const {binds, doms} = m;
  const starves = starvesNow(m, bind) ? 1 : 0;
  if (starves === binds.starving[bind]) return;
  binds.starving[bind] = starves;
  const domain = m.plan.bindDomain[bind];
  const now = m.queue.now();
  if (starves) {
    binds.starvedFrom[bind] = now;
    if (doms.starving[domain]++ === 0) doms.starvedFrom[domain] = now;
    return;
  }
  binds.starvedNs[bind] += now - binds.starvedFrom[bind];
  if (--doms.starving[domain] === 0) doms.starvedNs[domain] += now - doms.starvedFrom[domain];
}

/** The line was held, released or masked: all who are bound to it. */
export function reckonLine(m: Machine, line: number): void {
  const {binds} = m;
  for (let bind = m.lines.bindHead[line]; bind >= 0; bind = binds.next[bind]) {
    if (binds.causes[bind] > 0 || binds.starving[bind]) reckon(m, bind);
  }
}

/** The state of a domain changed: all that it is bound to. */
export function reckonDomain(m: Machine, domain: number): void {
  for (const bind of m.plan.domBinds[domain]) reckon(m, bind);
}

/** This debtor kept whoever starves on its line waiting; to be called before its debt is cleared. */
export function blame(m: Machine, debtor: number): void {
  const {binds} = m;
  for (let bind = m.lines.bindHead[m.plan.bindLine[debtor]]; bind >= 0; bind = binds.next[bind]) {
    if (binds.starving[bind] && bind !== debtor) binds.blamed[debtor] = 1;
  }
}

/** The CPU was in the interrupt path for `ns`: told or not, a vCPU that is ready and has not begun could not look. */
export function starveWaiting(m: Machine, cpu: number, ns: number): void {
  const {doms, binds} = m;
  for (let domain = m.cpus.runHead[cpu]; domain >= 0; domain = doms.nextRun[domain]) {
    if (doms.phase[domain] !== 0 || doms.starving[domain] > 0) continue;
    for (let bind = doms.eventHead[domain]; bind >= 0; bind = binds.nextEvent[bind]) {
      if (binds.causes[bind] === 0) continue;
      binds.starvedNs[bind] += ns;
      doms.starvedNs[domain] += ns;
      break;
    }
  }
}

/** Domains that kept a binding starving since the last sample, in bind order of its line; never itself. */
export function culprits(m: Machine, victim: number): number[] {
  const {binds, plan} = m;
  const owing: number[] = [];
  const others = bound(m, plan.bindLine[victim]).filter(bind => bind !== victim);
  for (const bind of others) {
    const owes = binds.starving[victim] && binds.debt[bind] && !binds.givenUp[bind];
    if (owes || binds.blamed[bind]) owing.push(plan.bindDomain[bind]);
  }
  return owing.length > 0 ? owing : unserved(m, victim);
}

function bound(m: Machine, line: number): number[] {
  const list: number[] = [];
  for (let bind = m.lines.bindHead[line]; bind >= 0; bind = m.binds.next[bind]) list.push(bind);
  return list;
}

/** Nobody healthy owes: the owners of devices that hold the pin up and have no one to serve them. */
function unserved(m: Machine, victim: number): number[] {
  const {plan, binds, devs} = m;
  const owners = new Set<number>();
  for (let device = 0; device < plan.devices; device++) {
    const bind = plan.devBind[device];
    if (bind < 0 || bind === victim || plan.devLine[device] !== plan.bindLine[victim] || devs.waiting[device] === 0)
      continue;
    const domain = plan.bindDomain[bind];
    if (!binds.bound[bind] || !isHealthy(m, domain)) owners.add(domain);
  }
  return [...owners];
}

function starvesNow(m: Machine, bind: number): boolean {
  const {binds, lines, doms, plan} = m;
  if (binds.causes[bind] === 0 || !binds.bound[bind]) return false;
  const domain = plan.bindDomain[bind];
  if (!isHealthy(m, domain) || doms.bind[domain] === bind) return false;
  if (binds.givenUp[bind]) return true;
  const line = plan.bindLine[bind];
  return !binds.event[bind] && (lines.held[line] === 1 || lines.masked[line] === 1);
}
