import {countRelease, RELEASED_ACKED, RELEASED_FORCED, RELEASED_OPERATOR, tell} from './accounts.ts';
import {queueEoi} from './cpu.ts';
import {fire} from './line.ts';
import {FORCED_EOI} from './plan.ts';
import {blame, reckonLine} from './starvation.ts';
import type {Machine} from './state.ts';
import {FORCED, RELEASED, step} from './steps.ts';

// Holding a line. A delivery makes a debt of every domain told; the line can not deliver again until all are paid, given up with
// a domain that dies, or cancelled: by the time limit, or by an operator. `mask`: whoever pays last unmasks the pin, on any CPU.
// `eoi`: the EOI must be sent by the CPU that took the interrupt, so an acknowledgement elsewhere reaches it as an EOI to send.

const EOI_NONE = 0;
const EOI_ACKED = 1;
const EOI_FORCED = 2;

/** Domains owe: the line waits for them, at most until the time limit of the policy. */
export function hold(m: Machine, line: number): void {
  reckonLine(m, line);
  if (m.policy.forcedEoiNs !== null) {
    const slot = m.plan.slotBase[FORCED_EOI] + line;
    m.queue.cancel(slot);
    m.queue.schedule(m.policy.forcedEoiNs, slot);
  } else findKilled(m, line);
}

/** Nobody cared: those who still owe have given the line up, and no time limit will release it. */
export function findKilled(m: Machine, line: number): void {
  const {lines, binds} = m;
  if (lines.gaveUp[line] === 0 || lines.killed[line] || m.policy.forcedEoiNs !== null) return;
  for (let bind = lines.bindHead[line]; bind >= 0; bind = binds.next[bind])
    if (binds.debt[bind] && !binds.givenUp[bind]) return;
  lines.killed[line] = 1;
  m.facts.push({t: m.queue.now(), kind: 'line_killed', line: m.spec.lines[line].irq});
  tell(m, line);
}

/** The last debt was paid by a hypercall on `cpu`: true when that CPU releases the line itself, false when another one must. */
export function releasesHere(m: Machine, line: number, cpu: number): boolean {
  if (m.policy.hold !== 'eoi' || m.lines.cpu[line] === cpu) return true;
  requestEoi(m, line, EOI_ACKED);
  return false;
}

/** The time limit: an interrupt of the supervisor's own timer, on the CPU that owes the EOI. */
export function forcedEoi(m: Machine, line: number): void {
  if (m.lines.debts[line] > 0) requestEoi(m, line, EOI_FORCED);
}

/** The CPU has sent the EOI; nothing happens when the line was released meanwhile. */
export function finishEoi(m: Machine, cpu: number, line: number): void {
  const {lines} = m;
  const why = lines.eoi[line];
  lines.eoi[line] = EOI_NONE;
  if (!lines.held[line] || lines.inService[line]) return;
  if (why === EOI_ACKED && lines.debts[line] === 0) release(m, line, RELEASED_ACKED, cpu);
  else if (why === EOI_FORCED && lines.debts[line] > 0) {
    cancelDebts(m, line);
    step(m, FORCED, line, cpu);
    release(m, line, RELEASED_FORCED, cpu);
  }
}

/** Unmasks the pin or sends the EOI: the line fires again at once if it is still asked to. */
export function release(m: Machine, line: number, reason: number, cpu: number): void {
  const {lines} = m;
  if (reason !== RELEASED_FORCED) step(m, RELEASED, line, cpu);
  lines.held[line] = 0;
  lines.killed[line] = 0;
  m.queue.cancel(m.plan.slotBase[FORCED_EOI] + line);
  countRelease(m, line, reason);
  tell(m, line);
  reckonLine(m, line);
  fire(m, line);
}

/** An operator's unmask: what is owed is cancelled, and the line can deliver. */
export function forceOpen(m: Machine, line: number): void {
  const {lines} = m;
  lines.masked[line] = 0;
  if (lines.held[line] && !lines.inService[line]) {
    cancelDebts(m, line);
    release(m, line, RELEASED_OPERATOR, lines.cpu[line]);
    return;
  }
  tell(m, line);
  reckonLine(m, line);
  fire(m, line);
}

/** A domain no longer owes on the line: it has paid, or its debt was given up. */
export function clearDebt(m: Machine, bind: number): void {
  const {binds, lines, plan} = m;
  const line = plan.bindLine[bind];
  binds.debt[bind] = 0;
  lines.debts[line]--;
  lines.debtsChanged[line] = 1;
  m.doms.debtsChanged[plan.bindDomain[bind]] = 1;
}

function cancelDebts(m: Machine, line: number): void {
  const {binds} = m;
  for (let bind = m.lines.bindHead[line]; bind >= 0; bind = binds.next[bind]) {
    if (!binds.debt[bind]) continue;
    blame(m, bind);
    clearDebt(m, bind);
  }
}

function requestEoi(m: Machine, line: number, why: number): void {
  const {lines} = m;
  const queued = lines.eoi[line] !== EOI_NONE;
  lines.eoi[line] = why;
  if (!queued) queueEoi(m, lines.cpu[line], line);
}
