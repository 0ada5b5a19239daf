import {BUCKETS, bucketOf} from '../../protocol/record/histogram.ts';
import {updateStarvation} from '../counted/starvation.ts';
import {noteStep} from '../counted/steps.ts';
import {STEP} from '../memory/codes.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {LATE_AFTER_NS} from '../spec.ts';
import {signal} from './line.ts';

// A device raises causes (a packet is in, a command is done) and keeps its pin up until all are served: by its handler, or thrown
// away by a reset or a driver that initialises it. A device keeps its cause when its domain dies; that is the thread's problem.
// A device that is kept from interrupting (by its disable bit, D3) keeps its causes and lets its pin fall.

/** The next cause is there: it waits in the device's own queue and the device asks, or it is lost. */
export function arrive(m: Machine, device: number): void {
  const kept = keep(m, device);
  if (isFull(m, device)) m.ints[device + DEVICE.stalled] = 1;
  else scheduleArrival(m, device);
  askForCause(m, device, kept);
}

/** A cause out of turn. */
export function raiseCause(m: Machine, device: number): void {
  const kept = keep(m, device);
  if (isFull(m, device)) {
    m.ints[device + DEVICE.stalled] = 1;
    m.queue.cancel(m.ints[device + DEVICE.arrivalSlot]);
  }
  askForCause(m, device, kept);
}

/** A closed loop at its limit: nothing comes until something is served. */
function isFull({ints}: Machine, device: number): boolean {
  return ints[device + DEVICE.closed] === 1 && ints[device + DEVICE.waiting] >= ints[device + DEVICE.room];
}

/** False: the queue was full. */
function keep(m: Machine, device: number): boolean {
  const {ints} = m;
  ints[device + DEVICE.raised]++;
  const waiting = ints[device + DEVICE.waiting];
  const room = ints[device + DEVICE.room];
  if (waiting >= room) {
    ints[device + DEVICE.lost]++;
    return false;
  }
  const place = ints[device + DEVICE.head] + waiting;
  m.ring[ints[device + DEVICE.ringAt] + (place < room ? place : place - room)] = m.clock[0];
  ints[device + DEVICE.waiting] = waiting + 1;
  return true;
}

/** A full queue raises no pin that a stub has lowered; an edge is sent all the same. */
function askForCause(m: Machine, device: number, kept: boolean): void {
  const {ints} = m;
  if (kept || !ints[ints[device + DEVICE.line] + LINE.level]) requestInterrupt(m, device);
  if (kept && ints[device + DEVICE.waiting] === 1) causeBegins(m, device);
}

/** The device interrupts, if nothing keeps it from it: raises its pin, or sends an edge. */
export function requestInterrupt(m: Machine, device: number): void {
  const {ints, times} = m;
  const line = ints[device + DEVICE.line];
  if (ints[device + DEVICE.pin] | ints[device + DEVICE.off] | ints[device + DEVICE.inD3]) return;
  if (times[(device >> 1) + DEVICE.gapNs] > 0 && coalesces(m, device)) return;
  if (ints[line + LINE.level]) {
    ints[device + DEVICE.pin] = 1;
    ints[line + LINE.asserting]++;
  } else if (ints[device + DEVICE.messages] && !sendsMessage(m, device)) return;
  signal(m, line, device);
}

/** Moderation: not before the gap since the last interrupt is over. */
function coalesces(m: Machine, device: number): boolean {
  const {ints, times} = m;
  const now = m.clock[0];
  const slot = ints[device + DEVICE.askSlot];
  if (m.queue.isPending(slot)) return true;
  const due = times[(device >> 1) + DEVICE.askFrom];
  if (now < due) {
    m.queue.scheduleAt(due, slot);
    return true;
  }
  times[(device >> 1) + DEVICE.askFrom] = now + times[(device >> 1) + DEVICE.gapNs];
  return false;
}

/** The gap is over: one interrupt signals everything that came meanwhile. */
export function requestLate(m: Machine, device: number): void {
  if (m.ints[device + DEVICE.waiting] > 0) requestInterrupt(m, device);
}

/** After this its driver finds that messages do not come, and uses the pin. */
export const MESSAGE_WATCHDOG_NS = 5_000_000_000;

/** Whether the message leaves the device; a card that locks up sends none after so many. */
function sendsMessage(m: Machine, device: number): boolean {
  const {ints} = m;
  const {lockupAfter, watchdog = true} = m.spec.devices[ints[device + DEVICE.index]].msi!;
  if (ints[device + DEVICE.sent] === lockupAfter) ints[device + DEVICE.mute] = 1;
  if (ints[device + DEVICE.mute]) {
    const slot = ints[device + DEVICE.watchSlot];
    if (watchdog && !m.queue.isPending(slot)) m.queue.scheduleAt(m.clock[0] + MESSAGE_WATCHDOG_NS, slot);
    return false;
  }
  ints[device + DEVICE.sent]++;
  return true;
}

