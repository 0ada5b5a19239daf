import {BUCKETS, bucketOf} from '../../protocol/record/histogram.ts';
import {charge} from '../counted/cpu-time.ts';
import {blame, updateStarvation} from '../counted/starvation.ts';
import {noteStep} from '../counted/steps.ts';
import {beginHandler} from '../cpu/vcpu.ts';
import {ACK, PHASE, RELEASED, STEP, TASK} from '../memory/codes.ts';
import {BIND, CPU, DEVICE, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {unsilence} from '../supervisor/silence-device.ts';
import {serveCauses} from '../wire/device.ts';
import {wake} from '../wire/event-channel.ts';
import {clearDebt, findKilled} from '../wire/hold.ts';
import {payElsewhere, release, releasesHere} from '../wire/release.ts';
import {noteInterrupt} from './detector.ts';
import {runTask} from './domain-timer.ts';

// A domain is notified by an event bit: set again before the guest looks at it, it stays one bit. The vCPU wakes, takes the upcall, and
// for each line with its bit set calls the handlers of all its devices there in order, then acknowledges with a hypercall. Edge
// lines want no acknowledgement: having looked is the answer.
// A handler reads its device's status when it begins and serves all that waits when it ends.

/** A segment of the vCPU is over. Returns the length of the next, which follows at once, or -1: it leaves the CPU. */
export function vcpuDone(m: Machine, cpu: number, domain: number): number {
  const {ints} = m;
  switch (ints[domain + DOMAIN.phase]) {
    case PHASE.upcall:
      return nextLine(m, domain);
    case PHASE.handler:
      handlerDone(m, domain);
      return nextDevice(m, domain);
    case PHASE.acknowledge:
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
  if (ints[domain + DOMAIN.phase] !== PHASE.release) return;
  releasePaid(m, ints[ints[domain + DOMAIN.bind] + BIND.line], ints[domain + DOMAIN.cpu]);
}

/** Releases a line on which nobody owes any more; an operator, or the time limit, may have been quicker. */
function releasePaid(m: Machine, line: number, cpu: number): void {
  const {ints} = m;
  if (ints[line + LINE.held] && ints[line + LINE.debts] === 0 && !ints[line + LINE.inService]) {
    release(m, line, RELEASED.acked, cpu);
  }
}

/** The vCPU is stopped for good: its work is abandoned, its events stay pending. */
export function abandon(m: Machine, domain: number): void {
  const {ints} = m;
  const bind = ints[domain + DOMAIN.bind];
  ints[domain + DOMAIN.phase] = PHASE.sleep;
  ints[domain + DOMAIN.remaining] = -1;
  ints[domain + DOMAIN.bind] = -1;
  ints[domain + DOMAIN.device] = -1;
  if (bind >= 0) updateStarvation(m, bind);
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
  if (last >= 0) updateStarvation(m, last);
  if (bind < 0) {
    ints[domain + DOMAIN.phase] = PHASE.sleep;
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
  updateStarvation(m, bind);
  return nextDevice(m, domain);
}

/** Between two lines a vCPU lets others that wait for its CPU go first: a guest with events without end must not keep it for itself. */
function yields(m: Machine, domain: number): boolean {
  const {ints} = m;
  return ints[ints[domain + DOMAIN.cpu] + CPU.runHead] >= 0 && ints[domain + DOMAIN.eventHead] >= 0;
}

/** Takes a binding from the domain's list, or -1; events from before the guest gave the line up are skipped. */
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
  if (ints[line + LINE.level] || ints[line + LINE.ack] !== ACK.none) {
    ints[domain + DOMAIN.phase] = PHASE.acknowledge;
    return m.costs.acknowledge;
  }
  answered(m, bind);
  return nextLine(m, domain);
}

function startHandler(m: Machine, domain: number): number {
  const {ints, times} = m;
  if (times[(domain >> 1) + DOMAIN.extraNs] === 0) return beginHandler(m, domain);
  charge(m, ints[domain + DOMAIN.cpu]);
  ints[domain + DOMAIN.phase] = PHASE.wait;
  runTask(m, domain, TASK.wait, times[(domain >> 1) + DOMAIN.extraNs]);
  return -1;
}

function handlerDone(m: Machine, domain: number): void {
  const {ints} = m;
  const device = ints[domain + DOMAIN.device];
  noteStep(m, ints[domain + DOMAIN.mine] ? STEP.handled : STEP.not_mine, ints[device + DEVICE.line], device);
  if (!ints[domain + DOMAIN.mine]) return;
  ints[domain + DOMAIN.handled] = 1;
  if (!ints[domain + DOMAIN.deaf]) serveCauses(m, device);
}

/** The hypercall. The domain that pays the last debt then releases the line, unless another CPU must. */
function acknowledge(m: Machine, cpu: number, domain: number): number {
  const {ints} = m;
  const bind = ints[domain + DOMAIN.bind];
  const line = ints[bind + BIND.line];
  const owed = ints[bind + BIND.debt] === 1;
  noteStep(m, owed ? STEP.acknowledged : STEP.void, line, domain);
  answered(m, bind);
  if (m.policy.quiet !== 'none') unsilence(m, bind);
  if (m.policy.ackScope === 'domain') payElsewhere(m, domain, cpu);
  if (!owed) return nextLine(m, domain);
  blame(m, bind);
  clearDebt(m, bind);
  if (ints[line + LINE.debts] > 0) {
    if (ints[line + LINE.gaveUp] > 0) findKilled(m, line);
  } else if (ints[line + LINE.held] && !ints[line + LINE.inService] && releasesHere(m, line, cpu)) {
    ints[domain + DOMAIN.phase] = PHASE.release;
    return m.costs.release;
  }
  return nextLine(m, domain);
}

/** The domain has handled its event, however late: a debt that was cancelled by force does not make it quicker. */
function answered(m: Machine, bind: number): void {
  const {ints, times} = m;
  const domain = ints[bind + BIND.domain];
  const now = m.clock[0];
  const since = times[(bind >> 1) + BIND.silentSince];
  if (since >= 0) m.ackNs[ints[domain + DOMAIN.index] * BUCKETS + bucketOf(now - since)]++;
  times[(bind >> 1) + BIND.silentSince] = ints[bind + BIND.event] ? now : -1;
  ints[domain + DOMAIN.acked]++;
}
