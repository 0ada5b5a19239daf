import {updateState} from '../counted/accounts.ts';
import {noteFact} from '../counted/facts.ts';
import {blame, endLineStarvation} from '../counted/starvation.ts';
import {lineName} from '../memory/names.ts';
import {BIND, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// Holding a line. A delivery makes a debt for every domain that it notifies; the line can not deliver again until all are paid, given up with
// a domain that dies, or cancelled: by the time limit, or by an operator.

/** Domains owe: the line waits for them, at most until the time limit of the policy; or the supervisor looks after it then. */
export function hold(m: Machine, line: number): void {
  const {ints, policy, queue} = m;
  endLineStarvation(m, line);
  const slot = ints[line + LINE.slot];
  if (policy.forcedEoiNs !== null) {
    queue.cancel(slot);
    queue.schedule(policy.forcedEoiNs, slot);
    return;
  }
  if (policy.remedy !== 'none') {
    queue.cancel(slot);
    queue.schedule(policy.debtNs, slot);
  }
  findKilled(m, line);
}

/** Nobody cared: all domains that still owe have given the line up and are not about to pay for the last time. Nothing else will release it. */
export function findKilled(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.gaveUp] === 0 || ints[line + LINE.killed] || m.policy.forcedEoiNs !== null) return;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    const paying = !ints[bind + BIND.givenUp] || ints[ints[bind + BIND.domain] + DOMAIN.bind] === bind;
    if (ints[bind + BIND.debt] && paying) return;
  }
  ints[line + LINE.killed] = 1;
  noteFact(m, {kind: 'line_killed', line: lineName(m, line)});
  updateState(m, line);
}

/** A domain no longer owes on the line: it has paid, or its debt was given up. */
export function clearDebt(m: Machine, bind: number): void {
  const {ints} = m;
  const line = ints[bind + BIND.line];
  ints[bind + BIND.debt] = 0;
  ints[line + LINE.debts]--;
}

export function cancelDebts(m: Machine, line: number): void {
  const {ints} = m;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    if (!ints[bind + BIND.debt]) continue;
    blame(m, bind);
    clearDebt(m, bind);
  }
}

/** The supervisor gives up what it took over on a line. */
export function dropKept(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.kept] === 0) return;
  for (const bind of m.plan.bindsAt.get(line)!) if (ints[bind + BIND.kept]) unkeep(m, bind);
}

/** The supervisor keeps a line held no longer because of this domain. */
export function unkeep(m: Machine, bind: number): void {
  const {ints} = m;
  const line = ints[bind + BIND.line];
  blame(m, bind);
  ints[bind + BIND.kept] = 0;
  ints[line + LINE.kept]--;
}
