import {BUCKETS, bucketOf} from '../protocol/histogram.ts';
import {HANGS} from '../protocol/words.ts';
import {tell} from './accounts.ts';
import {startHold} from './delivery.ts';
import {serve} from './device.ts';
import {isHealthy} from './domain.ts';
import {fire} from './line.ts';
import {lineName} from './names.ts';
import {WATCHDOG_NS} from './policy.ts';
import {BIND, DEVICE, DOMAIN, LINE} from './records.ts';
import {reckonLine} from './starvation.ts';
import type {Machine} from './state.ts';
import {HANDLED, NOT_MINE, step} from './steps.ts';

// One kernel runs all handlers of a line in order at every interrupt, and asks afterwards whether anybody cared (`note_interrupt`). The
// price of entering the kernel is part of the handlers'; there is no supervisor below it. A domain here is a driver: it hangs
// `silent` (its handler says *not mine*), `deaf` (*handled*, and nothing was done), in a `spin` (the CPU never leaves the handler), or
// in its `thread`: a one-shot thread that does not finish keeps the line masked, without a limit.

const SPURIOUS_COUNTED = 100_000;
const SPURIOUS_UNHANDLED = 99_900;
const SPURIOUS_GAP_NS = 100_000_000;
const POLL_NS = 100_000_000;

const DEAF = HANGS.indexOf('deaf');
const SPIN = HANGS.indexOf('spin');
const THREAD = HANGS.indexOf('thread');

/** How long the handlers of a line take: as long as the watchdog waits where one of them spins. */
export function chainNs(m: Machine, line: number): number {
  const {ints} = m;
  let ns = 0;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next])
    ns += handlerNs(m, device, -1);
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    for (let device = ints[bind + BIND.devices]; device >= 0; device = ints[device + DEVICE.next])
      ns += handlerNs(m, device, ints[bind + BIND.domain]);
  }
  return ns;
}

/** The handlers are done. */
export function runChain(m: Machine, cpu: number, line: number): void {
  const handled = callHandlers(m, cpu, line);
  if (m.policy.spurious) note(m, line, handled);
}

/** The kernel calls the handlers of a killed line ten times a second, which is not counted. Polling takes no time here. */
export function kernelPoll(m: Machine, line: number): void {
  m.queue.schedule(POLL_NS, m.ints[line + LINE.pollSlot]);
  callHandlers(m, m.ints[line + LINE.cpu], line);
  reckonLine(m, line);
}

/** One more driver asks for a killed line: it delivers again. */
export function revive(m: Machine, line: number): void {
  const {ints} = m;
  if (m.policy.handlers !== 'kernel' || !ints[line + LINE.killed]) return;
  ints[line + LINE.killed] = 0;
  ints[line + LINE.counted] = 0;
  ints[line + LINE.unhandled] = 0;
  m.queue.cancel(ints[line + LINE.pollSlot]);
  m.facts.push({t: m.clock[0], kind: 'line_revived', line: lineName(m, line)});
  tell(m, line);
  reckonLine(m, line);
  fire(m, line);
}

function handlerNs(m: Machine, device: number, domain: number): number {
  const {ints, times, costs} = m;
  const asks = ints[device + DEVICE.waiting] > 0;
  if (domain < 0) return asks ? ints[device + DEVICE.serviceNs] : costs.notMine;
  if (!isHealthy(m, domain)) {
    const hang = hangOf(m, domain);
    if (hang === SPIN) return WATCHDOG_NS;
    return hang === DEAF && asks ? ints[device + DEVICE.serviceNs] : costs.notMine;
  }
  return times[(domain >> 1) + DOMAIN.extraNs] + (asks ? ints[device + DEVICE.serviceNs] : costs.notMine);
}

/** How a driver hangs; -1: it does not, or it has crashed, which leaves a handler that says *not mine*. */
function hangOf(m: Machine, domain: number): number {
  return m.ints[domain + DOMAIN.hang] - 1;
}

/** All of them, whatever the first ones say; whether anybody cared. */
function callHandlers(m: Machine, cpu: number, line: number): boolean {
  const {ints} = m;
  let handled = false;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next]) {
    if (ints[device + DEVICE.waiting] > 0) handled = true;
    serve(m, device);
  }
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    if (callDriver(m, cpu, bind)) handled = true;
  return handled;
}

function callDriver(m: Machine, cpu: number, bind: number): boolean {
  const {ints} = m;
  let handled = false;
  for (let device = ints[bind + BIND.devices]; device >= 0; device = ints[device + DEVICE.next]) {
    const cares = ints[device + DEVICE.waiting] > 0 && callHandler(m, cpu, bind, device);
    step(m, cares ? HANDLED : NOT_MINE, ints[device + DEVICE.line], device);
    if (cares) handled = true;
  }
  return handled;
}

/** A handler whose device asks. */
function callHandler(m: Machine, cpu: number, bind: number, device: number): boolean {
  const {ints, times} = m;
  const domain = ints[bind + BIND.domain];
  ints[domain + DOMAIN.notified]++;
  if (times[(bind >> 1) + BIND.silentSince] < 0) times[(bind >> 1) + BIND.silentSince] = m.clock[0];
  if (isHealthy(m, domain)) {
    const took = ints[device + DEVICE.serviceNs] + times[(domain >> 1) + DOMAIN.extraNs];
    serve(m, device);
    answered(m, bind, took);
    return true;
  }
  const hang = hangOf(m, domain);
  if (hang === DEAF) answered(m, bind, ints[device + DEVICE.serviceNs]);
  else if (hang === THREAD) wakeThread(m, cpu, bind);
  return hang === DEAF || hang === THREAD;
}

function answered(m: Machine, bind: number, took: number): void {
  const {ints, times} = m;
  const domain = ints[bind + BIND.domain];
  const since = times[(bind >> 1) + BIND.silentSince];
  m.ackNs[ints[domain + DOMAIN.index] * BUCKETS + bucketOf(m.clock[0] - since + took)]++;
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
  ints[line + LINE.debtsChanged] = 1;
  ints[ints[bind + BIND.domain] + DOMAIN.debtsChanged] = 1;
  if (!ints[line + LINE.held]) startHold(m, cpu, line);
}

/**
 * Counted once for each interrupt. An unhandled one more than 100 ms after the last begins the count of the unhandled anew; what was
 * counted stays. A line on which every interrupt is handled counts nothing.
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
  m.facts.push({t: m.clock[0], kind: 'line_killed', line: lineName(m, line)});
  tell(m, line);
  reckonLine(m, line);
  if (isShared(m, line)) m.queue.schedule(POLL_NS, ints[line + LINE.pollSlot]);
}

function isShared(m: Machine, line: number): boolean {
  const {ints} = m;
  let handlers = 0;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next]) handlers++;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    for (let device = ints[bind + BIND.devices]; device >= 0; device = ints[device + DEVICE.next]) handlers++;
  return handlers > 1;
}
