import {countRelease, RELEASED_ACKED, RELEASED_FORCED, RELEASED_OPERATOR, tell} from '../counted/accounts.ts';
import {blame, reckonLine, reckonStarving} from '../counted/starvation.ts';
import {FORCED, RELEASED, step} from '../counted/steps.ts';
import {queueEoi} from '../cpu/cpu.ts';
import {afterEoi, sendEoi} from '../cpu/priority.ts';
import {debtTooOld} from '../life/stale-debts.ts';
import {lineName} from '../memory/names.ts';
import {BIND, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {fire} from './line.ts';

// Holding a line. A delivery makes a debt of every domain told; the line can not deliver again until all are paid, given up with
// a domain that dies, or cancelled: by the time limit, or by an operator. A line whose pin is masked is unmasked by whoever pays
// last, on any CPU. An EOI must be sent by the CPU that took the interrupt, so an acknowledgement elsewhere reaches it as an EOI to
// send.

/** How a line is acknowledged: at once, by unmasking its pin, by the EOI that was withheld. */
export const ACK_NONE = 0;
export const ACK_UNMASK = 1;
export const ACK_EOI = 2;

const EOI_NONE = 0;
const EOI_ACKED = 1;
const EOI_FORCED = 2;

/** Domains owe: the line waits for them, at most until the time limit of the policy; or the supervisor looks after it then. */
export function hold(m: Machine, line: number): void {
  const {ints, policy, queue} = m;
  reckonStarving(m, line);
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

/** Nobody cared: those who still owe have given the line up and are not about to pay for the last time, and nothing else will release it. */
export function findKilled(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.gaveUp] === 0 || ints[line + LINE.killed] || m.policy.forcedEoiNs !== null) return;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    const paying = !ints[bind + BIND.givenUp] || ints[ints[bind + BIND.domain] + DOMAIN.bind] === bind;
    if (ints[bind + BIND.debt] && paying) return;
  }
  ints[line + LINE.killed] = 1;
  m.facts.push({t: m.clock[0], kind: 'line_killed', line: lineName(m, line)});
  tell(m, line);
}

/** The last debt was paid by a hypercall on `cpu`: true when that CPU releases the line itself, false when another one must. */
export function releasesHere(m: Machine, line: number, cpu: number): boolean {
  const {ints} = m;
  if (ints[line + LINE.ack] !== ACK_EOI || ints[line + LINE.cpu] === cpu) return true;
  requestEoi(m, line, EOI_ACKED);
  return false;
}

/** Time is up: the supervisor's own timer, on the CPU that owes the EOI, cancels what is owed; or a debt is too old. */
export function timeLimit(m: Machine, line: number): void {
  const {ints} = m;
  if (m.policy.forcedEoiNs === null) debtTooOld(m, line);
  else if (ints[line + LINE.debts] > 0) requestEoi(m, line, EOI_FORCED);
}

/** The CPU has sent the EOI; nothing happens when the line was released meanwhile. Returns -1: the path has nothing more to do for it. */
export function finishEoi(m: Machine, cpu: number, line: number): -1 {
  const {ints} = m;
  const why = ints[line + LINE.eoi];
  ints[line + LINE.eoi] = EOI_NONE;
  if (!ints[line + LINE.held] || ints[line + LINE.inService]) return -1;
  if (why === EOI_ACKED && ints[line + LINE.debts] === 0) release(m, line, RELEASED_ACKED, cpu);
  else if (why === EOI_FORCED && ints[line + LINE.debts] > 0) {
    cancelDebts(m, line);
    step(m, FORCED, line, cpu);
    release(m, line, RELEASED_FORCED, cpu);
  }
  return -1;
}

/**
 * Nobody owes any more: unmasks the pin or sends the EOI, and the line fires again at once if it is still asked to. It stays held where
 * the supervisor took a debt over, or its EOI stands below another.
 */
export function release(m: Machine, line: number, reason: number, cpu: number): void {
  const {ints} = m;
  if (ints[line + LINE.kept] > 0) return;
  m.queue.cancel(ints[line + LINE.slot]);
  if (sendEoi(m, line, reason)) releaseSent(m, line, reason, cpu);
}

/** Its EOI waited for others and is on top now. */
export function releaseHeld(m: Machine, line: number, reason: number, cpu: number): void {
  sendEoi(m, line, reason);
  releaseSent(m, line, reason, cpu);
}

function releaseSent(m: Machine, line: number, reason: number, cpu: number): void {
  const {ints} = m;
  if (reason !== RELEASED_FORCED) step(m, RELEASED, line, cpu);
  ints[line + LINE.held] = 0;
  ints[line + LINE.killed] = 0;
  countRelease(m, line, reason);
  tell(m, line);
  reckonStarving(m, line);
  afterEoi(m, line);
  fire(m, line);
}

/** An operator's unmask: what is owed is cancelled, and the line can deliver. */
export function forceOpen(m: Machine, line: number): void {
  const {ints} = m;
  ints[line + LINE.masked] = 0;
  if (ints[line + LINE.held] && !ints[line + LINE.inService]) {
    cancelDebts(m, line);
    dropKept(m, line);
    release(m, line, RELEASED_OPERATOR, ints[line + LINE.cpu]);
    return;
  }
  tell(m, line);
  reckonLine(m, line);
  fire(m, line);
}

/** A domain no longer owes on the line: it has paid, or its debt was given up. */
export function clearDebt(m: Machine, bind: number): void {
  const {ints} = m;
  const line = ints[bind + BIND.line];
  ints[bind + BIND.debt] = 0;
  ints[line + LINE.debts]--;
}

/** The source of 2005: one notification of the hypervisor pays for every line on which the domain owes. */
export function payElsewhere(m: Machine, domain: number, cpu: number): void {
  const {ints} = m;
  for (const bind of m.plan.bindsOf.get(domain)!) {
    if (!ints[bind + BIND.debt] || bind === ints[domain + DOMAIN.bind]) continue;
    const line = ints[bind + BIND.line];
    blame(m, bind);
    clearDebt(m, bind);
    if (ints[line + LINE.debts] > 0 || !ints[line + LINE.held] || ints[line + LINE.inService]) continue;
    if (releasesHere(m, line, cpu)) release(m, line, RELEASED_ACKED, cpu);
  }
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
function dropKept(m: Machine, line: number): void {
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

function requestEoi(m: Machine, line: number, why: number): void {
  const {ints} = m;
  const queued = ints[line + LINE.eoi] !== EOI_NONE;
  ints[line + LINE.eoi] = why;
  if (!queued) queueEoi(m, ints[line + LINE.cpu], line);
}
