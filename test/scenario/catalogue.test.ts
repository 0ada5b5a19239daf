import {expect, test} from 'vitest';
import {POLICIES} from '../../src/machine/policy.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';

test.each(SCENARIOS.map(row => [row.name, row.scenario] as const))('%s is sound', (_name, {machine, policy}) => {
  const lines = machine.lines.map(line => line.irq);
  const domains = machine.domains.map(domain => domain.name);
  expect(POLICIES.map(row => row.name)).toContain(policy);
  for (const names of [
    lines,
    domains,
    machine.domains.map(row => String(row.id)),
    machine.devices.map(row => row.name),
  ]) {
    expect(new Set(names).size).toBe(names.length);
  }
  for (const {cpu} of machine.domains) expect(cpu).toBeLessThan(machine.cpus);
  for (const {affinity} of machine.lines) {
    expect(affinity).toHaveLength(machine.cpus);
    expect(affinity.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(0);
  }
  for (const device of machine.devices) {
    expect(lines).toContain(device.line);
    if (device.domain !== null) expect(domains).toContain(device.domain);
    expect(device.queue).toBeGreaterThanOrEqual(1);
    expect(device.perSecond).toBeGreaterThanOrEqual(0);
  }
  for (const {perSecond} of machine.counters) expect(perSecond).toHaveLength(machine.cpus);
});

test('the default is the server of the thread, under the policy of its day', () => {
  expect(SCENARIOS[0]).toMatchObject({name: 'poweredge-400sc', scenario: {policy: 'xen-2005'}});
  // Three of thirteen named devices stand on line 169.
  const {devices} = SCENARIOS[0].scenario.machine;
  expect(devices).toHaveLength(13);
  expect(devices.filter(device => device.line === '169').map(device => device.name)).toEqual([
    'libata',
    'uhci_hcd:usb4',
    'eth0',
  ]);
});
