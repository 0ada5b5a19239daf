import {describe, expect, test} from 'vitest';
import {createHost} from '../../../src/machine/machine.ts';
import type {DeviceSpec, LineSpec, MachineSpec} from '../../../src/machine/spec.ts';
import {advance} from '../../../src/model/fold/fold.ts';
import {frame} from '../../../src/model/frame/frame.ts';
import {initialView} from '../../../src/model/view/view.ts';
import {at, device, drive, gauge, line, MS, policy, S, taken, times, tiny, total} from '../../helpers/host.ts';

// Where interrupts arrive and how they are acknowledged there: slot pin, link of the router, line; the 8259; moving cards; affinity and
// coalescing (xen-devel, March 2005; real-systems.md 1.1, 1.5; machine.md, What is easily got wrong).

describe('an 8259', () => {
  const pic = (changed: Partial<LineSpec> = {}, devices: DeviceSpec[] = tiny().devices): MachineSpec =>
    tiny({lines: [line('5', {chip: 'XT-PIC', ...changed}), line('7', {chip: 'XT-PIC', trigger: 'edge'})], devices});

  test('masking a line blocks every sharer', () => {
    const both = [device(), device({name: 'B', domain: 'b'})];
    const run = drive({spec: pic({}, both), policy: policy('xen-2005'), seed: 1}, '1s', [
      at('50ms', {command: 'mask_line', line: '5'}),
    ]);
    expect(taken(run, '5')).toBe(0);
    for (const domain of ['a', 'b']) expect(total(run, 'domains', domain, 'starvedNs')).toBe(900 * MS);
  });

  test('an edge that meets the mask is remembered, once', () => {
    const edge = pic({trigger: 'edge'}, [device()]);
    const run = drive({spec: edge, policy: policy('xen-2005'), seed: 1}, '390ms', [
      at('50ms', {command: 'mask_line', line: '5'}),
      at('350ms', {command: 'unmask_line', line: '5'}),
    ]);
    run.host.run(399 * MS);
    expect(run.host.takeSample().lines?.find(({irq}) => irq === '5')?.counts).toEqual([[0, 1]]);
  });

  test('is unmasked, from any CPU, also where Xen withholds the EOI of an IO-APIC', () => {
    // b, on CPU 1, pays last: its handler finds nothing, and takes longer than that of a.
    const slow = pic({}, [device({serviceNs: 1000}), device({name: 'B', domain: 'b', perSecond: 0})]);
    slow.costs = {...slow.costs, notMine: 5000};
    const run = drive({spec: slow, policy: policy('xen'), seed: 1, steps: true}, '150ms');
    expect(run.host.steps('5', 0, S).at(-1)).toMatchObject({what: 'released', cpu: 1});
  });

  test('answers a level that drops before it is asked with its interrupt 7, of which nobody is told', () => {
    // CPU 0 is in the path of line 6 for 2 + 0.5 µs from 100 ms on; line 5 asks at the same time and is reset before it is taken.
    const spec = tiny({
      lines: [line('6'), line('5', {chip: 'XT-PIC'}), line('7', {chip: 'XT-PIC', trigger: 'edge'})],
      devices: [device({name: 'C', line: '6', domain: 'b'}), device({resets: ['flr']})],
    });
    const run = drive({spec, policy: policy('xen-2005'), seed: 1}, '190ms', [
      at('100ms', {command: 'reset_device', device: 'A'}),
    ]);
    expect(total(run, 'devices', 'A', 'raised')).toBe(1);
    run.host.run(199 * MS);
    const {lines = []} = run.host.takeSample();
    expect(lines.find(({irq}) => irq === '7')?.counts).toEqual([[0, 1]]);
    expect(lines.find(({irq}) => irq === '5')?.counts).toBeUndefined();
    expect(total(run, 'domains', 'a', 'notified')).toBe(0);
  });
});

