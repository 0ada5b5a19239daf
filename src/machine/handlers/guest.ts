import {BUCKETS, bucketOf} from '../../protocol/histogram.ts';
import {RELEASED_ACKED} from '../counted/accounts.ts';
import {blame, reckon} from '../counted/starvation.ts';
import {ACKNOWLEDGED, COALESCED, HANDLED, NOT_MINE, NOTIFIED, step, VOID} from '../counted/steps.ts';
import {charge, ready, runSegment, stopVcpu} from '../cpu/cpu.ts';
import {canRun, runTask, TASK_WAIT} from '../life/domain.ts';
import {BIND, CPU, DEVICE, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {unquiet} from '../supervisor/silence-device.ts';
import {serve} from '../wire/device.ts';
import {ACK_NONE, clearDebt, findKilled, payElsewhere, release, releasesHere} from '../wire/hold.ts';
import {noteInterrupt} from './detector.ts';

// A domain is told through an event bit: set again before it was looked at, it stays one bit. The vCPU wakes, takes the upcall, and
// for each line with its bit set calls the handlers of all its devices there in order, then acknowledges with a hypercall. Edge
// lines want no acknowledgement: having looked is the answer.
// A handler reads its device's status when it begins and serves all that waits when it ends.

// What a vCPU does; each but the first takes a segment of CPU time.
const SLEEP = 0;
const UPCALL = 1;
const HANDLER = 2;
const ACKNOWLEDGE = 3;
const RELEASE = 4;
/** A slow domain waits, off its CPU, before its handler runs. */
const WAIT = 5;

/** Tells a bound domain of an instance: makes the debt, sets the event bit, wakes the vCPU. */
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
  step(m, ints[bind + BIND.event] ? COALESCED : NOTIFIED, line, domain);
  if (ints[bind + BIND.event]) return;
  ints[bind + BIND.event] = 1;
  if (!ints[bind + BIND.givenUp]) enqueue(m, bind);
}

/** Puts a vCPU that has got its CPU to work: where it was cut short, or from the upcall on. */
export function runVcpu(m: Machine, cpu: number, domain: number): void {
  const {ints} = m;
  let ns = ints[domain + DOMAIN.remaining];
  ints[domain + DOMAIN.remaining] = -1;
  if (ns < 0) {
    // Woken, or a slow domain whose wait is over.
    if (ints[domain + DOMAIN.phase] === WAIT) ns = beginHandler(m, domain);
    else {
      ints[domain + DOMAIN.phase] = UPCALL;
      ns = m.costs.upcall;
    }
  }
  runSegment(m, cpu, ns);
}

/** A segment of the vCPU is over. Returns the length of the next, which follows at once, or -1: it leaves the CPU. */
export function vcpuDone(m: Machine, cpu: number, domain: number): number {
  const {ints} = m;
  switch (ints[domain + DOMAIN.phase]) {
    case UPCALL:
      return nextLine(m, domain);
    case HANDLER:
      handlerDone(m, domain);
      return nextDevice(m, domain);
    case ACKNOWLEDGE:
      return acknowledge(m, cpu, domain);
    default: {
      const line = ints[ints[domain + DOMAIN.bind] + BIND.line];
      releasePaid(m, line, cpu);
      return nextLine(m, domain);
    }
  }
}

/**
 * A vCPU that is stopped in the middle of the hypercall with which the last debtor releases the line: that is the supervisor's code,
 * and ends whatever becomes of the domain.
 */
export function finishHypercall(m: Machine, domain: number): void {
  const {ints} = m;
  if (ints[domain + DOMAIN.phase] !== RELEASE) return;
  releasePaid(m, ints[ints[domain + DOMAIN.bind] + BIND.line], ints[domain + DOMAIN.cpu]);
}

/** Releases a line on which nobody owes any more; an operator, or the time limit, may have been quicker. */
function releasePaid(m: Machine, line: number, cpu: number): void {
  const {ints} = m;
  if (ints[line + LINE.held] && ints[line + LINE.debts] === 0 && !ints[line + LINE.inService]) {
    release(m, line, RELEASED_ACKED, cpu);
  }
}

