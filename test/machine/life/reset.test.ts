import {describe, expect, test} from 'vitest';
import {createHost} from '../../../src/machine/machine.ts';
import type {DeviceSpec, MachineSpec} from '../../../src/machine/spec.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import type {ResetMethod} from '../../../src/protocol/words.ts';
import {at, device, drive, gauge, MS, policy, S, taken, times, tiny, total} from '../../helpers/host.ts';

// Resets and power states, and how long they take (real-systems.md 4.4): FLR 100 ms; D0 to D3hot and back 10 ms each; a bus reset 2 ms and
// then 1,100 ms; D3cold 10 ms down, 100 ms without power, 10 ms up (the last two our choice of what *full re-initialisation* leaves).

const spec = (changed: Partial<DeviceSpec>, more: Partial<MachineSpec> = {}): MachineSpec =>
  tiny({devices: [device(changed), device({name: 'B', domain: 'b', perSecond: 0})], ...more});
const reset = (method: ResetMethod, t = '50ms') => at(t, {command: 'reset_device', device: 'A', method});

describe('how long each takes: the driver that is restarted meanwhile has to wait for its end', () => {
  test.each([
    ['flr', 100],
    ['pm', 20],
    ['bus', 1_102],
    ['d3cold', 120],
  ] as const)('%s: %i ms', (method, ms) => {
    // The driver is ready at once, boot 1 ns after 50 ms of destroying; the probe comes at the reset's end where that is later.
    const quick = spec({resets: [method]});
    quick.domains = quick.domains.map(domain => ({...domain, bootNs: 1}));
    const run = drive({spec: quick, policy: policy('xen-2005'), seed: 1}, '2s', [
      reset(method, '100ms'),
      at('100ms', {command: 'restart_domain', domain: 'a'}),
    ]);
    expect(times(run, 'device_probed')).toEqual([100 * MS + Math.max(ms * MS, 50 * MS + 1)]);
  });

  test('pm goes through D3hot, d3cold through D3cold', () => {
    for (const [method, power, ms] of [
      ['pm', 'D3hot', 20],
      ['d3cold', 'D3cold', 120],
    ] as const) {
      const run = drive({spec: spec({resets: [method]}), policy: policy('xen-2005'), seed: 1}, '1s', [reset(method)]);
      const powers = run.facts.filter(fact => fact.kind === 'device_power');
      expect(powers).toMatchObject([
        {t: 50 * MS, power},
        {t: (50 + ms) * MS, power: 'D0'},
      ]);
    }
  });
});

test('a bus reset takes the neighbours on the bus along, and nobody else', () => {
  const wired = tiny({
    buses: [{name: 'pci', kind: 'pci', msi: true}],
    devices: [
      device({resets: ['bus'], bus: 'pci'}),
      device({name: 'B', domain: 'b', bus: 'pci'}),
      device({name: 'C', domain: 'b'}),
    ],
  });
  const run = drive({spec: wired, policy: policy('xen-2005'), seed: 1}, '2s', [reset('bus')]);
  const names = run.facts.filter(fact => fact.kind === 'device_reset').map(fact => fact.device);
  expect(names).toEqual(['A', 'B']);
  expect(gauge(run, 'devices', 'B', 'inService')).toBe(false);
  expect(gauge(run, 'devices', 'C', 'inService')).toBeUndefined();
});

test('the pin falls when a reset begins, and what waited is lost', () => {
  // a hangs: three causes wait from 100, 200 and 300 ms; the pin is up until the reset at 350 ms.
  const run = drive({spec: spec({resets: ['flr']}), policy: policy('xen-2005'), seed: 1}, '1s', [
    at('50ms', {command: 'hang_domain', domain: 'a'}),
    reset('flr', '350ms'),
  ]);
  expect(gauge(run, 'devices', 'A', 'asserted', '300ms')).toBe(true);
  expect(gauge(run, 'devices', 'A', 'asserted', '400ms')).toBe(false);
  expect(total(run, 'devices', 'A', 'lost')).toBe(3);
});

