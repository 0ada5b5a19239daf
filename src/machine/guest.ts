import {BUCKETS, bucketOf} from '../protocol/histogram.ts';
import {RELEASED_ACKED} from './accounts.ts';
import {ready, runSegment} from './cpu.ts';
import {serve} from './device.ts';
import {canRun, runTask, TASK_WAIT} from './domain.ts';
import {clearDebt, findKilled, release, releasesHere} from './hold.ts';
import {GUEST_POLL} from './plan.ts';
import {blame, reckon} from './starvation.ts';
import type {Machine} from './state.ts';
import {ACKNOWLEDGED, COALESCED, HANDLED, NOT_MINE, NOTIFIED, step, VOID} from './steps.ts';

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

/** Linux's own detector, `note_interrupt()`. */
const SPURIOUS_COUNTED = 100_000;
const SPURIOUS_UNHANDLED = 99_900;
const SPURIOUS_GAP_NS = 100_000_000;
const POLL_NS = 100_000_000;

/** Tells a bound domain of an instance: makes the debt, sets the event bit, wakes the vCPU. */
export function notify(m: Machine, bind: number): void {
  const {binds, lines, doms, plan} = m;
  const line = plan.bindLine[bind];
  const domain = plan.bindDomain[bind];
  const now = m.queue.now();
  doms.notified[domain]++;
  if (binds.silentSince[bind] < 0) binds.silentSince[bind] = now;
  if (lines.held[line] && !binds.debt[bind]) {
    binds.debt[bind] = 1;
    binds.debtSince[bind] = now;
    lines.debts[line]++;
    lines.debtsChanged[line] = 1;
    doms.debtsChanged[domain] = 1;
  }
  step(m, binds.event[bind] ? COALESCED : NOTIFIED, line, domain);
  if (binds.event[bind]) return;
  binds.event[bind] = 1;
  if (!binds.givenUp[bind]) enqueue(m, bind);
}

/** Puts a vCPU to work at the point where it is. */
export function runVcpu(m: Machine, cpu: number, domain: number): void {
  const {doms} = m;
  const left = doms.remaining[domain];
  doms.remaining[domain] = -1;
  if (left >= 0) {
    runSegment(m, cpu, domain, left);
    return;
  }
  if (doms.phase[domain] === SLEEP) doms.phase[domain] = UPCALL;
  runSegment(m, cpu, domain, segmentNs(m, domain));
}

/** A segment of the vCPU is over: true when it goes on at once with the next. */
export function vcpuDone(m: Machine, cpu: number, domain: number): boolean {
  const {doms} = m;
  switch (doms.phase[domain]) {
    case UPCALL:
      return nextLine(m, domain);
    case HANDLER:
      handlerDone(m, domain);
      return nextDevice(m, domain);
    case ACKNOWLEDGE:
      return acknowledge(m, cpu, domain) ? true : nextLine(m, domain);
    default: {
      const line = m.plan.bindLine[doms.bind[domain]];
      // An operator, or the time limit, may have been quicker.
      if (m.lines.held[line] && m.lines.debts[line] === 0) release(m, line, RELEASED_ACKED, cpu);
      return nextLine(m, domain);
    }
  }
}

/** The vCPU is stopped for good: what it was at is abandoned, what it was told stays pending. */
export function abandon(m: Machine, domain: number): void {
  const {doms} = m;
  const bind = doms.bind[domain];
  doms.phase[domain] = SLEEP;
  doms.remaining[domain] = -1;
  doms.bind[domain] = -1;
  doms.device[domain] = -1;
  if (bind >= 0) reckon(m, bind);
}

/** The vCPU may run again: it looks at what came meanwhile. */
export function wake(m: Machine, domain: number): void {
  const {doms} = m;
  if (!canRun(m, domain) || doms.queued[domain]) return;
  if (doms.phase[domain] === SLEEP ? doms.eventHead[domain] >= 0 : doms.phase[domain] !== WAIT) ready(m, domain);
}

/** The wait of a slow domain is over: the handler is next. */
export function waitDone(m: Machine, domain: number): void {
  m.doms.phase[domain] = HANDLER;
  wake(m, domain);
}

