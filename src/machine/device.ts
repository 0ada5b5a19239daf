import {BUCKETS, bucketOf} from '../protocol/histogram.ts';
import type {ResetMethod} from '../protocol/words.ts';
import {isHealthy} from './domain.ts';
import {signal} from './line.ts';
import {deviceName} from './names.ts';
import {BIND, DEVICE, LINE} from './records.ts';
import {LATE_AFTER_NS} from './spec.ts';
import {reckon} from './starvation.ts';
import type {Machine} from './state.ts';
import {QUIET, step} from './steps.ts';

// A device raises causes (a packet is in, a command is done) and keeps its pin up until all are served: by its handler, or thrown
// away by a reset or a driver that initialises it. A device keeps its cause when its domain dies; that is the thread's problem.

/** Steps of a reset, and how long each takes. `pm`: down to D3hot, then back; `bus` holds the reset, then the device recovers. */
const RESET_STEPS: {readonly [method in ResetMethod]: readonly number[]} = {
  flr: [100_000_000],
  pm: [10_000_000, 10_000_000],
  bus: [2_000_000, 1_100_000_000],
};
const RESET_NONE = 0;
/** In D3hot, then on the way up. */
const RESET_DOWN = 1;
const RESET_UP = 2;
const RESET_OTHER = 3;

/** The next cause is there. */
export function arrive(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.raised]++;
  const waiting = ints[device + DEVICE.waiting];
  const room = ints[device + DEVICE.room];
  if (waiting < room) {
    const place = ints[device + DEVICE.head] + waiting;
    m.ring[ints[device + DEVICE.ringAt] + (place < room ? place : place - room)] = m.clock[0];
    ints[device + DEVICE.waiting] = waiting + 1;
  } else ints[device + DEVICE.lost]++;
  if (ints[device + DEVICE.closed] && waiting + 1 >= room) ints[device + DEVICE.stalled] = 1;
  else scheduleArrival(m, device);
  if (waiting === 0) firstCause(m, device);
  else if (!ints[ints[device + DEVICE.line] + LINE.level]) signal(m, ints[device + DEVICE.line], device);
}

/** Sets the device working: its traffic flows. */
export function startTraffic(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.inService] = 1;
  ints[device + DEVICE.stalled] = 0;
  if (!m.queue.isPending(ints[device + DEVICE.arrivalSlot])) scheduleArrival(m, device);
}

/** The handler is done: everything that waits is served, the pin falls. */
export function serve(m: Machine, device: number): void {
  const {ints} = m;
  const waiting = ints[device + DEVICE.waiting];
  if (waiting === 0) return;
  const now = m.clock[0];
  const room = ints[device + DEVICE.room];
  let place = ints[device + DEVICE.head];
  for (let i = 0; i < waiting; i++) {
    noteLatency(m, device, now - m.ring[ints[device + DEVICE.ringAt] + place]);
    if (++place === room) place = 0;
  }
  ints[device + DEVICE.head] = place;
  ints[device + DEVICE.served] += waiting;
  quiet(m, device);
  if (ints[device + DEVICE.stalled]) {
    ints[device + DEVICE.stalled] = 0;
    scheduleArrival(m, device);
  }
}

/** A reset begins: the pin falls now, what waited is lost, nothing comes until a driver has probed the device. */
export function beginReset(m: Machine, device: number, method: ResetMethod): void {
  const {ints} = m;
  silence(m, device);
  ints[device + DEVICE.resetting] = method === 'pm' ? RESET_DOWN : RESET_OTHER;
  m.facts.push({t: m.clock[0], kind: 'device_reset', device: deviceName(m, device), method});
  const steps = RESET_STEPS[method];
  if (method === 'pm') power(m, device, 1);
  m.queue.schedule(method === 'bus' ? steps[0] + steps[1] : steps[0], ints[device + DEVICE.resetSlot]);
}

/** A step of a reset is over. */
export function resetStepDone(m: Machine, device: number): void {
  const {ints} = m;
  if (ints[device + DEVICE.resetting] === RESET_DOWN) {
    ints[device + DEVICE.resetting] = RESET_UP;
    m.queue.schedule(RESET_STEPS.pm[1], ints[device + DEVICE.resetSlot]);
    return;
  }
  if (ints[device + DEVICE.resetting] === RESET_UP) power(m, device, 0);
  ints[device + DEVICE.resetting] = RESET_NONE;
  awaitedProbe(m, device);
}

/** The probe that had to wait for the end of a reset, or for the domain to go on. */
export function awaitedProbe(m: Machine, device: number): void {
  const {ints} = m;
  if (!ints[device + DEVICE.probeLater] || ints[device + DEVICE.resetting] !== RESET_NONE) return;
  if (isHealthy(m, ints[ints[device + DEVICE.bind] + BIND.domain])) probe(m, device);
}

/** The driver initialises the device: what waited is thrown away, and it works. A reset that runs is awaited. */
export function probe(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.probeLater] = ints[device + DEVICE.resetting] === RESET_NONE ? 0 : 1;
  if (ints[device + DEVICE.probeLater]) return;
  silence(m, device);
  startTraffic(m, device);
  m.facts.push({t: m.clock[0], kind: 'device_probed', device: deviceName(m, device)});
}

function silence(m: Machine, device: number): void {
  const {ints} = m;
  m.queue.cancel(ints[device + DEVICE.arrivalSlot]);
  ints[device + DEVICE.inService] = 0;
  ints[device + DEVICE.lost] += ints[device + DEVICE.waiting];
  if (ints[device + DEVICE.waiting] > 0) quiet(m, device);
}

function scheduleArrival(m: Machine, device: number): void {
  const {ints, times} = m;
  const mean = times[(device >> 1) + DEVICE.meanNs];
  if (mean === 0) return;
  const gap = ints[device + DEVICE.periodic] ? mean : m.streams.exponential(ints[device + DEVICE.index], mean);
  const slot = ints[device + DEVICE.arrivalSlot];
  if (gap < 0x7fff_ffff) m.queue.schedule(gap, slot);
  else m.queue.scheduleAt(m.clock[0] + gap, slot);
}

function firstCause(m: Machine, device: number): void {
  const {ints} = m;
  const bind = ints[device + DEVICE.bind];
  signal(m, ints[device + DEVICE.line], device);
  if (bind < 0) return;
  ints[bind + BIND.causes]++;
  reckon(m, bind);
}

/** Nothing waits any more: the pin falls. */
function quiet(m: Machine, device: number): void {
  const {ints} = m;
  const line = ints[device + DEVICE.line];
  ints[device + DEVICE.waiting] = 0;
  if (ints[line + LINE.level]) ints[line + LINE.asserting]--;
  step(m, QUIET, line, device);
  const bind = ints[device + DEVICE.bind];
  if (bind < 0) return;
  ints[bind + BIND.causes]--;
  reckon(m, bind);
}

function power(m: Machine, device: number, inD3: 0 | 1): void {
  const {ints} = m;
  ints[device + DEVICE.inD3] = inD3;
  const name = deviceName(m, device);
  m.facts.push({t: m.clock[0], kind: 'device_power', device: name, power: inD3 ? 'D3hot' : 'D0'});
}

function noteLatency(m: Machine, device: number, ns: number): void {
  const {ints} = m;
  if (ns > LATE_AFTER_NS) ints[device + DEVICE.late]++;
  m.servedNs[ints[device + DEVICE.index] * BUCKETS + bucketOf(ns)]++;
}
