import {describe, expect, test} from 'vitest';
import type {MachineSpec} from '../../../src/machine/spec.ts';
import type {DomainSample} from '../../../src/protocol/record/sample.ts';
import {
  device,
  drive,
  gauge,
  line,
  MS,
  policy,
  type Run,
  S,
  type Timed,
  taken,
  tiny,
  total,
  US,
} from '../../helpers/host.ts';

// How a line is acknowledged: `irq_acktype()` of Xen, and what withholding an EOI does to the other lines of that CPU (real-systems.md
// 1.1 to 1.4). d = 2 µs, n = 0.5, w = 4, h0 = 2, served 15, e = 1, u = 1.

describe('by controller: which lines are held until everybody has acknowledged', () => {
  // One sharer, hung: a line that is held delivers once.
  const only = (chip: string, trigger: 'level' | 'edge', name: string) =>
    drive(
      {
        spec: tiny({lines: [line('5', {chip, trigger})], devices: [device()]}),
        policy: policy(name, {forcedEoiNs: null, limit: null}),
        seed: 1,
      },
      '1s',
      [{at: '0', do: {command: 'hang_domain', domain: 'a'}}],
    );

  test.each([
    ['IO-APIC-level', 'level', 'xen-2005', 1],
    ['IO-APIC-level', 'level', 'xen', 1],
    ['XT-PIC', 'level', 'xen', 1],
    // Without a mask bit only its EOI can be kept back.
    ['PCI-MSI', 'edge', 'xen', 1],
    // Acknowledged early: each of the nine edges after 100 ms, 200 ms … 1 s is taken, ten with that at 1 s.
    ['IO-APIC-edge', 'edge', 'xen', 10],
    ['PCI-MSI/-X', 'edge', 'xen', 10],
    ['IO-APIC-edge', 'edge', 'xen-2005', 10],
  ] as const)('%s, %s, under %s', (chip, trigger, name, deliveries) => {
    expect(taken(only(chip, trigger, name), '5')).toBe(deliveries);
  });
});

describe('an EOI that is withheld keeps vectors of its class and below waiting on that CPU', () => {
  /** a hangs on line 5 (vector 0x51). Everything else is b's, on lines of CPU 0 with other vectors. */
  const spec: MachineSpec = tiny({
    lines: [
      line('5', {vector: 0x51}),
      line('below', {vector: 0x41}),
      line('same', {vector: 0x5f}),
      line('above', {vector: 0x61}),
      line('elsewhere', {vector: 0x41, affinity: [0, 1]}),
    ],
    devices: [
      device(),
      ...['below', 'same', 'above', 'elsewhere'].map(irq =>
        device({name: `on ${irq}`, line: irq, domain: 'b', perSecond: 9.5}),
      ),
    ],
  });
  const hang: Timed[] = [{at: '0', do: {command: 'hang_domain', domain: 'a'}}];
  /** 9.5 a second: nine causes in a second, the first 5 ms after that of a. */
  const others = (run: Run) => ['below', 'same', 'above', 'elsewhere'].map(irq => taken(run, irq));

  test('without a time limit, as from 2006 to 2010, one hang freezes other lines for good', () => {
    const run = drive({spec, policy: policy('xen', {forcedEoiNs: null}), seed: 1}, '1s', hang);
    expect(taken(run, '5')).toBe(1);
    expect(others(run)).toEqual([0, 0, 9, 9]);
    expect(gauge(run, 'lines', 'below', 'state')).toBe('in-flight');
    // b is healthy and can not be notified, and a, which is on none of its lines, is to blame.
    const starved = run.samples.at(-1)!.domains!.find(({name}) => name === 'b') as DomainSample;
    expect(starved.starvedOn).toEqual([
      {line: 'below', starvedNs: 100 * MS, by: ['a']},
      {line: 'same', starvedNs: 100 * MS, by: ['a']},
    ]);
  });

  test('with the pin masked instead nobody else waits', () => {
    const run = drive({spec, policy: policy('xen-2005'), seed: 1}, '1s', hang);
    expect(others(run)).toEqual([9, 9, 9, 9]);
  });

  test('with the time limit of 1 ms they wait so long at the most', () => {
    const run = drive({spec, policy: policy('xen'), seed: 1}, '1s', hang);
    expect(others(run)).toEqual([9, 9, 9, 9]);
    // The line re-fires every 1.0035 ms (d + n, 1 ms, u) from 100 ms on for as long as A asks. Both lines ask at one time, nine times,
    // somewhere in that; b can not be notified until the millisecond is over, nor by the second until it has served the first (w + 15 + e).
    const starved = total(run, 'domains', 'b', 'starvedNs');
    const period = 1003.5 * US;
    const asked = Array.from({length: 9}, (_, i) => (i + 1) * Math.floor(1e9 / 9.5));
    const expected = asked.reduce((sum, t) => sum + period - ((t - 100 * MS) % period), 0);
    expect(Math.abs(starved - expected)).toBeLessThan(9 * 50 * US);
  });
});

