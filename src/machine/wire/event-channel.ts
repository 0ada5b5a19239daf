import {charge} from '../counted/cpu-time.ts';
import {noteStep} from '../counted/steps.ts';
import {ready, stopVcpu} from '../cpu/cpu.ts';
import {PHASE, STEP, TASK} from '../memory/codes.ts';
import {canRun} from '../memory/queries.ts';
import {BIND, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// The wire from the supervisor into a guest is an event bit for each binding: set again before the guest looked at it, it stays one bit.

/** Notifies a bound domain of an interrupt: makes the debt, sets the event bit, wakes the vCPU. */
export function notify(m: Machine, bind: number): void {
  const {ints, times} = m;
  const line = ints[bind + BIND.line];
  const domain = ints[bind + BIND.domain];
  const now = m.clock[0];
  ints[domain + DOMAIN.notified]++;
  if (times[(bind >> 1) + BIND.silentSince] < 0) times[(bind >> 1) + BIND.silentSince] = now;
  if (ints[line + LINE.held] && !(ints[bind + BIND.debt] | ints[bind + BIND.excused])) {
    ints[bind + BIND.debt] = 1;
    times[(bind >> 1) + BIND.debtSince] = now;
    ints[line + LINE.debts]++;
  }
  noteStep(m, ints[bind + BIND.event] ? STEP.coalesced : STEP.notified, line, domain);
  if (ints[bind + BIND.event]) return;
  ints[bind + BIND.event] = 1;
  if (!ints[bind + BIND.givenUp]) enqueue(m, bind);
}

/** Puts a binding at the end of the list of events of its domain, and wakes the domain. */
export function enqueue(m: Machine, bind: number): void {
  const {ints} = m;
  const domain = ints[bind + BIND.domain];
  ints[bind + BIND.nextEvent] = -1;
  // An upcall whose reason was taken back has a new one.
  if (ints[domain + DOMAIN.eventHead] < 0 && ints[domain + DOMAIN.phase] === PHASE.upcall)
    charge(m, ints[domain + DOMAIN.cpu]);
  if (ints[domain + DOMAIN.eventTail] < 0) ints[domain + DOMAIN.eventHead] = bind;
  else ints[ints[domain + DOMAIN.eventTail] + BIND.nextEvent] = bind;
  ints[domain + DOMAIN.eventTail] = bind;
  if (ints[domain + DOMAIN.phase] === PHASE.sleep) wake(m, domain);
}

/** The vCPU may run again: it looks at what came meanwhile. */
export function wake(m: Machine, domain: number): void {
  const {ints} = m;
  if (!canRun(m, domain) || ints[domain + DOMAIN.queued]) return;
  const phase = ints[domain + DOMAIN.phase];
  // Asleep with nothing to look at, or still waiting: it stays off its CPU.
  if (phase === PHASE.sleep && ints[domain + DOMAIN.eventHead] < 0) return;
  if (phase === PHASE.wait && ints[domain + DOMAIN.task] === TASK.wait) return;
  ready(m, domain);
}

/** Takes a notification back, as when the binding is unbound. */
export function dropEvent(m: Machine, bind: number): void {
  const {ints, times} = m;
  m.queue.cancel(ints[bind + BIND.slot]);
  unlinkEvent(m, bind);
  const domain = ints[bind + BIND.domain];
  // A vCPU that was woken for this alone, and has not run yet, need not.
  if (
    ints[domain + DOMAIN.queued] &&
    ints[domain + DOMAIN.phase] === PHASE.sleep &&
    ints[domain + DOMAIN.eventHead] < 0
  )
    stopVcpu(m, domain);
  ints[bind + BIND.event] = 0;
  ints[bind + BIND.poll] = 0;
  times[(bind >> 1) + BIND.silentSince] = -1;
}

/** Takes a binding out of the list of events of its domain, if it stands there. */
export function unlinkEvent(m: Machine, bind: number): void {
  const {ints} = m;
  const domain = ints[bind + BIND.domain];
  let before = -1;
  for (let at = ints[domain + DOMAIN.eventHead]; at >= 0; before = at, at = ints[at + BIND.nextEvent]) {
    if (at !== bind) continue;
    if (before < 0) ints[domain + DOMAIN.eventHead] = ints[at + BIND.nextEvent];
    else ints[before + BIND.nextEvent] = ints[at + BIND.nextEvent];
    if (ints[domain + DOMAIN.eventTail] === at) ints[domain + DOMAIN.eventTail] = before;
    break;
  }
}