describe('moving a card', () => {
  const slots = (kind: 'pci' | 'pcie', power: boolean): MachineSpec =>
    tiny({
      lines: [line('5'), line('6')],
      buses: [{name: 'bus', kind, msi: true}],
      slots: [
        {name: 'S1', bus: 'bus', link: 'A', power},
        {name: 'S2', bus: 'bus', link: 'B', power},
      ],
      router: {A: '5', B: '6'},
      devices: [
        device({slot: 'S1'}),
        device({name: 'B', domain: 'b', line: '6', slot: 'S2'}),
        device({name: 'on board', domain: 'b'}),
      ],
      moveNs: 10 * S,
    });
  const move = at('1s', {command: 'move_card', device: 'A', slot: 'S2'});

  test('on conventional PCI the whole host is down, then everything boots; the two cards have changed their lines', () => {
    const run = drive({spec: slots('pci', true), policy: policy('xen-2005'), seed: 1}, '20s', [move]);
    expect([times(run, 'host_down'), times(run, 'host_up')]).toEqual([[1 * S], [11 * S]]);
    expect(times(run, 'domain_ready')).toEqual([12 * S, 12 * S]);
    for (const irq of ['5', '6']) expect(taken(run, irq, '1100ms', '12s')).toBe(0);
    const moved = run.facts.filter(fact => fact.kind === 'device_moved');
    expect(moved).toMatchObject([
      {device: 'A', from: '5', to: '6', slot: 'S2'},
      {device: 'B', from: '6', to: '5', slot: 'S1'},
    ]);
    const {lines} = run.host.keyframe();
    expect(lines.map(({irq, devices, domains}) => [irq, devices, domains])).toEqual([
      ['5', ['B', 'on board'], ['b']],
      ['6', ['A'], ['a']],
    ]);
    // 5 has the two devices of b now, 6 that of a, each ten times a second.
    expect(taken(run, '6', '13s', '20s')).toBeGreaterThan(68);
  });

  test('meanwhile the host refuses everything', () => {
    const host = createHost({spec: slots('pci', true), policy: policy('xen-2005'), seed: 1});
    host.run(1 * S);
    expect(host.apply(move.do)).toBeNull();
    expect(host.apply({command: 'hang_domain', domain: 'a'})).toBe('the host is switched off');
  });

  test('slots of PCI Express with power of their own need no outage: only the cards’ drivers begin anew', () => {
    const run = drive({spec: slots('pcie', true), policy: policy('xen-2005'), seed: 1}, '3s', [move]);
    expect(times(run, 'host_down')).toEqual([]);
    expect(run.facts.filter(fact => fact.kind === 'device_probed').map(fact => fact.device)).toEqual(['A', 'B']);
    expect(taken(run, '6', '1100ms', '3s')).toBeGreaterThan(17);
    expect(
      times(drive({spec: slots('pcie', false), policy: policy('xen-2005'), seed: 1}, '3s', [move]), 'host_down'),
    ).toEqual([1 * S]);
  });

  test('what is soldered, and what makes no sense, is refused', () => {
    const host = createHost({spec: slots('pci', false), policy: policy('xen-2005'), seed: 1});
    const refusal = (name: string, slot: string) => host.apply({command: 'move_card', device: name, slot});
    expect(refusal('on board', 'S1')).toBe('on board is soldered: it stands in no slot');
    expect(refusal('A', 'S3')).toBe('there is no slot S3, only S1, S2');
    expect(refusal('A', 'S1')).toBe('A stands in S1 already');
  });

  test('whoever watches sees the new wiring', () => {
    const run = drive({spec: slots('pci', true), policy: policy('xen-2005'), seed: 1}, '20s', [move]);
    const header = {format: 'irqdeck-recording', version: 1, source: 'run', intervalNs: 100 * MS} as const;
    const down = advance(
      initialView(header),
      run.records.filter(({t}) => t <= 5 * S),
    );
    expect(frame(down, down).host).toBe('down');
    const view = advance(initialView(header), run.records);
    const seen = frame(view, view);
    expect(seen.host).toBe('up');
    expect(seen.lines.map(({irq, devices}) => [irq, devices])).toEqual([
      ['5', ['on board', 'B']],
      ['6', ['A']],
    ]);
    expect(seen.devices.map(({name, line}) => [name, line])).toEqual([
      ['A', '6'],
      ['B', '5'],
      ['on board', '5'],
    ]);
  });
});

