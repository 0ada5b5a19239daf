import {BUCKETS, bucketOf} from '../protocol/histogram.ts';
import type {ResetMethod} from '../protocol/words.ts';
import {signal} from './line.ts';
import {ARRIVAL, DEVICE_TIMER} from './plan.ts';
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
  const {devs, plan} = m;
  devs.raised[device]++;
  const waiting = devs.waiting[device];
  const room = plan.queueMax[device];
  if (waiting < room) {
    const place = devs.head[device] + waiting;
    devs.ring[plan.ringAt[device] + (place < room ? place : place - room)] = m.queue.now();
    devs.waiting[device] = waiting + 1;
  } else devs.lost[device]++;
  if (plan.closed[device] && waiting + 1 >= room) devs.stalled[device] = 1;
  else scheduleArrival(m, device);
  if (waiting === 0) firstCause(m, device);
  else if (!plan.level[plan.devLine[device]]) signal(m, plan.devLine[device], device);
}

/** Sets the device working: its traffic flows. */
export function startTraffic(m: Machine, device: number): void {
  m.devs.inService[device] = 1;
  m.devs.stalled[device] = 0;
  if (!m.queue.isPending(m.plan.slotBase[ARRIVAL] + device)) scheduleArrival(m, device);
}

/** The handler is done: everything that waits is served, the pin falls. */
export function serve(m: Machine, device: number): void {
  const {devs, plan} = m;
  const waiting = devs.waiting[device];
  if (waiting === 0) return;
  const now = m.queue.now();
  const room = plan.queueMax[device];
  let place = devs.head[device];
  for (let i = 0; i < waiting; i++) {
    noteLatency(m, device, now - devs.ring[plan.ringAt[device] + place]);
    if (++place === room) place = 0;
  }
  devs.head[device] = place;
  devs.served[device] += waiting;
  quiet(m, device);
  if (devs.stalled[device]) {
    devs.stalled[device] = 0;
    scheduleArrival(m, device);
  }
}

/** A reset begins: the pin falls now, what waited is lost, nothing comes until a driver has probed the device. */
export function beginReset(m: Machine, device: number, method: ResetMethod): void {
  const {devs} = m;
  silence(m, device);
  devs.resetting[device] = method === 'pm' ? RESET_DOWN : RESET_OTHER;
  m.facts.push({t: m.queue.now(), kind: 'device_reset', device: m.spec.devices[device].name, method});
  const steps = RESET_STEPS[method];
  if (method === 'pm') power(m, device, 1);
  m.queue.schedule(method === 'bus' ? steps[0] + steps[1] : steps[0], m.plan.slotBase[DEVICE_TIMER] + device);
}

/** A step of a reset is over. */
export function resetStepDone(m: Machine, device: number): void {
  const {devs} = m;
  if (devs.resetting[device] === RESET_DOWN) {
    devs.resetting[device] = RESET_UP;
    m.queue.schedule(RESET_STEPS.pm[1], m.plan.slotBase[DEVICE_TIMER] + device);
    return;
  }
  if (devs.resetting[device] === RESET_UP) power(m, device, 0);
  devs.resetting[device] = RESET_NONE;
  if (devs.probeLater[device]) probe(m, device);
}

/** The driver initialises the device: what waited is thrown away, and it works. A reset that runs is awaited. */
export function probe(m: Machine, device: number): void {
  const {devs} = m;
  devs.probeLater[device] = devs.resetting[device] === RESET_NONE ? 0 : 1;
  if (devs.probeLater[device]) return;
  silence(m, device);
  startTraffic(m, device);
  m.facts.push({t: m.queue.now(), kind: 'device_probed', device: m.spec.devices[device].name});
}

function silence(m: Machine, device: number): void {
  const {devs} = m;
  m.queue.cancel(m.plan.slotBase[ARRIVAL] + device);
  devs.inService[device] = 0;
  devs.lost[device] += devs.waiting[device];
  if (devs.waiting[device] > 0) quiet(m, device);
}

function scheduleArrival(m: Machine, device: number): void {
  const {plan} = m;
  const mean = plan.meanNs[device];
  if (mean === 0) return;
  const gap = plan.periodic[device] ? Math.floor(mean) : m.streams.exponential(device, mean);
  const slot = plan.slotBase[ARRIVAL] + device;
  if (gap < 0x7fff_ffff) m.queue.schedule(gap, slot);
  else m.queue.scheduleAt(m.queue.now() + gap, slot);
}

function firstCause(m: Machine, device: number): void {
  const bind = m.plan.devBind[device];
  signal(m, m.plan.devLine[device], device);
  if (bind < 0) return;
  m.binds.causes[bind]++;
  reckon(m, bind);
}

/** Nothing waits any more: the pin falls. */
function quiet(m: Machine, device: number): void {
  const {devs, plan} = m;
  const line = plan.devLine[device];
  devs.waiting[device] = 0;
  if (plan.level[line]) m.lines.asserting[line]--;
  step(m, QUIET, line, device);
  const bind = plan.devBind[device];
  if (bind < 0) return;
  m.binds.causes[bind]--;
  reckon(m, bind);
}

function power(m: Machine, device: number, inD3: 0 | 1): void {
  m.devs.inD3[device] = inD3;
  const name = m.spec.devices[device].name;
  m.facts.push({t: m.queue.now(), kind: 'device_power', device: name, power: inD3 ? 'D3hot' : 'D0'});
}

function noteLatency(m: Machine, device: number, ns: number): void {
  const {devs} = m;
  if (ns > LATE_AFTER_NS) devs.late[device]++;
  const bucket = bucketOf(ns);
  devs.servedNs[device * BUCKETS + bucket]++;
  if (bucket < devs.servedLow[device]) devs.servedLow[device] = bucket;
  if (bucket > devs.servedHigh[device]) devs.servedHigh[device] = bucket;
}
