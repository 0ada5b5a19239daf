import {describe, expect, test} from 'vitest';
import {canSend, missingHardware, withAssumedHardware} from '../../../src/machine/hardware/assumed-hardware.ts';
import {createHost} from '../../../src/machine/machine.ts';
import type {DeviceSpec, LineSpec, MachineSpec} from '../../../src/machine/spec.ts';
import {
  at,
  device,
  drive,
  gauge,
  line,
  MS,
  policy,
  poweredge,
  S,
  taken,
  times,
  tiny,
  total,
} from '../../helpers/host.ts';

// Message-signalled interrupts: an edge of its own for every device, nothing shared, nothing held. Some bridges do not pass them on, some
// cards advertise them and lock up (xen-devel, March 2005; real-systems.md 1.1, 4.1).

const message = (changed: Partial<LineSpec> = {}): LineSpec =>
  line('m', {chip: 'PCI-MSI/-X', trigger: 'edge', ...changed});
const spec = (changed: Partial<DeviceSpec> = {}, more: Partial<MachineSpec> = {}): MachineSpec =>
  tiny({
    lines: [...tiny().lines, message()],
    devices: [device({msi: {line: 'm'}, ...changed}), device({name: 'B', domain: 'b'})],
    ...more,
  });

test('every function of the PowerEdge has a line of its own, and a hang starves nobody', () => {
  const msi = policy('msi');
  const lent = withAssumedHardware(poweredge, msi);
  const run = drive({spec: lent, policy: msi, seed: 1}, '30s', [at('5s', {command: 'hang_domain', domain: 'net'})]);
  const {lines} = run.host.keyframe();
  expect(lines.find(({irq}) => irq === '169')).toMatchObject({state: 'disabled', devices: []});
  const own = lines.filter(({chip}) => chip === 'PCI-MSI/-X');
  // Of the nine functions on level lines (acpi, three on 169, one on 185, two on 193, 201, 209) all but ohci1394: its bus passes none on.
  expect(own.map(({devices}) => devices.length)).toEqual(own.map(() => 1));
  expect(own).toHaveLength(8);
  // Microseconds while a CPU was in the path of another's message.
  for (const domain of ['disk', 'usb', 'dom0']) expect(total(run, 'domains', domain, 'starvedNs')).toBeLessThan(1 * MS);
  // The hung one's messages go on, and are lost on it.
  expect(total(run, 'devices', 'eth0', 'lost', '20s', '30s')).toBeGreaterThan(0);
});

test('a masked message is remembered, once', () => {
  // Masked over 100, 200 and 300 ms.
  const run = drive({spec: spec(), policy: policy('msi'), seed: 1}, '390ms', [
    at('50ms', {command: 'mask_line', line: 'm'}),
    at('350ms', {command: 'unmask_line', line: 'm'}),
  ]);
  expect(run.host.steps('m', 0, S)).toEqual([]);
  expect(total(run, 'devices', 'A', 'raised')).toBe(3);
  // The run ends before the next sample, so ask the machine: one delivery, which served all three.
  run.host.run(400 * MS - 1);
  const sample = run.host.takeSample();
  expect(sample.lines!.find(({irq}) => irq === 'm')!.counts).toEqual([[0, 1]]);
  expect(sample.devices!.find(({name}) => name === 'A')!.served).toBe(3);
});

test('an edge on a pin of an IO-APIC that is masked is lost', () => {
  const edge = tiny({lines: [{...message(), irq: '5', chip: 'IO-APIC-edge'}], devices: [device()]});
  const run = drive({spec: edge, policy: policy('xen-2005'), seed: 1}, '390ms', [
    at('50ms', {command: 'mask_line', line: '5'}),
    at('350ms', {command: 'unmask_line', line: '5'}),
  ]);
  run.host.run(399 * MS);
  expect(run.host.takeSample().lines?.find(({irq}) => irq === '5')?.counts).toBeUndefined();
});

