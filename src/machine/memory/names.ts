import {DEVICE, DOMAIN, LINE} from './records.ts';
import type {Machine} from './state.ts';

export function lineName(m: Machine, line: number): string {
  return m.spec.lines[m.ints[line + LINE.index]].irq;
}

export function domainName(m: Machine, domain: number): string {
  return m.spec.domains[m.ints[domain + DOMAIN.index]].name;
}

export function deviceName(m: Machine, device: number): string {
  return m.spec.devices[m.ints[device + DEVICE.index]].name;
}
