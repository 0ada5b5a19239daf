import {describe, expect, test} from 'vitest';
import type {MachineSpec} from '../../../src/machine/spec.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
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

// Handler in the supervisor or in a domain, per device (thread claim 20): the first can not die without the host, and is no debtor; the
// second can, and then the supervisor does not know how to shut its device up. Times in µs from A's cause: d = 2, n = 0.5, w = 4, h0 = 2.

/** A is the supervisor's, B a domain's, or the other way round; C, of another domain, never asks. */
function spec(ofA: string | null, ofB: string | null): MachineSpec {
  return tiny({
    devices: [
      device({domain: ofA}),
      device({name: 'B', domain: ofB, perSecond: 0}),
      device({name: 'C', domain: 'b', perSecond: 0}),
    ],
  });
}

describe('one line, a handler in the supervisor and one in a domain', () => {
  const steps = (ofA: string | null, ofB: string | null) =>
    stepsOf(drive({spec: spec(ofA, ofB), policy: policy('xen-2005'), seed: 1, steps: true}, '150ms'));

  test('the supervisor’s is served in the path, before any domain is told; those are told all the same, in vain', () => {
    const all = steps(null, 'a');
    // d + 15 + 2 n; the pin is down before anybody else looks.
    expect(all.slice(0, 6)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [0, 'masked', 0],
      [18, 'quiet', 'A'],
      [18, 'notified', 'a'],
      [18, 'notified', 'b'],
    ]);
    // Both at once, each on its own CPU: w + h0, e; then u.
    expect(all.slice(6).map(([t, what]) => [t, what])).toEqual([
      [24, 'not_mine'],
      [24, 'not_mine'],
      [25, 'acknowledged'],
      [25, 'acknowledged'],
      [26, 'released'],
    ]);
  });

  test('a domain’s waits for the supervisor’s to say not mine first', () => {
    expect(steps('a', null).slice(2, 5)).toEqual([
      [0, 'masked', 0],
      // d + 2 for B + 2 n.
      [5, 'notified', 'a'],
      [5, 'notified', 'b'],
    ]);
  });
});

