import type {ResetMethod} from '../../protocol/words.ts';
import {deviceName} from '../memory/names.ts';
import {BIND, DEVICE, DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {ask, lowerPin, scheduleArrival, silence, startTraffic} from '../wire/device.ts';
import {boot, isDead, isHealthy} from './domain.ts';
import {releaseKept} from './stale-debts.ts';

// The pin falls when a reset starts, what waited is lost, and the device is silent until its driver has initialised it. A reset ends
// a disable bit too. D3hot silences a device while it is there; whether it comes back without its cause is the device's matter.

/** Steps of a reset, and how long each takes. `bus` holds the reset, then the device recovers; D3cold waits 100 ms without power. */
const RESET_STEPS: {readonly [method in ResetMethod]: readonly [number, number]} = {
  flr: [0, 100_000_000],
  pm: [10_000_000, 10_000_000],
  bus: [2_000_000, 1_100_000_000],
  d3cold: [10_000_000, 110_000_000],
};
const RESET_NONE = 0;
/** Going down; one more: on the way up. The number of the method stands in the tens. */
const RESET_DOWN = 1;
/** In D3hot as a power cycle: it keeps what waits, for now. */
const CYCLE_DOWN = 3;
const CYCLE_UP = 4;
const METHODS: readonly ResetMethod[] = ['flr', 'pm', 'bus', 'd3cold'];

const D3_NS = 10_000_000;
const D0 = 0;
const D3HOT = 1;
const D3COLD = 2;
export const POWERS = ['D0', 'D3hot', 'D3cold'] as const;

/** Begins a reset; one of its bus takes along all that is on the bus and is not being reset already. */
export function beginReset(m: Machine, device: number, method: ResetMethod): void {
  for (const each of method === 'bus' ? onBusOf(m, device) : [device]) {
    if (m.ints[each + DEVICE.resetting] === RESET_NONE) resetOne(m, each, method);
  }
}

/** The device and its neighbours on the bus; a function of the chipset has none. */
export function onBusOf(m: Machine, device: number): number[] {
  const {bus} = m.spec.devices[m.ints[device + DEVICE.index]];
  if (bus === undefined) return [device];
  return m.plan.deviceAt.filter(each => m.spec.devices[m.ints[each + DEVICE.index]].bus === bus);
}

function resetOne(m: Machine, device: number, method: ResetMethod): void {
  const {ints} = m;
  silence(m, device);
  m.facts.push({t: m.clock[0], kind: 'device_reset', device: deviceName(m, device), method});
  if (method === 'pm') power(m, device, D3HOT);
  if (method === 'd3cold') power(m, device, D3COLD);
  ints[device + DEVICE.resetting] = RESET_DOWN + 10 * METHODS.indexOf(method);
  m.queue.schedule(RESET_STEPS[method][0], ints[device + DEVICE.resetSlot]);
}

/** Sends a device through D3hot and back. */
export function beginCycle(m: Machine, device: number): void {
  const {ints} = m;
  lowerPin(m, device);
  m.queue.cancel(ints[device + DEVICE.arrivalSlot]);
  power(m, device, D3HOT);
  ints[device + DEVICE.resetting] = CYCLE_DOWN;
  m.queue.schedule(D3_NS, ints[device + DEVICE.resetSlot]);
}

/** A step of a reset or a power cycle is over. */
export function resetStepDone(m: Machine, device: number): void {
  const {ints} = m;
  const at = ints[device + DEVICE.resetting] % 10;
  const method = METHODS[(ints[device + DEVICE.resetting] - at) / 10];
  if (at === RESET_DOWN || at === CYCLE_DOWN) {
    ints[device + DEVICE.resetting]++;
    m.queue.schedule(at === CYCLE_DOWN ? D3_NS : RESET_STEPS[method][1], ints[device + DEVICE.resetSlot]);
    return;
  }
  ints[device + DEVICE.resetting] = RESET_NONE;
  if (ints[device + DEVICE.inD3]) power(m, device, D0);
  if (at === CYCLE_UP) wakeFromD3(m, device);
  else if (m.spec.devices[ints[device + DEVICE.index]].lostInReset) ints[device + DEVICE.gone] = 1;
  const bind = ints[device + DEVICE.bind];
  if (bind < 0) {
    if (!ints[device + DEVICE.inService]) probe(m, device);
    return;
  }
  awaitedProbe(m, device);
  resetIsOver(m, ints[bind + BIND.domain]);
}

/** With some success: the cause is gone, and the device silent until its driver initialises it; else everything is as before. */
function wakeFromD3(m: Machine, device: number): void {
  const {ints} = m;
  if (clearsInD3(m, device)) {
    silence(m, device);
    return;
  }
  if (ints[device + DEVICE.inService] && !ints[device + DEVICE.stalled]) scheduleArrival(m, device);
  if (ints[device + DEVICE.waiting] > 0 || ints[device + DEVICE.stuck]) ask(m, device);
}

function clearsInD3(m: Machine, device: number): boolean {
  const index = m.ints[device + DEVICE.index];
  const {d3Clears, resets} = m.spec.devices[index];
  const chance = d3Clears ?? (resets.includes('pm') ? 1 : 0);
  if (chance === 0 || chance === 1) return chance === 1;
  return m.streams.uniform(m.plan.deviceAt.length + m.plan.lineAt.length + index) < chance;
}

/** The domain that waits for its devices to be reset goes on when the last of them is. */
function resetIsOver(m: Machine, domain: number): void {
  const {ints, plan} = m;
  if (plan.devicesOf.get(domain)!.some(device => ints[device + DEVICE.resetting] !== RESET_NONE)) return;
  if (ints[domain + DOMAIN.awaitsReset]) boot(m, domain);
  if (m.policy.unmaskAfter === 'reset' || isDead(m, domain)) releaseKept(m, domain);
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
  const name = deviceName(m, device);
  if (ints[device + DEVICE.gone]) {
    m.facts.push({t: m.clock[0], kind: 'device_failed', device: name});
    return;
  }
  ints[device + DEVICE.bad] = 0;
  ints[device + DEVICE.refires] = 0;
  if (ints[device + DEVICE.bind] >= 0) {
    ints[ints[device + DEVICE.bind] + BIND.excused] = 0;
    ints[ints[device + DEVICE.bind] + BIND.cycles] = 0;
  }
  startTraffic(m, device);
  m.facts.push({t: m.clock[0], kind: 'device_probed', device: name});
}

function power(m: Machine, device: number, state: number): void {
  const {ints} = m;
  ints[device + DEVICE.inD3] = state;
  m.facts.push({t: m.clock[0], kind: 'device_power', device: deviceName(m, device), power: POWERS[state]});
}
