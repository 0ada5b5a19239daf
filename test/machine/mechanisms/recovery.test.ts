import {describe, expect, test} from 'vitest';
import type {Mechanisms} from '../../../src/machine/policy/policy.ts';
import type {MachineSpec} from '../../../src/machine/spec.ts';
import {drive, gauge, MS, policy, poweredge, S, type Timed, taken, times, total} from '../../helpers/host.ts';

// In which order a line is unmasked, its driver restarted and its device reset (xen-devel, March 2005; real-systems.md 1.6), and what
// power cycling on a timer does. Destroying takes 50 ms, a pm reset 10 + 10 ms, booting 8 s, the toolstack's reaction 200 ms.

const {deliver: d, notify: n, upcall: w, notMine: h0, acknowledge: e, release: u} = poweredge.costs;
const NET_RATE = 18.2;
const hang: Timed[] = [{at: '5s', do: {command: 'hang_domain', domain: 'net'}}];
/** Its pin goes up and it is gone: in that order, at one time. */
const crash: Timed[] = [
  {at: '5s', do: {command: 'raise_cause', device: 'eth0'}},
  {at: '5s', do: {command: 'crash_domain', domain: 'net'}},
];

const run = (name: string, until: string, schedule: Timed[], changed: Partial<Mechanisms> = {}, spec = poweredge) =>
  drive({spec, policy: policy(name, changed), seed: 1}, until, schedule);

/** The PowerEdge with something else about eth0. */
const withEth0 = (changed: object): MachineSpec => ({
  ...poweredge,
  devices: poweredge.devices.map(device => (device.name === 'eth0' ? {...device, ...changed} : device)),
});

/** How long line 169 was held, in seconds, after `from`. */
const heldS = (story: ReturnType<typeof run>, from: string) =>
  story.samples
    .filter(sample => sample.t > Number.parseFloat(from) * S)
    .flatMap(sample => sample.lines ?? [])
    .filter(({irq}) => irq === '169')
    .reduce((sum, {heldNs = {}}) => sum + Object.values(heldNs).reduce((ns, each) => ns + each, 0), 0) / S;

describe('reset first: the driver restarted and the device reset before the line is unmasked', () => {
  test('net hangs: frozen 1 + 0.05 + 0.02 + 8 s from its first debt, then everybody is served', () => {
    const story = run('reset-first', '20s', hang);
    const [debt] = times(story, 'debt_taken_over');
    // The debt that is too old is that of the one delivery after the hang.
    const destroyed = times(story, 'domain_destroyed')[0];
    expect(destroyed).toBe(debt + 50 * MS);
    expect(times(story, 'device_reset')).toEqual([destroyed]);
    expect(times(story, 'domain_booting')).toEqual([destroyed + 20 * MS]);
    expect(times(story, 'domain_ready')).toEqual([destroyed + 20 * MS + 8 * S]);
    expect(heldS(story, '5')).toBeCloseTo(1 + 0.05 + 0.02 + 8, 1);
    // The supervisor keeps it meanwhile for net, which is to blame.
    expect(gauge(story, 'lines', '169', 'owedBy', '10s')).toEqual(['net']);
    expect(gauge(story, 'lines', '169', 'owedBy', '19s')).toEqual([]);
    expect(total(story, 'devices', 'eth0', 'served', '15s', '20s')).toBeGreaterThan(0.5 * NET_RATE * 5);
    expect(times(story, 'line_given_up')).toEqual([]);
  });

  test('unmask-after=reset: frozen for 1.07 s, and no storm: the device is quiet', () => {
    const story = run('reset-first', '20s', hang, {unmaskAfter: 'reset'});
    expect(heldS(story, '5')).toBeCloseTo(1.07, 1);
    expect(taken(story, '169', '7s', '13s') / 6).toBeLessThan(40);
    expect(times(story, 'domain_ready')).toHaveLength(1);
  });

  test('net crashes with the pin high: 0.2 + 0.05 + 0.02 + 8 s, or 0.27 s', () => {
    expect(heldS(run('reset-first', '20s', crash), '5')).toBeCloseTo(8.27, 1);
    expect(heldS(run('reset-first', '20s', crash, {unmaskAfter: 'reset'}), '5')).toBeCloseTo(0.27, 1);
  });

  test('with no reset to be had only the driver can quiet the device: held until it is bound again, whatever is asked', () => {
    for (const unmaskAfter of ['bind', 'reset'] as const) {
      const story = run('reset-first', '20s', crash, {unmaskAfter}, withEth0({resets: []}));
      expect(heldS(story, '5')).toBeCloseTo(8.25, 1);
      expect(times(story, 'line_given_up')).toEqual([]);
    }
  });

  test('a driver that crashes whenever it boots keeps everybody waiting', () => {
    const broken: Timed = {at: '4s', do: {command: 'break_boot', domain: 'net'}};
    const story = run('reset-first', '30s', [broken, ...hang]);
    // Destroyed, reset, booted 8 s, crashed, 0.2 s: every 8.27 s or so.
    expect(times(story, 'domain_crashed').length).toBe(2);
    expect(taken(story, '169', '6s', '30s')).toBe(0);
  });
});

