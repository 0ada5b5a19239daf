import {describe, expect, test} from 'vitest';
import {bucketOf} from '../../src/protocol/record/histogram.ts';
import {at, costs, device, gauge, MS, S, tiny, total, US} from '../helpers/host.ts';
import {rowAt, run} from './regression.ts';

// What went wrong once with answers and starvation. The times are those of regressions.test.ts.

describe('how long an answer takes', () => {
  test('counts from the first event that was not answered, also when the time limit has cancelled the debt', () => {
    // Each pass waits 20 ms. The first ends w + 20 ms + 15 µs + e after the event; the line was forced open and has notified it again
    // meanwhile, so a second follows, h0 instead of the service, from the end of the first on.
    const schedule = [at('50ms', {command: 'slow_domain', domain: 'a', extraNs: 20 * MS})];
    const one = run(tiny(), 'xen', '200ms', schedule);
    const first = bucketOf(costs.upcall + 20 * MS + 15 * US + costs.acknowledge);
    const second = bucketOf(20 * MS + costs.notMine + costs.acknowledge);
    expect(first).toBe(second);
    expect(rowAt(one, 200 * MS, 'a')).toMatchObject({acked: 2, ackNs: [[first, 2]]});
  });

  test('is noted for edges too, of which to have looked is the answer', () => {
    const lines = [{irq: '5', chip: 'IO-APIC', trigger: 'edge' as const, affinity: [1, 0]}];
    const schedule = [at('50ms', {command: 'slow_domain', domain: 'a', extraNs: 30 * MS})];
    const one = run(tiny({lines}), 'xen-2005', '200ms', schedule);
    expect(rowAt(one, 200 * MS, 'a')!.ackNs).toEqual([[bucketOf(costs.upcall + 30 * MS + 15 * US), 1]]);
  });

  test('told again in the middle of its answer, a domain is silent from that answer on', () => {
    const lines = [{irq: '5', chip: 'IO-APIC', trigger: 'edge' as const, affinity: [1, 0]}];
    const schedule = [at('50ms', {command: 'slow_domain', domain: 'a', extraNs: 2 * S})];
    const one = run(tiny({lines}), 'xen-2005', '3s', schedule);
    const told = 100 * MS + costs.deliver + 2 * costs.notify;
    expect(gauge(one, 'domains', 'a', 'silentSinceNs', '2.1s')).toBe(told);
    const answered = told + costs.upcall + 2 * S + 15 * US;
    expect(gauge(one, 'domains', 'a', 'silentSinceNs')).toBe(answered);
  });
});

describe('starvation', () => {
  const devices = [device({resets: ['flr']}), device({name: 'B', domain: 'b', perSecond: 100})];
  const hang = at('50ms', {command: 'hang_domain', domain: 'a'});

  test('is not what a delivery takes that is on its way', () => {
    const one = run(
      tiny({domains: [{id: 1, name: 'a', cpu: 0, bootNs: S}], devices: [device({perSecond: 1000})]}),
      'xen-2005',
      '1s',
    );
    expect(total(one, 'devices', 'A', 'served')).toBe(999);
    expect(total(one, 'domains', 'a', 'starvedNs')).toBe(0);
  });

  test('is the fault of a debtor that was unbound since', () => {
    // A is quiet from 900 ms on. `a` owes until it is unbound at 1.05 s.
    const schedule = [
      hang,
      at('900ms', {command: 'reset_device', device: 'A'}),
      at('1s', {command: 'restart_domain', domain: 'a'}),
    ];
    const one = run(tiny({devices}), 'xen-2005', '1.2s', schedule);
    expect(rowAt(one, 1.1 * S, 'b')!.starvedOn).toEqual([{line: '5', starvedNs: 50 * MS, by: ['a']}]);
  });

  test('is nobody’s fault when an operator masks the line, whoever was to blame before', () => {
    const schedule = [
      hang,
      at('900ms', {command: 'reset_device', device: 'A'}),
      at('1s', {command: 'restart_domain', domain: 'a'}),
      at('1.305s', {command: 'mask_line', line: '5'}),
    ];
    const one = run(tiny({devices}), 'xen-2005', '1.5s', schedule);
    // B asks at 1.31 s.
    expect(rowAt(one, 1.4 * S, 'b')!.starvedOn).toEqual([{line: '5', starvedNs: 90 * MS, by: []}]);
  });

  test('is the debtor’s fault also when it ends because the victim was paused', () => {
    const one = run(tiny({devices}), 'xen-2005', '1.2s', [hang, at('1.08s', {command: 'pause_domain', domain: 'b'})]);
    expect(rowAt(one, 1.1 * S, 'b')!.starvedOn).toEqual([{line: '5', starvedNs: 80 * MS, by: ['a']}]);
  });

  test('is what a vCPU suffers that the path has cut short in its upcall and never lets go on', () => {
    // Notified of an edge at +2.5 µs; from +5 µs on line 6 storms on its CPU, and nobody serves it.
    const lines = [
      {irq: '5', chip: 'IO-APIC', trigger: 'edge' as const, affinity: [1, 0]},
      {irq: '6', chip: 'IO-APIC', trigger: 'level' as const, affinity: [1, 0]},
    ];
    const domains = ['a', 'c'].map((name, cpu) => ({id: cpu + 1, name, cpu, bootNs: S}));
    const storm = device({name: 'C', line: '6', domain: 'c', perSecond: 1e9 / (100 * MS + 5 * US + 0.5)});
    const schedule = [at('50ms', {command: 'pause_domain', domain: 'c'})];
    const one = run(tiny({lines, domains, devices: [device(), storm]}), 'naive', '500ms', schedule);
    const starved = [200, 300, 400].map(ms => rowAt(one, ms * MS, 'a')?.starvedNs);
    expect(starved).toEqual([100 * MS - 5 * US, 100 * MS, 100 * MS]);
  });
});
