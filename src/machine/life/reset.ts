import {POWERS, RESET_METHODS, type ResetMethod} from '../../protocol/words.ts';
import {noteFact} from '../counted/facts.ts';
import {POWER, RESET_STEP} from '../memory/codes.ts';
import {deviceName} from '../memory/names.ts';
import {isHealthy} from '../memory/queries.ts';
import {BIND, DEVICE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {lowerPin, startTraffic, stopTraffic} from '../wire/device.ts';

// The pin falls when a reset starts, what waited is lost, and the device is silent until its driver has initialised it. A reset ends
// a disable bit too. D3hot silences a device while it is there; whether it comes back without its cause is the device's matter.

/** Steps of a reset, and how long each takes. `bus` holds the reset, then the device recovers; D3cold waits 100 ms without power. */
export const RESET_NS: {readonly [method in ResetMethod]: readonly [number, number]} = {
  flr: [0, 100_000_000],
  pm: [10_000_000, 10_000_000],
  bus: [2_000_000, 1_100_000_000],
  d3cold: [10_000_000, 110_000_000],
};

export const D3_NS = 10_000_000;

/** Begins a reset; one of its bus takes along all that is on the bus and is not being reset already. */
export function beginReset(m: Machine, device: number, method: ResetMethod): void {
  for (const each of method === 'bus' ? onBusOf(m, device) : [device]) {
    if (m.ints[each + DEVICE.resetting] === RESET_STEP.none) resetOne(m, each, method);
  }
}

/** The device and its neighbours on the bus; a function of the chipset has none. */
function onBusOf(m: Machine, device: number): number[] {
  const {bus} = m.spec.devices[m.ints[device + DEVICE.index]];
  if (bus === undefined) return [device];
  return m.plan.deviceAt.filter(each => m.spec.devices[m.ints[each + DEVICE.index]].bus === bus);
}

function resetOne(m: Machine, device: number, method: ResetMethod): void {
  const {ints} = m;
  stopTraffic(m, device);
  noteFact(m, {kind: 'device_reset', device: deviceName(m, device), method});
  if (method === 'pm') setPower(m, device, POWER.D3hot);
  if (method === 'd3cold') setPower(m, device, POWER.D3cold);
  ints[device + DEVICE.resetting] = RESET_STEP.down + 10 * RESET_METHODS.indexOf(method);
  m.queue.schedule(RESET_NS[method][0], ints[device + DEVICE.resetSlot]);
}

/** Sends a device through D3hot and back. */
export function beginCycle(m: Machine, device: number): void {
  const {ints} = m;
  lowerPin(m, device);
  m.queue.cancel(ints[device + DEVICE.arrivalSlot]);
  setPower(m, device, POWER.D3hot);
  ints[device + DEVICE.resetting] = RESET_STEP.cycle_down;
  m.queue.schedule(D3_NS, ints[device + DEVICE.resetSlot]);
}

/** The probe that had to wait for the end of a reset, or for the domain to go on. */
export function awaitedProbe(m: Machine, device: number): void {
  const {ints} = m;
  if (!ints[device + DEVICE.probeLater] || ints[device + DEVICE.resetting] !== RESET_STEP.none) return;
  if (isHealthy(m, ints[ints[device + DEVICE.bind] + BIND.domain])) probe(m, device);
}

/** The driver initialises the device: what waited is thrown away, and it works. A reset that runs is awaited. */
export function probe(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.probeLater] = ints[device + DEVICE.resetting] === RESET_STEP.none ? 0 : 1;
  if (ints[device + DEVICE.probeLater]) return;
  stopTraffic(m, device);
  const name = deviceName(m, device);
  if (ints[device + DEVICE.gone]) {
    noteFact(m, {kind: 'device_failed', device: name});
    return;
  }
  ints[device + DEVICE.bad] = 0;
  ints[device + DEVICE.refires] = 0;
  if (ints[device + DEVICE.bind] >= 0) {
    ints[ints[device + DEVICE.bind] + BIND.excused] = 0;
    ints[ints[device + DEVICE.bind] + BIND.cycles] = 0;
  }
  startTraffic(m, device);
  noteFact(m, {kind: 'device_probed', device: name});
}

export function setPower(m: Machine, device: number, state: number): void {
  const {ints} = m;
  ints[device + DEVICE.inD3] = state;
  noteFact(m, {kind: 'device_power', device: deviceName(m, device), power: POWERS[state]});
}