test('a line that is sent to one CPU goes nowhere else', () => {
  const spread = tiny({lines: [line('5', {affinity: [1, 1]})], devices: [device({perSecond: 1000})]});
  const run = drive({spec: spread, policy: policy('xen-2005'), seed: 1}, '3s', [
    at('1s', {command: 'set_affinity', line: '5', cpu: 1}),
  ]);
  const counts = run.samples.filter(({t}) => t > 1 * S).flatMap(({lines = []}) => lines[0]?.counts ?? []);
  expect(new Set(counts.map(([cpu]) => cpu))).toEqual(new Set([1]));
  expect(run.host.apply({command: 'set_affinity', line: '5', cpu: 2})).toBe('there is no CPU 2, only 0 to 1');
});

test('coalescing: one interrupt in the time given tells of all that came in it', () => {
  // 1,000 a second, at most one interrupt in 10 ms: 100 a second, each for ten.
  const busy = tiny({devices: [device({perSecond: 1000, queue: 64})]});
  const run = drive({spec: busy, policy: policy('xen-2005'), seed: 1}, '3s', [
    at('1s', {command: 'set_coalescing', device: 'A', gapNs: 10 * MS}),
  ]);
  expect(Math.abs(taken(run, '5', '1s', '3s') - 200)).toBeLessThanOrEqual(2);
  expect(Math.abs(total(run, 'devices', 'A', 'served', '1s', '3s') - 2000)).toBeLessThanOrEqual(20);
  expect(total(run, 'devices', 'A', 'lost')).toBe(0);
});

test('a pin that is stuck stays up whoever serves it, until the device is reset', () => {
  const run = drive({spec: tiny({devices: [device({resets: ['flr']})]}), policy: policy('xen-2005'), seed: 1}, '3s', [
    at('1050ms', {command: 'stick_device', device: 'A'}),
    at('2s', {command: 'reset_device', device: 'A'}),
  ]);
  // d + n, w + h0 + e + u: 10.5 µs from one to the next, until its driver finds that nobody cares, after 100,000.
  expect(taken(run, '5', '1100ms', '1900ms') / 0.8 / (1e9 / 10_500)).toBeCloseTo(1, 1);
  expect(gauge(run, 'devices', 'A', 'asserted', '1500ms')).toBe(true);
  expect(gauge(run, 'devices', 'A', 'asserted', '3s')).toBe(false);
  expect(taken(run, '5', '2100ms', '3s')).toBe(0);
});

describe('boots that go wrong', () => {
  const boots = (how: 'crash' | 'no-device') =>
    drive({spec: tiny(), policy: policy('xen'), seed: 1}, '6s', [
      at('50ms', {command: 'break_boot', domain: 'a', boots: how}),
      at('100ms', {command: 'restart_domain', domain: 'a'}),
      at('4s', {command: 'break_boot', domain: 'a', boots: 'ready'}),
    ]);

  test('a crash loop: 50 ms, 1 s, crashed, 200 ms, and again', () => {
    const run = boots('crash');
    expect(times(run, 'domain_crashed').slice(0, 3)).toEqual([1.15 * S, 2.4 * S, 3.65 * S]);
    // Repaired before the boot that ends at 4.9 s.
    expect(times(run, 'domain_ready')).toEqual([4.9 * S]);
  });

  test('without its device: bound, and out of service', () => {
    const run = boots('no-device');
    expect(times(run, 'domain_ready')).toEqual([1.15 * S]);
    expect(times(run, 'device_failed')).toEqual([1.15 * S]);
    // Until then it went on asking.
    expect(total(run, 'devices', 'A', 'raised', '1200ms', '6s')).toBe(0);
  });
});
