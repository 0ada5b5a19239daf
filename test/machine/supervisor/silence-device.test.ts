import {describe, expect, test} from 'vitest';
import type {DeviceSpec, MachineSpec} from '../../../src/machine/spec.ts';
import {
  at,
  device,
  drive,
  gauge,
  MS,
  policy,
  poweredge,
  S,
  stepsOf,
  taken,
  times,
  tiny,
  total,
  US,
} from '../../helpers/host.ts';
import {crash, expectNobodyStarves, expectSharersAlone, hang, starved, story} from './silenced.ts';

// The supervisor quiets a device by itself: by its disable bit (PCI 2.3, real-systems.md 4), by its driver's description of its registers
// (thread claim 21), by a stub that knows the model (claim 8). Times of the tiny machine in µs from A's cause: d = 2, n = 0.5, w = 4.

describe('disable bit (vfio)', () => {
  const bits = (changed: Partial<DeviceSpec> = {}) =>
    tiny({
      devices: [
        device({disableBit: true, ...changed}),
        device({name: 'B', domain: 'b', perSecond: 0, disableBit: true}),
      ],
    });

  test('the device that asks is silenced, its owner alone is told, the line is not held and nobody owes', () => {
    const run = drive({spec: bits(), policy: policy('vfio'), seed: 1, steps: true}, '150ms');
    // d + n for looking + n for notifying a = 3; w + 15; e; the unmask of its user.
    expect(stepsOf(run)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [3, 'quiet', 'A'],
      [3, 'notified', 'a'],
      [22, 'handled', 'A'],
      [23, 'void', 'a'],
    ]);
    expect(gauge(run, 'lines', '5', 'state')).toBe(undefined);
    expect(total(run, 'domains', 'b', 'notified')).toBe(0);
  });

  test('a user’s unmask with the cause still pending: the bit stays set, it is told again, the line does not interrupt', () => {
    const schedule = [at('100.005ms', {command: 'raise_cause', device: 'A'})];
    // Its handler serves one cause at a time; the second came while it was notified of the first.
    const run = drive({spec: bits({perCall: 1}), policy: policy('vfio'), seed: 1, steps: true}, '150ms', schedule);
    expect(stepsOf(run).filter(([t]) => Number(t) > 3)).toEqual([
      [22, 'handled', 'A'],
      [23, 'void', 'a'],
      [23, 'notified', 'a'],
      [38, 'handled', 'A'],
      [39, 'void', 'a'],
    ]);
    expect(taken(run, '5')).toBe(1);
  });

  test('a deaf user is told as fast as it answers, in its own time: one interrupt, and no sharer starves', () => {
    const schedule = [at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'})];
    const run = drive({spec: bits(), policy: policy('vfio'), seed: 1}, '1.1s', schedule);
    expect(taken(run, '5')).toBe(1);
    // 15 + 1 µs for each look.
    expect(total(run, 'domains', 'a', 'notified', '100ms', '1.1s') / (1e9 / (16 * US))).toBeCloseTo(1, 2);
    expect(starved(run, 'b', '0', '2s')).toBe(0);
  });

  test('net hangs: one interrupt more of eth0 at most, then the line falls from 40 to 22 a second, and nobody starves', () => {
    const run = story('vfio', '30s', [hang]);
    const before = 40.2 * 4;
    expect(Math.abs(taken(run, '169', '1s', '5s') - before)).toBeLessThan(4 * Math.sqrt(before));
    expectSharersAlone(run, 6, 30);
    expectNobodyStarves(run, '5s', '30s');
    expect(total(run, 'devices', 'eth0', 'served', '6s', '30s')).toBe(0);
    // Nothing is held for it; what shows is that it does not answer.
    expect(gauge(run, 'lines', '169', 'owedBy') ?? []).toEqual([]);
    expect(gauge(run, 'domains', 'net', 'silentSinceNs')).toBeLessThan(5.5 * S);
  });

  test('net crashes with the pin high: quiesced, reset, then released, in this order; nobody notices', () => {
    const run = story('vfio', '30s', crash);
    expectNobodyStarves(run, '5s', '30s');
    expectSharersAlone(run, 7, 14);
    const death = run.facts.filter(fact => ['device_quiesced', 'device_reset', 'domain_unbound'].includes(fact.kind));
    expect(death.map(fact => fact.kind)).toEqual(['device_quiesced', 'device_reset', 'domain_unbound']);
    expect(death.map(fact => fact.t / S)).toEqual([6.2, 6.2, 6.25]);
    // On again 8 s later.
    expect(total(run, 'devices', 'eth0', 'served', '15s', '30s')).toBeGreaterThan(200);
  });

  test('a device without the bit must own its line: else its bind is refused, and why', () => {
    const refused = (devices: DeviceSpec[]) =>
      drive({spec: tiny({devices}), policy: policy('vfio'), seed: 1}, '1s').facts.filter(
        fact => fact.kind === 'bind_refused',
      );
    const [a, b] = [device({disableBit: true}), device({name: 'B', domain: 'b', perSecond: 5})];
    expect(refused([a, b])).toEqual([
      {
        t: 0,
        kind: 'bind_refused',
        line: '5',
        domain: 'b',
        reason: 'B has no interrupt disable bit and would share the line',
      },
    ]);
    expect(refused([b, a])).toEqual([
      {t: 0, kind: 'bind_refused', line: '5', domain: 'a', reason: 'B has no interrupt disable bit and owns the line'},
    ]);
    expect(refused([b])).toEqual([]);
    expect(refused([a, {...b, disableBit: true}])).toEqual([]);
  });

  test('who was refused can have the line once its owner has gone', () => {
    const devices = [device({domain: 'a'}), device({name: 'B', domain: 'b', perSecond: 0, disableBit: true})];
    const run = drive({spec: tiny({devices}), policy: policy('vfio'), seed: 1}, '4s', [
      at('1s', {command: 'kill_domain', domain: 'a'}),
      at('2s', {command: 'restart_domain', domain: 'b'}),
    ]);
    expect(run.facts.filter(fact => fact.kind === 'domain_ready')).toEqual([
      {t: 3.05 * S, kind: 'domain_ready', domain: 'b', lines: ['5']},
    ]);
  });

  test('alone on its line a device without the bit is held as in 2005: masked until its user is done', () => {
    const run = drive({spec: tiny({devices: [device()]}), policy: policy('vfio'), seed: 1, steps: true}, '150ms');
    expect(stepsOf(run).map(([, what]) => what)).toEqual([
      'asserted',
      'delivered',
      'masked',
      'notified',
      'handled',
      'quiet',
      'acknowledged',
      'released',
    ]);
  });

  test('quiet-at=death: acknowledge by all while all live, silenced and reset when one dies', () => {
    const run = story('vfio', '14s', crash, {quietAt: 'death'});
    // Frozen by the hang until it is destroyed 250 ms after the crash, then no storm.
    expect(taken(run, '169', '5.3s', '6.2s')).toBe(0);
    expect(taken(run, '169', '6.2s', '6.3s')).toBeLessThan(10);
    expectSharersAlone(run, 7, 14);
  });
});

