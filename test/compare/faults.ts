import type {TrialScript} from '../../src/compare/trial.ts';
import type {DeviceSpec, MachineSpec} from '../../src/machine/spec.ts';
import {poweredge, S} from '../helpers/host.ts';

/** The commands for a host, the host, and how long it is watched. */
export type Fault = {spec: MachineSpec; schedule: TrialScript['schedule']; untilNs: number};

const at = (seconds: number, command: TrialScript['schedule'][number]['command']) => ({t: seconds * S, command});

/** The PowerEdge, with the stub drivers that machine.md gives it: for eth0 and the uhci controllers, not for libata. */
const HOST = changed(poweredge, device =>
  device.name === 'eth0' || device.name.startsWith('uhci') ? {...device, stub: true} : device,
);
const WITHOUT_RESET = changed(HOST, device => (device.name === 'eth0' ? {...device, resets: []} : device));

function changed(spec: MachineSpec, change: (device: DeviceSpec) => DeviceSpec): MachineSpec {
  return {...spec, devices: spec.devices.map(change)};
}

/** It dies, and its device asks: nobody serves that. */
const CRASH_WITH_PIN_HIGH = [
  at(5, {command: 'crash_domain', domain: 'net'}),
  at(5, {command: 'raise_cause', device: 'eth0'}),
];

/** The six faults of the comparison: all of net and its eth0 on line 169, 5 s after the start. */
export const FAULTS = {
  hang: {spec: HOST, schedule: [at(5, {command: 'hang_domain', domain: 'net'})], untilNs: 30 * S},
  crash: {spec: HOST, schedule: CRASH_WITH_PIN_HIGH, untilNs: 30 * S},
  'crash, no reset': {spec: WITHOUT_RESET, schedule: CRASH_WITH_PIN_HIGH, untilNs: 30 * S},
  'never quiet': {spec: HOST, schedule: [at(5, {command: 'stick_device', device: 'eth0'})], untilNs: 30 * S},
  deaf: {spec: HOST, schedule: [at(5, {command: 'hang_domain', domain: 'net', hang: 'deaf'})], untilNs: 20 * S},
  'messages lock up': {spec: HOST, schedule: [at(5, {command: 'lock_up_messages', device: 'eth0'})], untilNs: 15 * S},
} as const satisfies {[name: string]: Fault};

export type FaultName = keyof typeof FAULTS;
