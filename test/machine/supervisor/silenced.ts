import {expect} from 'vitest';
import {withAssumedHardware} from '../../../src/machine/hardware/assumed-hardware.ts';
import type {Mechanisms} from '../../../src/machine/policy/policy.ts';
import {at, drive, MS, policy, poweredge, type Run, type Timed, taken, total} from '../../helpers/host.ts';

export const AT = 100 * MS;

export const hang = at('5s', {command: 'hang_domain', domain: 'net'});
/** Hung for a second first, so that eth0's pin is certainly up. */
export const crash = [hang, at('6s', {command: 'crash_domain', domain: 'net'})];

/** The PowerEdge with the hardware that the policy assumes, driven under it. */
export function story(
  name: string,
  until: string,
  schedule: Timed[],
  changed: Partial<Mechanisms> = {},
  spec = poweredge,
): Run {
  const rules = policy(name, changed);
  return drive({spec: withAssumedHardware(spec, rules), policy: rules, seed: 1}, until, schedule);
}

export const starved = (run: Run, name: string, from: string, to: string) =>
  total(run, 'domains', name, 'starvedNs', from, to);
/** 22 of the 40 a second: disk and usb. */
export function expectSharersAlone(run: Run, from: number, to: number): void {
  const expected = 22 * (to - from);
  expect(Math.abs(taken(run, '169', `${from}s`, `${to}s`) - expected)).toBeLessThan(4 * Math.sqrt(expected));
}
/** Nothing that a person could see: some µs of CPU time that others had. */
export function expectNobodyStarves(run: Run, from: string, to: string): void {
  for (const name of ['disk', 'usb', 'dom0']) expect(starved(run, name, from, to), name).toBeLessThan(1 * MS);
}