test('one that does not come back is out of service whatever its driver does', () => {
  const run = drive({spec: spec({resets: ['flr'], lostInReset: true}), policy: policy('xen-2005'), seed: 1}, '3s', [
    reset('flr'),
    at('500ms', {command: 'restart_domain', domain: 'a'}),
  ]);
  // Restarted: 0.05 s to destroy and 1 s to boot.
  expect(times(run, 'device_failed')).toEqual([1.55 * S]);
  expect(total(run, 'devices', 'A', 'raised', '100ms', '3s')).toBe(0);
});

describe('through D3hot and back: what is still there at D0 depends on the device', () => {
  // a hangs, so a cause waits when the cycle begins.
  const cycle = (changed: Partial<DeviceSpec>) =>
    drive({spec: spec(changed), policy: policy('xen'), seed: 1}, '1s', [
      at('50ms', {command: 'hang_domain', domain: 'a'}),
      at('150ms', {command: 'cycle_power', device: 'A'}),
    ]);

  test('its pin is low in D3hot, and nothing fires', () => {
    for (const d3Clears of [0, 1]) {
      const run = cycle({d3Clears});
      expect(run.facts.filter(fact => fact.kind === 'device_power')).toMatchObject([
        {t: 150 * MS, power: 'D3hot'},
        {t: 170 * MS, power: 'D0'},
      ]);
      // Re-fired every millisecond or so from 100 ms on; the twenty of 150 to 170 ms are missing.
      const fired = taken(run, '5', '100ms', '200ms');
      expect(fired).toBeLessThan(d3Clears === 1 ? 52 : 82);
      expect(fired).toBeGreaterThan(d3Clears === 1 ? 45 : 74);
    }
  });

  test('with No_Soft_Reset the cause is still there', () => {
    const run = cycle({d3Clears: 0});
    expect(taken(run, '5', '200ms', '1s') / 0.8).toBeGreaterThan(980);
    expect(gauge(run, 'devices', 'A', 'inService')).toBeUndefined();
  });

  test('without it the device is silent and out of service until its driver initialises it', () => {
    const run = cycle({d3Clears: 1});
    expect(taken(run, '5', '200ms', '1s')).toBe(0);
    expect(gauge(run, 'devices', 'A', 'inService')).toBe(false);
  });
});

test('a reset clears the disable bit: the device may ask again once it is probed', () => {
  const run = drive({spec: spec({resets: ['flr'], disableBit: true}), policy: policy('xen-2005'), seed: 1}, '4s', [
    at('50ms', {command: 'mask_device', device: 'A'}),
    reset('flr', '1s'),
    at('1s', {command: 'restart_domain', domain: 'a'}),
  ]);
  expect(taken(run, '5', '0', '2s')).toBe(0);
  expect(taken(run, '5', '3s', '4s')).toBeGreaterThan(5);
});

test('what is refused says why', () => {
  const slots = {
    buses: [{name: 'pci', kind: 'pci' as const, msi: true}],
    slots: [{name: 'S1', bus: 'pci', link: 'L'}],
    router: {L: '5'},
  };
  const refusal = (changed: Partial<DeviceSpec>, command: MachineCommand, more = {}) => {
    const host = createHost({spec: spec(changed, more), policy: policy('xen-2005'), seed: 1});
    host.run(10 * MS);
    return host.apply(command);
  };
  const asked = (method: ResetMethod) => ({command: 'reset_device', device: 'A', method}) as const;
  expect(refusal({slot: 'S1', resets: ['flr']}, asked('d3cold'), slots)).toBe(
    'A can not be switched off: D3cold needs a slot whose power can be switched',
  );
  expect(refusal({resets: []}, {command: 'cycle_power', device: 'A'})).toBe(
    'A is a function of the chipset without power states',
  );
  expect(refusal({}, {command: 'mask_device', device: 'A'})).toBe('A has no interrupt disable bit');
  expect(refusal({disableBit: true}, {command: 'unmask_device', device: 'A'})).toBe('A is not masked');
});