/** A line that the guest has given up: it calls the handlers all the same, ten times a second. */
export function guestPoll(m: Machine, bind: number): void {
  m.queue.schedule(POLL_NS, m.plan.slotBase[GUEST_POLL] + bind);
  if (!canRun(m, m.plan.bindDomain[bind]) || m.binds.poll[bind]) return;
  m.binds.poll[bind] = 1;
  enqueue(m, bind);
}

/** Forgets what the binding was told, as when it is unbound. */
export function dropEvent(m: Machine, bind: number): void {
  const {binds, doms, plan} = m;
  const domain = plan.bindDomain[bind];
  m.queue.cancel(plan.slotBase[GUEST_POLL] + bind);
  let before = -1;
  for (let at = doms.eventHead[domain]; at >= 0; before = at, at = binds.nextEvent[at]) {
    if (at !== bind) continue;
    if (before < 0) doms.eventHead[domain] = binds.nextEvent[at];
    else binds.nextEvent[before] = binds.nextEvent[at];
    if (doms.eventTail[domain] === at) doms.eventTail[domain] = before;
    break;
  }
  binds.event[bind] = 0;
  binds.poll[bind] = 0;
  binds.silentSince[bind] = -1;
}

function enqueue(m: Machine, bind: number): void {
  const {binds, doms} = m;
  const domain = m.plan.bindDomain[bind];
  binds.nextEvent[bind] = -1;
  if (doms.eventTail[domain] < 0) doms.eventHead[domain] = bind;
  else binds.nextEvent[doms.eventTail[domain]] = bind;
  doms.eventTail[domain] = bind;
  if (doms.phase[domain] === SLEEP) wake(m, domain);
}

function segmentNs(m: Machine, domain: number): number {
  const {doms} = m;
  const {costs} = m.spec;
  switch (doms.phase[domain]) {
    case UPCALL:
      return costs.upcall;
    case HANDLER:
      return beginHandler(m, domain);
    case ACKNOWLEDGE:
      return costs.acknowledge;
    default:
      return costs.release;
  }
}

/** Takes up the next line with its event bit set, or goes to sleep. */
function nextLine(m: Machine, domain: number): boolean {
  const {doms, binds} = m;
  const last = doms.bind[domain];
  const bind = nextEvent(m, domain);
  doms.bind[domain] = bind;
  if (last >= 0) reckon(m, last);
  if (bind < 0) {
    doms.phase[domain] = SLEEP;
    return false;
  }
  doms.polling[domain] = binds.poll[bind];
  binds.poll[bind] = 0;
  if (!binds.givenUp[bind]) binds.event[bind] = 0;
  doms.handled[domain] = 0;
  doms.device[domain] = -1;
  reckon(m, bind);
  return nextDevice(m, domain);
}

/** Takes a binding from the domain's list, or -1; what was told before the guest gave the line up is passed over. */
function nextEvent(m: Machine, domain: number): number {
  const {doms, binds} = m;
  for (;;) {
    const bind = doms.eventHead[domain];
    if (bind < 0) return -1;
    doms.eventHead[domain] = binds.nextEvent[bind];
    if (doms.eventHead[domain] < 0) doms.eventTail[domain] = -1;
    if (binds.poll[bind] || !binds.givenUp[bind]) return bind;
  }
}

/** Goes on with the handler of the next device of the line, or when all were called, with the acknowledgement. */
function nextDevice(m: Machine, domain: number): boolean {
  const {doms, plan} = m;
  const bind = doms.bind[domain];
  if (++doms.device[domain] < plan.bindDevices[bind].length) return startHandler(m, domain);
  if (doms.polling[domain]) return nextLine(m, domain);
  noteInterrupt(m, bind, doms.handled[domain] === 1);
  if (plan.level[plan.bindLine[bind]]) {
    doms.phase[domain] = ACKNOWLEDGE;
    return true;
  }
  answered(m, bind);
  return nextLine(m, domain);
}

function startHandler(m: Machine, domain: number): boolean {
  const {doms} = m;
  if (doms.extraNs[domain] === 0) {
    doms.phase[domain] = HANDLER;
    return true;
  }
  doms.phase[domain] = WAIT;
  runTask(m, domain, TASK_WAIT, doms.extraNs[domain]);
  return false;
}