describe('eth0 in the supervisor instead of in net', () => {
  const inside = (names: string[]): MachineSpec => ({
    ...poweredge,
    devices: poweredge.devices.map(one => (names.includes(one.name) ? {...one, domain: null} : one)),
  });
  const hang = at('5s', {command: 'hang_domain', domain: 'net'});

  test('a hang of net starves nobody: it is not bound to the line, it has nothing to owe', () => {
    const run = drive({spec: inside(['eth0']), policy: policy('xen-2005'), seed: 1}, '30s', [hang]);
    expect(gauge(run, 'lines', '169', 'domains', '1s') ?? run.records[0]).toMatchObject({
      lines: expect.arrayContaining([expect.objectContaining({irq: '169', domains: ['disk', 'usb']})]),
    });
    const expected = 40.2 * 24;
    expect(Math.abs(taken(run, '169', '6s', '30s') - expected)).toBeLessThan(4 * Math.sqrt(expected));
    for (const name of ['disk', 'usb'])
      expect(total(run, 'domains', name, 'starvedNs', '5s', '30s')).toBeLessThan(10 * MS);
    const packets = 18.2 * 24;
    expect(Math.abs(total(run, 'devices', 'eth0', 'served', '6s', '30s') - packets)).toBeLessThan(
      4 * Math.sqrt(packets),
    );
  });

  test('nor does a crash of net leave a pin high; the same with the handler in net storms for 1.8 s and freezes the line', () => {
    const crash = [at('5s', {command: 'crash_domain', domain: 'net'})];
    const safe = drive({spec: inside(['eth0']), policy: policy('xen-2005'), seed: 1}, '20s', crash);
    expect(times(safe, 'line_killed')).toEqual([]);
    expect(times(safe, 'line_given_up')).toEqual([]);
    const unsafe = drive({spec: poweredge, policy: policy('xen-2005'), seed: 1}, '20s', crash);
    expect(times(unsafe, 'line_killed')).toHaveLength(1);
  });

  test('all three there: nobody is bound, nothing is held, and each interrupt costs d and the three handlers', () => {
    const run = drive({spec: inside(['libata', 'uhci_hcd:usb4', 'eth0']), policy: policy('xen-2005'), seed: 1}, '20s');
    const cpuNs = total(run, 'lines', '169', 'cpuNs');
    const served = (name: string) => total(run, 'devices', name, 'served');
    // Every interrupt serves what asks and finds the others not theirs: 2 µs each.
    const busy = 12 * served('libata') + 8 * served('uhci_hcd:usb4') + 15 * served('eth0');
    const idle = 3 * taken(run, '169') - (served('libata') + served('uhci_hcd:usb4') + served('eth0'));
    expect(cpuNs / US / (2 * taken(run, '169') + busy + 2 * idle)).toBeCloseTo(1, 2);
    expect(run.samples.every(sample => sample.lines!.every(row => row.irq !== '169' || !row.heldNs))).toBe(true);
  });

  test('stuck there beside bound sharers, the innocent are its victims: they look in vain 100,000 times and give the line up', () => {
    const run = drive({spec: inside(['eth0']), policy: policy('xen-2005'), seed: 1}, '20s', [
      at('5s', {command: 'stick_device', device: 'eth0'}),
    ]);
    expect(times(run, 'host_lost')).toEqual([]);
    expect(run.facts.flatMap(fact => (fact.kind === 'line_given_up' ? [fact.domain] : [])).toSorted()).toEqual([
      'disk',
      'usb',
    ]);
    // d + 2 (not mine: nothing waits) + 2 n, then both on CPU 0: 2 (w + h0 + e) + u. eth0's own packets are 18 a second.
    const [first] = times(run, 'line_given_up');
    expect(first / S).toBeCloseTo(5 + (100_000 * 20 * US) / S, 1);
  });
});

describe('nobody but the supervisor on the line: its own device can lose the host', () => {
  /** Its handler serves one cause a call, so that the pin stays up while another waits. */
  const alone = tiny({devices: [device({domain: null, perCall: 1})]});
  const lostAt = (command: MachineCommand) =>
    times(drive({spec: alone, policy: policy('xen-2005'), seed: 1}, '20s', [at('50ms', command)]), 'host_lost')[0];

  test('stuck: the line fires at the end of every path, and the path is never left', () => {
    // 2 + 2 µs each, from 50 ms on, for 5 s.
    expect(lostAt({command: 'stick_device', device: 'A'})).toBeCloseTo(5.05 * S, -5);
  });

  test('a storm quicker than its handler does the same; one that is slower does not', () => {
    expect(lostAt({command: 'storm_device', device: 'A', perSecond: 1_000_000})).toBeCloseTo(5.05 * S, -5);
    // 17 µs for an interrupt every 20.
    expect(lostAt({command: 'storm_device', device: 'A', perSecond: 50_000})).toBe(undefined);
  });
});

test('the handler of a device is a matter of the device: one domain may leave some of its devices to the supervisor', () => {
  const mixed = tiny({
    lines: [...tiny().lines, {irq: '6', chip: 'IO-APIC-level', trigger: 'level', affinity: [1, 0]}],
    devices: [device({domain: null}), device({name: 'A6', line: '6'}), device({name: 'B', domain: 'b', perSecond: 0})],
  });
  const run = drive({spec: mixed, policy: policy('xen-2005'), seed: 1}, '2.05s', [
    at('50ms', {command: 'hang_domain', domain: 'a'}),
  ]);
  // Line 6 waits for a; line 5 is served by the supervisor though b is notified of it.
  expect(taken(run, '6')).toBe(1);
  expect(taken(run, '5')).toBe(20);
  expect(gauge(run, 'lines', '6', 'owedBy')).toEqual(['a']);
});