/** Sets the device working: its traffic flows. */
export function startTraffic(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.inService] = 1;
  ints[device + DEVICE.stalled] = 0;
  if (!m.queue.isPending(ints[device + DEVICE.arrivalSlot])) scheduleArrival(m, device);
}

/** The handler is done: what it can serve at a time is served; the pin falls when nothing waits any more. */
export function serveCauses(m: Machine, device: number): void {
  const {ints} = m;
  const waiting = ints[device + DEVICE.waiting];
  if (waiting === 0) return;
  const now = m.clock[0];
  const room = ints[device + DEVICE.room];
  const most = ints[device + DEVICE.perCall];
  const served = waiting < most ? waiting : most;
  let place = ints[device + DEVICE.head];
  for (let i = 0; i < served; i++) {
    noteLatency(m, device, now - m.ring[ints[device + DEVICE.ringAt] + place]);
    if (++place === room) place = 0;
  }
  ints[device + DEVICE.head] = place;
  ints[device + DEVICE.served] += served;
  ints[device + DEVICE.waiting] = waiting - served;
  if (waiting === served) quiet(m, device);
  // One that a stub has quieted, or that sends edges, asks again for the rest.
  else requestInterrupt(m, device);
  if (ints[device + DEVICE.stalled]) {
    ints[device + DEVICE.stalled] = 0;
    // In D3hot it goes on when it wakes.
    if (!ints[device + DEVICE.inD3]) scheduleArrival(m, device);
  }
}

/** The device is silent and out of service: nothing comes any more, what waited is lost, its pin falls. */
export function stopTraffic(m: Machine, device: number): void {
  const {ints} = m;
  m.queue.cancel(ints[device + DEVICE.arrivalSlot]);
  m.queue.cancel(ints[device + DEVICE.watchSlot]);
  m.queue.cancel(ints[device + DEVICE.askSlot]);
  ints[device + DEVICE.inService] = 0;
  ints[device + DEVICE.stuck] = 0;
  ints[device + DEVICE.off] = 0;
  const waiting = ints[device + DEVICE.waiting];
  ints[device + DEVICE.lost] += waiting;
  ints[device + DEVICE.waiting] = 0;
  if (waiting > 0) quiet(m, device);
  else lowerPin(m, device);
}

/** Its pin falls, whatever waits. */
export function lowerPin(m: Machine, device: number): void {
  const {ints} = m;
  if (!ints[device + DEVICE.pin]) return;
  ints[device + DEVICE.pin] = 0;
  const line = ints[device + DEVICE.line];
  ints[line + LINE.asserting]--;
  noteStep(m, STEP.quiet, line, device);
}

export function scheduleArrival(m: Machine, device: number): void {
  const {ints, times} = m;
  const mean = times[(device >> 1) + DEVICE.meanNs];
  if (mean === 0) return;
  const gap = ints[device + DEVICE.periodic] ? mean : m.streams.exponential(ints[device + DEVICE.index], mean);
  const slot = ints[device + DEVICE.arrivalSlot];
  if (gap < 0x7fff_ffff) m.queue.schedule(gap, slot);
  else m.queue.scheduleAt(m.clock[0] + gap, slot);
}

function causeBegins(m: Machine, device: number): void {
  const {ints} = m;
  const bind = ints[device + DEVICE.bind];
  if (bind < 0) return;
  ints[bind + BIND.causes]++;
  updateStarvation(m, bind);
}

/** Nothing waits any more: the pin falls, unless it is stuck. */
function quiet(m: Machine, device: number): void {
  const {ints} = m;
  const line = ints[device + DEVICE.line];
  if (!ints[line + LINE.level]) noteStep(m, STEP.quiet, line, device);
  else if (!ints[device + DEVICE.stuck]) lowerPin(m, device);
  const bind = ints[device + DEVICE.bind];
  if (bind < 0) return;
  ints[bind + BIND.causes]--;
  updateStarvation(m, bind);
}

function noteLatency(m: Machine, device: number, ns: number): void {
  const {ints} = m;
  if (ns > LATE_AFTER_NS) ints[device + DEVICE.late]++;
  m.servedNs[ints[device + DEVICE.index] * BUCKETS + bucketOf(ns)]++;
}