/** Reads the status of the device, which decides how long the handler takes. */
function beginHandler(m: Machine, domain: number): number {
  const {doms, devs, plan} = m;
  const device = plan.bindDevices[doms.bind[domain]][doms.device[domain]];
  const mine = devs.waiting[device] > 0;
  doms.mine[domain] = mine ? 1 : 0;
  return mine ? plan.serviceNs[device] : m.spec.costs.notMine;
}

function handlerDone(m: Machine, domain: number): void {
  const {doms, plan} = m;
  const bind = doms.bind[domain];
  const device = plan.bindDevices[bind][doms.device[domain]];
  step(m, doms.mine[domain] ? HANDLED : NOT_MINE, plan.bindLine[bind], device);
  if (!doms.mine[domain]) return;
  doms.handled[domain] = 1;
  if (!doms.deaf[domain]) serve(m, device);
}

/** The hypercall: true when this vCPU has to release the line now. */
function acknowledge(m: Machine, cpu: number, domain: number): boolean {
  const {binds, lines, doms, plan} = m;
  const bind = doms.bind[domain];
  const line = plan.bindLine[bind];
  const owed = binds.debt[bind] === 1;
  step(m, owed ? ACKNOWLEDGED : VOID, line, domain);
  answered(m, bind);
  if (!owed) return false;
  noteAckLatency(m, domain, m.queue.now() - binds.debtSince[bind]);
  blame(m, bind);
  clearDebt(m, bind);
  if (lines.debts[line] > 0) findKilled(m, line);
  if (lines.debts[line] > 0 || !lines.held[line] || lines.inService[line]) return false;
  if (!releasesHere(m, line, cpu)) return false;
  doms.phase[domain] = RELEASE;
  return true;
}

function answered(m: Machine, bind: number): void {
  m.binds.silentSince[bind] = -1;
  m.doms.acked[m.plan.bindDomain[bind]]++;
}

/**
 * Linux counts what its handlers did not want: of 100,000 counted more than 99,900 unhandled, and it gives the line up. An
 * unhandled one more than 100 ms after the last begins the count anew, so that only an unbroken run is held against a line.
 * (Linux keeps `irq_count` over such a gap and restarts only `irqs_unhandled`, so a window spoilt by earlier traffic has to
 * pass first and the verdict comes up to twice as late.)
 */
function noteInterrupt(m: Machine, bind: number, handled: boolean): void {
  if (!m.policy.guestSpurious) return;
  const {binds} = m;
  if (!handled) {
    const now = m.queue.now();
    const last = binds.lastUnhandled[bind];
    if (last < 0 || now - last > SPURIOUS_GAP_NS) {
      binds.counted[bind] = 0;
      binds.unhandled[bind] = 0;
    }
    binds.unhandled[bind]++;
    binds.lastUnhandled[bind] = now;
  }
  if (binds.unhandled[bind] === 0 || ++binds.counted[bind] < SPURIOUS_COUNTED) return;
  binds.counted[bind] = 0;
  if (binds.unhandled[bind] > SPURIOUS_UNHANDLED) giveUp(m, bind);
  binds.unhandled[bind] = 0;
}

function giveUp(m: Machine, bind: number): void {
  const {plan} = m;
  m.binds.givenUp[bind] = 1;
  m.lines.gaveUp[plan.bindLine[bind]]++;
  m.queue.schedule(POLL_NS, plan.slotBase[GUEST_POLL] + bind);
  const line = m.spec.lines[plan.bindLine[bind]].irq;
  m.facts.push({t: m.queue.now(), kind: 'line_given_up', line, domain: m.spec.domains[plan.bindDomain[bind]].name});
}

function noteAckLatency(m: Machine, domain: number, ns: number): void {
  const {doms} = m;
  const bucket = bucketOf(ns);
  doms.ackNs[domain * BUCKETS + bucket]++;
  if (bucket < doms.ackLow[domain]) doms.ackLow[domain] = bucket;
  if (bucket > doms.ackHigh[domain]) doms.ackHigh[domain] = bucket;
}
