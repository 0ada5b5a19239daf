import {countRelease, updateState} from '../counted/accounts.ts';
import {blame, endLineStarvation, updateLineStarvation} from '../counted/starvation.ts';
import {noteStep} from '../counted/steps.ts';
import {interrupt, queueEoi} from '../cpu/cpu.ts';
import {sendEoi} from '../cpu/priority.ts';
import {ACK, EOI, RELEASED, STEP} from '../memory/codes.ts';
import {BIND, CPU, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {cancelDebts, clearDebt, dropKept} from './hold.ts';
import {fire} from './line.ts';

// Releasing a line: when, by which CPU, and what comes of it. A line whose pin is masked is unmasked by the CPU on which the last debt is
// paid. An EOI must be sent by the CPU that took the interrupt, so an acknowledgement on another CPU reaches it as an EOI to send. EOIs
// are sent in reverse order, so one that is sent can send those below it.

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
function releaseHeld(m: Machine, line: number, reason: number, cpu: number): void {
  sendEoi(m, line, reason);
  releaseSent(m, line, reason, cpu);
}

function releaseSent(m: Machine, line: number, reason: number, cpu: number): void {
  const {ints} = m;
  if (reason !== RELEASED.forced) noteStep(m, STEP.released, line, cpu);
  ints[line + LINE.held] = 0;
  ints[line + LINE.killed] = 0;
  countRelease(m, line, reason);
  updateState(m, line);
  endLineStarvation(m, line);
  afterEoi(m, line);
  fire(m, line);
}

/** After an EOI: those that waited below it are sent, and the interrupts that no higher one keeps back any more are taken. */
function afterEoi(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.ack] !== ACK.eoi || ints[line + LINE.priority] === 0) return;
  const cpu = ints[line + LINE.cpu];
  const next = ints[cpu + CPU.eoiTop];
  if (next >= 0 && ints[next + LINE.eoiReady] > 0) releaseHeld(m, next, ints[next + LINE.eoiReady] - 1, cpu);
  else takeBlocked(m, cpu);
}

function takeBlocked(m: Machine, cpu: number): void {
  const {ints} = m;
  let line = ints[cpu + CPU.blockedHead];
  ints[cpu + CPU.blockedHead] = -1;
  ints[cpu + CPU.blockedTail] = -1;
  while (line >= 0) {
    const next = ints[line + LINE.nextIrq];
    ints[line + LINE.blocked] = 0;
    updateState(m, line);
    interrupt(m, cpu, line);
    updateLineStarvation(m, line);
    line = next;
  }
}

/** The last debt was paid by a hypercall on `cpu`: true when that CPU releases the line itself, false when another one must. */
export function releasesHere(m: Machine, line: number, cpu: number): boolean {
  const {ints} = m;
  if (ints[line + LINE.ack] !== ACK.eoi || ints[line + LINE.cpu] === cpu) return true;
  requestEoi(m, line, EOI.acked);
  return false;
}

export function requestEoi(m: Machine, line: number, why: number): void {
  const {ints} = m;
  const queued = ints[line + LINE.eoi] !== EOI.none;
  ints[line + LINE.eoi] = why;
  if (!queued) queueEoi(m, ints[line + LINE.cpu], line);
}

/** The CPU has sent the EOI; nothing happens when the line was released meanwhile. Returns -1: the path has nothing more to do for it. */
export function finishEoi(m: Machine, cpu: number, line: number): -1 {
  const {ints} = m;
  const why = ints[line + LINE.eoi];
  ints[line + LINE.eoi] = EOI.none;
  if (!ints[line + LINE.held] || ints[line + LINE.inService]) return -1;
  if (why === EOI.acked && ints[line + LINE.debts] === 0) release(m, line, RELEASED.acked, cpu);
  else if (why === EOI.forced && ints[line + LINE.debts] > 0) {
    cancelDebts(m, line);
    noteStep(m, STEP.forced, line, cpu);
    release(m, line, RELEASED.forced, cpu);
  }
  return -1;
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
    if (releasesHere(m, line, cpu)) release(m, line, RELEASED.acked, cpu);
  }
}

/** An operator's unmask: all debts are cancelled, and the line can deliver. */
export function forceOpen(m: Machine, line: number): void {
  const {ints} = m;
  ints[line + LINE.masked] = 0;
  if (ints[line + LINE.held] && !ints[line + LINE.inService]) {
    cancelDebts(m, line);
    dropKept(m, line);
    release(m, line, RELEASED.operator, ints[line + LINE.cpu]);
    return;
  }
  updateState(m, line);
  updateLineStarvation(m, line);
  fire(m, line);
}