/** The vCPU is stopped for good: what it was at is abandoned, what it was told stays pending. */
export function abandon(m: Machine, domain: number): void {
  const {ints} = m;
  const bind = ints[domain + DOMAIN.bind];
  ints[domain + DOMAIN.phase] = SLEEP;
  ints[domain + DOMAIN.remaining] = -1;
  ints[domain + DOMAIN.bind] = -1;
  ints[domain + DOMAIN.device] = -1;
  if (bind >= 0) reckon(m, bind);
}

/** The vCPU may run again: it looks at what came meanwhile. */
export function wake(m: Machine, domain: number): void {
  const {ints} = m;
  if (!canRun(m, domain) || ints[domain + DOMAIN.queued]) return;
  const phase = ints[domain + DOMAIN.phase];
  // Asleep with nothing to look at, or still waiting: it stays off its CPU.
  if (phase === SLEEP && ints[domain + DOMAIN.eventHead] < 0) return;
  if (phase === WAIT && ints[domain + DOMAIN.task] === TASK_WAIT) return;
  ready(m, domain);
}

/** Forgets what the binding was told, as when it is unbound. */
export function dropEvent(m: Machine, bind: number): void {
  const {ints, times} = m;
  m.queue.cancel(ints[bind + BIND.slot]);
  unlinkEvent(m, bind);
  const domain = ints[bind + BIND.domain];
  // A vCPU that was woken for this alone, and has not run yet, need not.
  if (ints[domain + DOMAIN.queued] && ints[domain + DOMAIN.phase] === SLEEP && ints[domain + DOMAIN.eventHead] < 0)
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

/** Puts a binding that was told at the end of the list of events of its domain, and wakes that. */
export function enqueue(m: Machine, bind: number): void {
  const {ints} = m;
  const domain = ints[bind + BIND.domain];
  ints[bind + BIND.nextEvent] = -1;
  // An upcall whose reason was taken back has a new one.
  if (ints[domain + DOMAIN.eventHead] < 0 && ints[domain + DOMAIN.phase] === UPCALL)
    charge(m, ints[domain + DOMAIN.cpu]);
  if (ints[domain + DOMAIN.eventTail] < 0) ints[domain + DOMAIN.eventHead] = bind;
  else ints[ints[domain + DOMAIN.eventTail] + BIND.nextEvent] = bind;
  ints[domain + DOMAIN.eventTail] = bind;
  if (ints[domain + DOMAIN.phase] === SLEEP) wake(m, domain);
}

/** Takes up the next line with its event bit set, or goes to sleep. Like the next three, returns the length of the next segment or -1. */
function nextLine(m: Machine, domain: number): number {
  const {ints} = m;
  const last = ints[domain + DOMAIN.bind];
  if (last >= 0) charge(m, ints[domain + DOMAIN.cpu]);
  const bind = last >= 0 && yields(m, domain) ? -1 : nextEvent(m, domain);
  // What it was woken for has been taken back meanwhile: an upcall for nothing.
  if (last < 0 && bind < 0) charge(m, ints[domain + DOMAIN.cpu]);
  ints[domain + DOMAIN.bind] = bind;
  if (last >= 0) reckon(m, last);
  if (bind < 0) {
    ints[domain + DOMAIN.phase] = SLEEP;
    wake(m, domain);
    return -1;
  }
  if (ints[bind + BIND.givenUp]) {
    ints[domain + DOMAIN.polling] = 1;
    ints[bind + BIND.poll] = 0;
  } else {
    ints[domain + DOMAIN.polling] = 0;
    ints[bind + BIND.event] = 0;
  }
  ints[domain + DOMAIN.handled] = 0;
  ints[domain + DOMAIN.device] = -1;
  reckon(m, bind);
  return nextDevice(m, domain);
}

/** Between two lines a vCPU lets others that wait for its CPU go first: a guest that is told without end must not have it for itself. */
function yields(m: Machine, domain: number): boolean {
  const {ints} = m;
  return ints[ints[domain + DOMAIN.cpu] + CPU.runHead] >= 0 && ints[domain + DOMAIN.eventHead] >= 0;
}

/** Takes a binding from the domain's list, or -1; what was told before the guest gave the line up is passed over. */
function nextEvent(m: Machine, domain: number): number {
  const {ints} = m;
  for (;;) {
    const bind = ints[domain + DOMAIN.eventHead];
    if (bind < 0) return -1;
    ints[domain + DOMAIN.eventHead] = ints[bind + BIND.nextEvent];
    if (ints[domain + DOMAIN.eventHead] < 0) ints[domain + DOMAIN.eventTail] = -1;
    if (!ints[bind + BIND.givenUp] || ints[bind + BIND.poll]) return bind;
  }
}

/** Goes on with the handler of the next device of the line, or when all were called, with the acknowledgement. */
function nextDevice(m: Machine, domain: number): number {
  const {ints} = m;
  const bind = ints[domain + DOMAIN.bind];
  const last = ints[domain + DOMAIN.device];
  const device = last < 0 ? ints[bind + BIND.devices] : ints[last + DEVICE.next];
  ints[domain + DOMAIN.device] = device;
  if (device >= 0) return startHandler(m, domain);
  if (ints[domain + DOMAIN.polling]) return nextLine(m, domain);
  noteInterrupt(m, bind, ints[domain + DOMAIN.handled] === 1);
  const line = ints[bind + BIND.line];
  if (ints[line + LINE.level] || ints[line + LINE.ack] !== ACK_NONE) {
    ints[domain + DOMAIN.phase] = ACKNOWLEDGE;
    return m.costs.acknowledge;
  }
  answered(m, bind);
  return nextLine(m, domain);
}

function startHandler(m: Machine, domain: number): number {
  const {ints, times} = m;
  if (times[(domain >> 1) + DOMAIN.extraNs] === 0) return beginHandler(m, domain);
  charge(m, ints[domain + DOMAIN.cpu]);
  ints[domain + DOMAIN.phase] = WAIT;
  runTask(m, domain, TASK_WAIT, times[(domain >> 1) + DOMAIN.extraNs]);
  return -1;
}

/** The handler reads the status of its device, which decides how long it takes. */
function beginHandler(m: Machine, domain: number): number {
  const {ints} = m;
  const device = ints[domain + DOMAIN.device];
  const mine = ints[device + DEVICE.waiting] > 0;
  ints[domain + DOMAIN.phase] = HANDLER;
  ints[domain + DOMAIN.mine] = mine ? 1 : 0;
  return mine ? ints[device + DEVICE.serviceNs] : m.costs.notMine;
}

function handlerDone(m: Machine, domain: number): void {
  const {ints} = m;
  const device = ints[domain + DOMAIN.device];
  step(m, ints[domain + DOMAIN.mine] ? HANDLED : NOT_MINE, ints[device + DEVICE.line], device);
  if (!ints[domain + DOMAIN.mine]) return;
  ints[domain + DOMAIN.handled] = 1;
  if (!ints[domain + DOMAIN.deaf]) serve(m, device);
}

/** The hypercall; whoever pays last has to release the line next, unless another CPU must. */
function acknowledge(m: Machine, cpu: number, domain: number): number {
  const {ints} = m;
  const bind = ints[domain + DOMAIN.bind];
  const line = ints[bind + BIND.line];
  const owed = ints[bind + BIND.debt] === 1;
  step(m, owed ? ACKNOWLEDGED : VOID, line, domain);
  answered(m, bind);
  if (m.policy.quiet !== 'none') unquiet(m, bind);
  if (m.policy.ackScope === 'domain') payElsewhere(m, domain, cpu);
  if (!owed) return nextLine(m, domain);
  blame(m, bind);
  clearDebt(m, bind);
  if (ints[line + LINE.debts] > 0) {
    if (ints[line + LINE.gaveUp] > 0) findKilled(m, line);
  } else if (ints[line + LINE.held] && !ints[line + LINE.inService] && releasesHere(m, line, cpu)) {
    ints[domain + DOMAIN.phase] = RELEASE;
    return m.costs.release;
  }
  return nextLine(m, domain);
}

/** The domain has looked at what it was told, however late: a debt that was cancelled by force does not make it quicker. */
function answered(m: Machine, bind: number): void {
  const {ints, times} = m;
  const domain = ints[bind + BIND.domain];
  const now = m.clock[0];
  const since = times[(bind >> 1) + BIND.silentSince];
  if (since >= 0) m.ackNs[ints[domain + DOMAIN.index] * BUCKETS + bucketOf(now - since)]++;
  times[(bind >> 1) + BIND.silentSince] = ints[bind + BIND.event] ? now : -1;
  ints[domain + DOMAIN.acked]++;
}