test('EOIs are sent in the reverse order of their interrupts: one that is due waits for those withheld later', () => {
  // b serves line 5 on CPU 1; before it has acknowledged, CPU 0 takes line 6, whose vector is higher, for c, which hangs.
  const spec = tiny({
    domains: [
      {id: 1, name: 'b', cpu: 1, bootNs: S},
      {id: 2, name: 'c', cpu: 1, bootNs: S},
    ],
    lines: [line('5', {vector: 0x51}), line('6', {vector: 0x61})],
    devices: [device({name: 'B', domain: 'b'}), device({name: 'C', line: '6', domain: 'c'})],
  });
  const hang: Timed[] = [{at: '0', do: {command: 'hang_domain', domain: 'c'}}];
  const run = drive({spec, policy: policy('xen', {forcedEoiNs: null}), seed: 1, steps: true}, '300ms', hang);
  const on5 = run.host.steps('5', 0, S).map(step => [(step.t - 100 * MS) / US, step.what]);
  // Notified at d + n = 2.5 µs, acknowledged 4 + 15 + 1 later, and not released: line 6 was taken at 2.5 µs and its EOI stands above.
  expect(on5).toEqual([
    [0, 'asserted'],
    [0, 'delivered'],
    [0, 'masked'],
    [2.5, 'notified'],
    [21.5, 'handled'],
    [21.5, 'quiet'],
    [22.5, 'acknowledged'],
    // At 200 ms it asks again, without effect.
    [100_000, 'asserted'],
  ]);
  const freed = drive({spec, policy: policy('xen', {forcedEoiNs: null}), seed: 1}, '300ms', [
    ...hang,
    {at: '250ms', do: {command: 'kill_domain', domain: 'c'}},
  ]);
  // Once c is unbound its EOI is sent, and the one below it: the cause that waited since 200 ms is delivered.
  expect(taken(freed, '5', '200ms', '300ms')).toBe(2);
});

test('an acknowledgement that comes after the time limit counts for the next instance', () => {
  // a takes 1.5 ms longer than the limit of 1 ms to serve. The line fires again 1 ms after its first delivery: that instance is owed
  // again, and a's one acknowledgement pays for it.
  const spec = tiny({devices: [device({serviceNs: 1500 * US})], domains: [{id: 1, name: 'a', cpu: 1, bootNs: S}]});
  const run = drive({spec, policy: policy('xen'), seed: 1, steps: true}, '150ms');
  const steps = run.host.steps('5', 0, S).map(step => [(step.t - 100 * MS) / US, step.what]);
  // 2.5 + 4 + 1500 µs: served. The second instance was delivered at 2.5 + 1000 + 1, notified 2.5 later; its limit would be at 2006.
  expect(steps.slice(0, 12)).toEqual([
    [0, 'asserted'],
    [0, 'delivered'],
    [0, 'masked'],
    [2.5, 'notified'],
    [1003.5, 'forced'],
    [1003.5, 'delivered'],
    [1003.5, 'masked'],
    [1006, 'notified'],
    [1506.5, 'handled'],
    [1506.5, 'quiet'],
    [1507.5, 'acknowledged'],
    // The EOI is CPU 0's to send.
    [1508.5, 'released'],
  ]);
});

test('ack-scope: in the source of 2005 one acknowledgement pays for every line on which the domain owes', () => {
  // a has a device on each of two lines. It is notified of 5, works 15 µs, and is notified of 6 meanwhile.
  const spec = tiny({
    domains: [{id: 1, name: 'a', cpu: 1, bootNs: S}],
    lines: [line('5'), line('6')],
    devices: [device(), device({name: 'C', line: '6'})],
  });
  const released = (ackScope: 'line' | 'domain') => {
    const run = drive({spec, policy: policy('xen-2005', {ackScope}), seed: 1, steps: true}, '150ms');
    const step = run.host.steps('6', 0, S).find(({what}) => what === 'released')!;
    return (step.t - 100 * MS) / US;
  };
  // 5: notified at 2.5, served at 2.5 + 4 + 15, acknowledged 1 later, unmasked 1 later. 6 then takes 15 + 1 + 1 more.
  expect(released('line')).toBe(22.5 + 1 + 17);
  // Or it is unmasked with 5's acknowledgement at 22.5, though its own handler has not run.
  expect(released('domain')).toBe(22.5);
});