describe('stub driver', () => {
  /** As machine.md has them: for eth0 and the uhci controllers, not for libata. */
  const devices = poweredge.devices.map(one => (/^eth|^uhci/.test(one.name) ? {...one, stub: true} : one));
  const spec: MachineSpec = {...poweredge, devices};
  const NET_RATE = 18.2;

  test('clears the cause and keeps the status for the owner: no debt, and the device can ask again at once', () => {
    const late = device({stub: true, perSecond: 1e9 / (100 * MS)});
    const one = drive(
      {
        spec: tiny({devices: [late, device({name: 'B', domain: 'b', perSecond: 0, stub: true})]}),
        policy: policy('stub'),
        seed: 1,
        steps: true,
      },
      '150ms',
      [at('100.01ms', {command: 'raise_cause', device: 'A'})],
    );
    expect(stepsOf(one)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [3, 'quiet', 'A'],
      [3, 'notified', 'a'],
      // In the middle of a's handler, which is cut short for 3 µs.
      [10, 'asserted', 'A'],
      [10, 'delivered', 0],
      [13, 'quiet', 'A'],
      [13, 'notified', 'a'],
      [25, 'handled', 'A'],
      [26, 'void', 'a'],
      [28, 'not_mine', 'A'],
      [29, 'void', 'a'],
    ]);
  });

  test('net hangs: the line stays at 40 a second until eth0’s ring is full after 14 s, then 22; nobody starves', () => {
    const one = story('stub', '40s', [hang], {}, spec);
    const full = 5 + 256 / NET_RATE;
    expect(full).toBeCloseTo(19.07, 1);
    const before = 40.2 * 11;
    expect(Math.abs(taken(one, '169', '6s', '17s') - before)).toBeLessThan(4 * Math.sqrt(before));
    expectSharersAlone(one, 24, 40);
    expectNobodyStarves(one, '5s', '40s');
    // The ring fills at 18.2 a second: 256 packets take 14.07 s, a deviation of 0.9.
    const lostFirst = one.samples.find(row => row.devices?.some(each => each.name === 'eth0' && (each.lost ?? 0) > 0))!;
    expect(Math.abs(lostFirst.t / S - full)).toBeLessThan(3.5);
    const lost = NET_RATE * (40 - 24);
    expect(Math.abs(total(one, 'devices', 'eth0', 'lost', '24s', '40s') - lost)).toBeLessThan(4 * Math.sqrt(lost));
  });

  test('net crashes with the pin high: there is no pin that stays high', () => {
    const one = story('stub', '30s', crash, {}, spec);
    expectNobodyStarves(one, '5s', '30s');
    expect(times(one, 'line_given_up')).toEqual([]);
    expect(taken(one, '169', '7s', '8s')).toBeLessThan(100);
  });

  test('disk hangs: it has no stub, and the line freezes as under xen-2005', () => {
    const one = story('stub', '20s', [at('5s', {command: 'hang_domain', domain: 'disk'})], {}, spec);
    // Its first cause is delivered, and those of other devices that asked by then.
    expect(taken(one, '169', '6s', '20s')).toBe(0);
    expect(gauge(one, 'lines', '169', 'owedBy')).toEqual(['disk']);
    expect(starved(one, 'net', '6s', '20s') / S).toBeGreaterThan(13);
  });

  test('what a stub can not quiet, a pin that is stuck, is left for debts', () => {
    const stubs = tiny({devices: [device({stub: true}), device({name: 'B', domain: 'b', perSecond: 0, stub: true})]});
    const one = drive({spec: stubs, policy: policy('stub'), seed: 1}, '1s', [
      at('50ms', {command: 'stick_device', device: 'A'}),
    ]);
    // 3 (d + n + n) + 4 + 2 + 1 + 1: a is notified, finds nothing, and acknowledges.
    expect(taken(one, '5', '100ms', '1s') / (0.9e9 / (11 * US))).toBeCloseTo(1, 1);
  });
});