describe('unmask first: Xen forces the acknowledgement at unbind and resets 5 ms later', () => {
  const pace = 1e9 / (d + 2 * n + 2 * (w + h0 + e) + u);

  test('1,000 a second for the 200 ms until the toolstack acts, and some 280 in the window', () => {
    const story = run('xen', '20s', crash);
    expect(pace * 5e-3).toBeCloseTo(278, 0);
    expect(times(story, 'domain_unbound')).toEqual([5.2 * S]);
    expect(times(story, 'device_reset')).toEqual([5.205 * S]);
    // One delivery every 1.0045 ms for 200 ms. Then at the pace of two sharers for 5 ms; others' own interrupts are few.
    const burst = taken(story, '169', '5s', '5300ms');
    expect(burst).toBeGreaterThan(0.97 * (200 / 1.0045 + pace * 5e-3));
    expect(burst).toBeLessThan(1.06 * (200 / 1.0045 + pace * 5e-3));
    expect(taken(story, '169', '6s', '13s') / 7).toBeLessThan(40);
  });

  test('no reset to be had: 55,000 a second until the guests give up, then 1,000 for ever', () => {
    const story = run('xen', '13s', crash, {}, withEth0({resets: []}));
    const givenUp = times(story, 'line_given_up');
    expect(givenUp).toHaveLength(2);
    // From 5.2 s on at this pace; the interrupts of the 200 ms before it count too (each handled none of them).
    for (const t of givenUp) expect((t - 5.2 * S) / S).toBeCloseTo((100_000 - 200) / pace, 1);
    expect(taken(story, '169', '8s', '12s') / 4).toBeGreaterThan(980);
    expect(taken(story, '169', '8s', '12s') / 4).toBeLessThan(1_000);
  });
});

describe('power cycling on a timer: the devices of whoever owes for 250 ms', () => {
  test('success: frozen 0.27 s once, then the device is out of service and its owner owes no more', () => {
    const story = run('d3-cycle', '15s', hang);
    expect(times(story, 'power_cycled')).toHaveLength(1);
    expect(heldS(story, '5')).toBeCloseTo(0.27, 1);
    expect(gauge(story, 'devices', 'eth0', 'inService')).toBe(false);
    expect(taken(story, '169', '6s', '15s') / 9).toBeGreaterThan(15);
    // The same clock for a crash.
    expect(heldS(run('d3-cycle', '15s', crash), '5')).toBeCloseTo(0.27, 1);
  });

  test('failure: one delivery per 270 ms, three times, then held and said', () => {
    const story = run('d3-cycle', '15s', crash, {}, withEth0({d3Clears: 0}));
    const cycles = times(story, 'power_cycled');
    expect(cycles).toHaveLength(3);
    // From release to release: the path, 250 ms, 20 ms. The paths take microseconds.
    expect((cycles[1] - cycles[0]) / MS).toBeCloseTo(270, 0);
    expect((cycles[2] - cycles[1]) / MS).toBeCloseTo(270, 0);
    expect((times(story, 'power_cycles_exhausted')[0] - cycles[2]) / MS).toBeCloseTo(250, 0);
    expect(taken(story, '169', '5s', '15s')).toBe(4);
    expect(gauge(story, 'lines', '169', 'state')).toBe('in-flight');
  });

  test('some success: over twenty seeds a device that clears every other time is quiet at the first for some and never for few', () => {
    const spec = withEth0({d3Clears: 0.5});
    const cycles = Array.from(
      {length: 20},
      (_, seed) => times(drive({spec, policy: policy('d3-cycle'), seed}, '7s', crash), 'power_cycled').length,
    );
    // A half need one, a quarter two, a quarter three: the binomial spread of ten of twenty is 2.2.
    expect(cycles.filter(count => count === 1).length).toBeGreaterThan(2);
    expect(cycles.filter(count => count === 1).length).toBeLessThan(18);
    expect(cycles.every(count => count >= 1 && count <= 3)).toBe(true);
  });

  test('a slow owner suffers an outage: its device is out of service until it is initialised again', () => {
    const slow: Timed = {at: '5s', do: {command: 'slow_domain', domain: 'net', extraNs: 400 * MS}};
    const story = run('d3-cycle', '15s', [slow]);
    expect(times(story, 'power_cycled').length).toBeGreaterThan(0);
    expect(gauge(story, 'devices', 'eth0', 'inService')).toBe(false);
    expect(total(story, 'devices', 'eth0', 'served', '10s', '15s')).toBe(0);
  });
});