describe('a card that locks up', () => {
  test('is silent after so many messages; its driver goes back to the shared line 5 s after the first that did not come', () => {
    const run = drive({spec: spec({msi: {line: 'm', lockupAfter: 3}}), policy: policy('msi'), seed: 1}, '8s');
    // At 100, 200 and 300 ms; the one of 400 ms does not come.
    expect(taken(run, 'm')).toBe(3);
    expect(run.facts.filter(fact => fact.kind === 'device_moved')).toEqual([
      {t: 5.4 * S, kind: 'device_moved', device: 'A', from: 'm', to: '5'},
    ]);
    // What waited (its queue holds four, the rest is lost) is served there, and all that comes after it.
    expect(gauge(run, 'lines', 'm', 'state')).toBe('disabled');
    expect(total(run, 'devices', 'A', 'served', '6s', '8s')).toBe(20);
  });

  test('by command, as an inject; and back by hand before the watchdog', () => {
    const run = drive({spec: spec(), policy: policy('msi'), seed: 1}, '4s', [
      at('1050ms', {command: 'lock_up_messages', device: 'A'}),
      at('2050ms', {command: 'use_pin', device: 'A'}),
    ]);
    expect(taken(run, 'm', '0', '4s')).toBe(10);
    expect(total(run, 'devices', 'A', 'served', '1100ms', '2s')).toBe(0);
    expect(total(run, 'devices', 'A', 'served', '2100ms', '4s')).toBeGreaterThan(17);
  });

  test('whose driver has no watchdog stays silent, whatever is restarted or reset, until it uses its pin', () => {
    const locked = spec({msi: {line: 'm', lockupAfter: 3, watchdog: false}});
    const run = drive({spec: locked, policy: policy('msi'), seed: 1}, '30s', [
      at('6s', {command: 'restart_domain', domain: 'a'}),
      at('20050ms', {command: 'use_pin', device: 'A'}),
    ]);
    expect(taken(run, 'm', '0', '30s')).toBe(3);
    expect(total(run, 'devices', 'A', 'served', '1s', '20s')).toBe(0);
    expect(run.facts.filter(fact => fact.kind === 'device_moved')).toEqual([
      {t: 20.05 * S, kind: 'device_moved', device: 'A', from: 'm', to: '5'},
    ]);
    expect(total(run, 'devices', 'A', 'served', '21s', '30s')).toBe(90);
  });

  test('a domain that hangs has no watchdog that acts: the device stays silent', () => {
    const locked = spec({msi: {line: 'm', lockupAfter: 3}});
    const run = drive({spec: locked, policy: policy('msi'), seed: 1}, '8s', [
      at('1s', {command: 'hang_domain', domain: 'a'}),
    ]);
    expect(times(run, 'device_moved')).toEqual([]);
  });
});

test('messages can be switched on and off while the host runs, where policy and hardware allow', () => {
  const run = drive({spec: spec(), policy: policy('xen-2005'), seed: 1}, '3s', [
    at('1050ms', {command: 'use_messages', device: 'A'}),
    at('2050ms', {command: 'use_pin', device: 'A'}),
  ]);
  expect(taken(run, 'm', '1s', '2s')).toBeGreaterThan(8);
  expect(taken(run, 'm', '2100ms', '3s')).toBe(0);
  expect(run.facts.filter(fact => fact.kind === 'command_refused')).toEqual([]);
  const host = createHost({spec: spec({msi: undefined}), policy: policy('msi'), seed: 1});
  expect(host.apply({command: 'use_messages', device: 'A'})).toBe('A can not send messages');
});

describe('bridges that can not', () => {
  const buses = [
    {name: 'root', kind: 'pcie' as const, msi: true},
    {name: 'old', kind: 'pci' as const, msi: false, behind: 'root'},
    {name: 'below', kind: 'pci' as const, msi: true, behind: 'old'},
  ];
  test.each([
    ['root', true],
    ['old', false],
    ['below', false],
  ])('behind %s: %s', (bus, can) => {
    const wired = spec({bus}, {buses});
    expect(canSend(wired, wired.devices[0])).toBe(can);
    const run = drive({spec: wired, policy: policy('msi'), seed: 1}, '1050ms');
    expect(taken(run, 'm') > 0).toBe(can);
    const host = createHost({spec: wired, policy: policy('xen-2005'), seed: 1});
    expect(host.apply({command: 'use_messages', device: 'A'})).toBe(
      can ? null : 'A stands behind a bridge that passes no messages on',
    );
  });

  test('nothing is lent to what stands behind one', () => {
    const wired = spec({bus: 'old', msi: undefined}, {buses});
    expect(withAssumedHardware(wired, policy('msi')).devices.map(({msi}) => msi !== undefined)).toEqual([false, true]);
    expect(missingHardware(wired, policy('msi'))).toEqual(['msi']);
  });
});

test('without a mask bit a message is held by its EOI: one that hangs is told once', () => {
  const unmaskable = spec({}, {lines: [...tiny().lines, message({chip: 'PCI-MSI'})]});
  const run = drive({spec: unmaskable, policy: policy('msi', {hold: 'eoi'}), seed: 1}, '1050ms', [
    at('0', {command: 'hang_domain', domain: 'a'}),
  ]);
  expect(taken(run, 'm')).toBe(1);
  expect(gauge(run, 'lines', 'm', 'owedBy')).toEqual(['a']);
});

test('death: the device is silenced before its domain is unbound', () => {
  const run = drive({spec: spec(), policy: policy('msi'), seed: 1}, '1s', [
    at('250ms', {command: 'kill_domain', domain: 'a'}),
  ]);
  expect(times(run, 'device_quiesced')).toEqual([250 * MS]);
  expect(times(run, 'domain_unbound')).toEqual([300 * MS]);
  expect(taken(run, 'm')).toBe(2);
});
