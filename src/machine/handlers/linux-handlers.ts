import {BUCKETS, bucketOf} from '../../protocol/record/histogram.ts';
import {updateState} from '../counted/accounts.ts';
import {noteFact} from '../counted/facts.ts';
import {updateLineStarvation} from '../counted/starvation.ts';
import {noteStep} from '../counted/steps.ts';
import {driverHang, nextHandler, startLinuxHandler} from '../cpu/linux-handler.ts';
import {startHold} from '../cpu/start-delivery.ts';
import {HANG, STEP} from '../memory/codes.ts';
import {lineName} from '../memory/names.ts';
import {isHealthy} from '../memory/queries.ts';
import {BIND, DEVICE, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {serveCauses} from '../wire/device.ts';
import {fire} from '../wire/line.ts';
import {POLL_NS, SPURIOUS_COUNTED, SPURIOUS_GAP_NS, SPURIOUS_UNHANDLED} from './detector.ts';

// One kernel runs all handlers of a line in order at every interrupt, and asks afterwards whether anybody cared (`note_interrupt`). The
// price of entering the kernel is part of the handlers'; there is no supervisor below it. A domain here is a driver: it hangs
// `silent` (its handler returns *not mine*), `deaf` (*handled*, and nothing was done), in a `spin` (the CPU never leaves the handler), or
// in its `thread`: a one-shot thread that does not finish keeps the line masked, without a limit.

/** A handler is done. Returns how long the next one takes, or -1: that was the last, and the kernel asks whether anybody cared. */
export function continueHandlers(m: Machine, cpu: number, line: number): number {
  const {ints} = m;
  const device = ints[line + LINE.handler];
  if (device >= 0) {
    if (endHandler(m, cpu, line, device, ints[line + LINE.mine] === 1)) ints[line + LINE.cared] = 1;
    ints[line + LINE.handler] = nextHandler(m, line, device);
    if (ints[line + LINE.handler] >= 0) return startLinuxHandler(m, line);
  }
  if (m.policy.spurious) note(m, line, ints[line + LINE.cared] === 1);
  return -1;
}

/** The kernel calls the handlers of a killed line ten times a second, which is not counted. Polling takes no time here. */
export function kernelPoll(m: Machine, line: number): void {
  m.queue.schedule(POLL_NS, m.ints[line + LINE.pollSlot]);
  callHandlers(m, line);
  updateLineStarvation(m, line);
}

/** One more driver asks for a killed line: it delivers again. */
export function revive(m: Machine, line: number): void {
  const {ints} = m;
  if (m.policy.handlers !== 'kernel' || !ints[line + LINE.killed]) return;
  ints[line + LINE.killed] = 0;
  ints[line + LINE.counted] = 0;
  ints[line + LINE.unhandled] = 0;
  m.queue.cancel(ints[line + LINE.pollSlot]);
  noteFact(m, {kind: 'line_revived', line: lineName(m, line)});
  updateState(m, line);
  updateLineStarvation(m, line);
  fire(m, line);
}

/** What the handler has done; whether it cared. One whose driver is gone meanwhile has done nothing. */
function endHandler(m: Machine, cpu: number, line: number, device: number, mine: boolean): boolean {
  const {ints} = m;
  const bind = ints[device + DEVICE.bind];
  if (bind < 0) {
    if (mine) serveCauses(m, device);
    return mine;
  }
  if (ints[device + DEVICE.line] !== line || !ints[bind + BIND.bound]) return false;
  const cares = mine && claimsHandled(m, ints[bind + BIND.domain]);
  noteStep(m, cares ? STEP.handled : STEP.not_mine, line, device);
  if (mine) runDriver(m, cpu, bind, device);
  return cares;
}

/** Whether a driver whose device interrupts returns *handled*. */
function claimsHandled(m: Machine, domain: number): boolean {
  const hang = driverHang(m, domain);
  return isHealthy(m, domain) || hang === HANG.deaf || hang === HANG.thread;
}

/** The driver of an interrupting device was called, and acts as its state makes it. */
function runDriver(m: Machine, cpu: number, bind: number, device: number): void {
  const {ints, times} = m;
  const domain = ints[bind + BIND.domain];
  const since = (bind >> 1) + BIND.silentSince;
  ints[domain + DOMAIN.notified]++;
  if (times[since] < 0) times[since] = times[(ints[bind + BIND.line] >> 1) + LINE.handlerSince];
  if (isHealthy(m, domain)) serveCauses(m, device);
  if (isHealthy(m, domain) || driverHang(m, domain) === HANG.deaf) answered(m, bind);
  else if (driverHang(m, domain) === HANG.thread) wakeThread(m, cpu, bind);
}

/** All of them at once. */
function callHandlers(m: Machine, line: number): void {
  const {ints} = m;
  m.times[(line >> 1) + LINE.handlerSince] = m.clock[0];
  for (let device = nextHandler(m, line, -1); device >= 0; device = nextHandler(m, line, device)) {
    const mine = ints[device + DEVICE.waiting] > 0;
    endHandler(m, ints[line + LINE.cpu], line, device, mine);
  }
}

function answered(m: Machine, bind: number): void {
  const {ints, times} = m;
  const domain = ints[bind + BIND.domain];
  const since = times[(bind >> 1) + BIND.silentSince];
  m.ackNs[ints[domain + DOMAIN.index] * BUCKETS + bucketOf(m.clock[0] - since)]++;
  times[(bind >> 1) + BIND.silentSince] = -1;
  ints[domain + DOMAIN.acked]++;
}

/** A one-shot thread: the line stays masked until it has finished. */
function wakeThread(m: Machine, cpu: number, bind: number): void {
  const {ints, times} = m;
  const line = ints[bind + BIND.line];
  if (ints[bind + BIND.debt] || ints[line + LINE.killed]) return;
  ints[bind + BIND.debt] = 1;
  times[(bind >> 1) + BIND.debtSince] = m.clock[0];
  ints[line + LINE.debts]++;
  if (!ints[line + LINE.held]) startHold(m, cpu, line);
}

/**
 * Counted once for each interrupt. An unhandled one more than 100 ms after the last restarts the count of the unhandled; the
 * other count stays. A line on which every interrupt is handled counts nothing.
 */
function note(m: Machine, line: number, handled: boolean): void {
  const {ints, times} = m;
  if (!handled) {
    const now = m.clock[0];
    const last = times[(line >> 1) + LINE.lastUnhandled];
    ints[line + LINE.unhandled] = last < 0 || now - last > SPURIOUS_GAP_NS ? 1 : ints[line + LINE.unhandled] + 1;
    times[(line >> 1) + LINE.lastUnhandled] = now;
  }
  if (ints[line + LINE.unhandled] === 0 || ++ints[line + LINE.counted] < SPURIOUS_COUNTED) return;
  ints[line + LINE.counted] = 0;
  if (ints[line + LINE.unhandled] > SPURIOUS_UNHANDLED) kill(m, line);
  ints[line + LINE.unhandled] = 0;
}

/** Nobody cared. A line with a single handler is not even polled. */
function kill(m: Machine, line: number): void {
  const {ints} = m;
  ints[line + LINE.killed] = 1;
  noteFact(m, {kind: 'line_killed', line: lineName(m, line)});
  updateState(m, line);
  updateLineStarvation(m, line);
  if (isShared(m, line)) m.queue.schedule(POLL_NS, ints[line + LINE.pollSlot]);
}

function isShared(m: Machine, line: number): boolean {
  const first = nextHandler(m, line, -1);
  return first >= 0 && nextHandler(m, line, first) >= 0;
}
