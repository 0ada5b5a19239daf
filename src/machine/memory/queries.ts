import {DOMAIN_STATE} from './codes.ts';
import {BIND, DEVICE, DOMAIN} from './records.ts';
import type {Machine} from './state.ts';

// What several rooms ask of the records.

/** Its vCPU runs. */
export function canRun(m: Machine, domain: number): boolean {
  const {ints} = m;
  const state = ints[domain + DOMAIN.state];
  return (
    state === DOMAIN_STATE.running ||
    state === DOMAIN_STATE.slow ||
    (state === DOMAIN_STATE.hung && ints[domain + DOMAIN.deaf] === 1)
  );
}

/** It runs and does its work, if slowly. */
export function isHealthy(m: Machine, domain: number): boolean {
  const {ints} = m;
  return ints[domain + DOMAIN.state] <= DOMAIN_STATE.slow;
}

/** It exists: destroying it makes sense. */
export function isAlive(m: Machine, domain: number): boolean {
  const {ints} = m;
  return ints[domain + DOMAIN.state] < DOMAIN_STATE.restarting;
}

/** It is gone, and will not be booted by itself. */
export function isDead(m: Machine, domain: number): boolean {
  return m.ints[domain + DOMAIN.state] === DOMAIN_STATE.dead;
}

/** Whether the device would hold its pin up if it were let. */
export function isAsking(m: Machine, device: number): boolean {
  return m.ints[device + DEVICE.waiting] > 0 || m.ints[device + DEVICE.stuck] === 1;
}

/** A binding's devices, in the order of their handlers. */
export function devicesOf(m: Machine, b: number): number[] {
  const {ints} = m;
  const devices: number[] = [];
  for (let device = ints[b + BIND.devices]; device >= 0; device = ints[device + DEVICE.next]) devices.push(device);
  return devices;
}
