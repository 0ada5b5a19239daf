import fc from 'fast-check';
import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {frame} from '../../src/model/frame/frame.ts';
import {initialView} from '../../src/model/view/view.ts';
import {bucketLow, bucketOf} from '../../src/protocol/record/histogram.ts';
import {COUNTS_ONLY, fact, HEADER, KEYFRAME, START, sample, stream} from './machine.ts';

test('a whole frame', () => {
  const before = advance(START, [
    sample(1e8, {
      lines: [{irq: '169', counts: [[0, 7]], released: {acked: 7}, heldNs: {'in-flight': 3e6}}],
      cpus: [{cpu: 0, supervisorNs: 1e6, handlerNs: 2e6}],
    }),
  ]);
  const fast = bucketOf(21_000);
  const view = advance(before, [
    sample(2e8, {
      lines: [
        {
          irq: '169',
          counts: [
            [0, 3],
            [2, 1],
          ],
          released: {acked: 2, forced: 1, unbound: 1, operator: 1},
          heldNs: {'in-flight': 10e6, masked: 5e6},
          limited: 4,
          unhandled: 12,
          state: 'in-flight',
          stateSinceNs: 190e6,
          owedBy: ['net'],
        },
        {
          irq: 'LOC',
          counts: [
            [0, 25],
            [2, 25],
          ],
        },
      ],
      cpus: [
        {cpu: 0, supervisorNs: 3e6, handlerNs: 2e6},
        {cpu: 2, handlerNs: 1e6},
      ],
      domains: [
        {
          name: 'disk',
          acked: 3,
          ackNs: [[fast, 3]],
          starvedNs: 10e6,
          starvedOn: [{line: '169', starvedNs: 10e6, by: ['net']}],
        },
        {name: 'net', notified: 3, owes: ['169'], oldestDebtSinceNs: 190e6, silentSinceNs: 190e6, state: 'hung'},
      ],
      devices: [
        {name: 'eth0', asserted: true, raised: 2},
        {name: 'libata', raised: 3, served: 3, late: 1, lost: 2, servedNs: [[fast, 3]]},
      ],
    }),
  ]);
  const middle = Math.round((bucketLow(fast) + bucketLow(fast + 1)) / 2);
  const calm = {unacked: [], oldestAckAgeNs: 0, ackP99Ns: null, starvedNs: 0, starvedBy: [], starvedByNs: {}};
  const nothing = {...calm, toolstackState: null, restarts: 0};
  const idle = {power: 'D0', asserted: false, inService: true, raised: 0, served: 0, late: 0, lost: 0, p99Ns: null};
  expect(frame(advance(view, [], 2.5e8), before)).toEqual({
    tNs: 2.5e8,
    source: 'run',
    scenario: 'small',
    seed: 7,
    policy: 'xen-2005',
    host: 'up',
    // Samples cover 100 ms between the two views: 3 interrupts are 30 a second, 5 ms are 5 %.
    cpus: [
      {cpu: 0, rate: 30, irqShare: 0.05, supervisorShare: 0.03, total: 33},
      {cpu: 2, rate: 10, irqShare: 0.01, supervisorShare: 0, total: 3},
    ],
    lines: [
      {
        irq: '169',
        chip: 'IO-APIC',
        trigger: 'level',
        devices: ['libata', 'eth0'],
        domains: ['disk', 'net'],
        state: 'in-flight',
        waitsFor: ['net'],
        inFlight: 1,
        asserted: ['eth0'],
        total: 33,
        rate: 40,
        perCpu: [30, 3],
        unhandled: 12,
        blockedShare: 0.15,
        blockedReasons: {unacked: 0.1, masked: 0.05},
        blockedForNs: 60e6,
        released: {acked: 2, forced: 1, other: 2},
        limited: 4,
      },
      {
        irq: '193',
        chip: 'IO-APIC',
        trigger: 'level',
        devices: ['uhci'],
        domains: ['usb'],
        state: 'open',
        waitsFor: [],
        inFlight: 0,
        asserted: [],
        total: 3,
        rate: 0,
        perCpu: [3, 0],
        blockedShare: 0,
        blockedReasons: {},
        blockedForNs: 0,
        released: {acked: 0, forced: 0, other: 0},
        limited: 0,
      },
      {irq: 'LOC', counter: true, chip: null, total: 350, rate: 500, perCpu: [125, 225]},
    ],
    domains: [
      {
        ...nothing,
        id: 1,
        name: 'disk',
        state: 'running',
        health: 'ok',
        ackP99Ns: middle,
        starvedNs: 10e6,
        starvedBy: ['net'],
        starvedByNs: {net: 10e6},
      },
      {...nothing, id: 2, name: 'net', state: 'hung', health: 'unknown', unacked: ['169'], oldestAckAgeNs: 60e6},
      {...nothing, id: 3, name: 'usb', state: 'running', health: 'unknown'},
    ],
    devices: [
      {...idle, name: 'libata', line: '169', domain: 'disk', raised: 3, served: 3, late: 1, lost: 2, p99Ns: middle},
      {...idle, name: 'eth0', line: '169', domain: 'net', asserted: true, raised: 2},
      {...idle, name: 'uhci', line: '193', domain: 'usb'},
    ],
    alerts: [],
  });
});

test('what a file of counts does not tell is null or left out, never 0', () => {
  const start = advance(initialView({format: 'irqdeck-recording', version: 1, source: 'replay', intervalNs: 1e9}), [
    COUNTS_ONLY,
  ]);
  const view = advance(start, [sample(2e9, {lines: [{irq: '9', counts: [[1, 30]]}]}, 2e9)]);
  expect(JSON.parse(JSON.stringify(frame(view, start)))).toEqual({
    tNs: 2e9,
    source: 'replay',
    host: 'unknown',
    cpus: [
      {cpu: 0, rate: 0, irqShare: null, supervisorShare: null, total: 5},
      {cpu: 1, rate: 15, irqShare: null, supervisorShare: null, total: 36},
    ],
    lines: [
      {
        irq: '9',
        chip: 'IO-APIC',
        trigger: null,
        devices: ['acpi'],
        domains: null,
        state: 'unknown',
        waitsFor: null,
        inFlight: null,
        asserted: null,
        total: 41,
        rate: 15,
        perCpu: [5, 36],
        blockedShare: null,
        blockedForNs: null,
        released: null,
        limited: null,
      },
    ],
    domains: [],
    devices: [],
    alerts: [],
  });
});

test('over no time rates and shares are unknown', () => {
  const {lines, cpus} = frame(START, initialView(HEADER));
  expect([lines[0].rate, lines[0].blockedShare, cpus[0].rate]).toEqual([null, null, null]);
  expect(lines[0].total).toBe(22);
});

test('the host is livelocked as long as the alert stands, then lost', () => {
  const jammed = Array.from({length: 10}, (_, i) => sample((i + 1) * 1e8, {cpus: [{cpu: 0, supervisorNs: 99e6}]}));
  const host = (records: Parameters<typeof advance>[1]) => frame(advance(START, records), START).host;
  expect(host(jammed.slice(0, 9))).toBe('up');
  expect(host(jammed)).toBe('livelocked');
  expect(host([...jammed, sample(1.1e9, {cpus: [{cpu: 0, supervisorNs: 5}]})])).toBe('up');
  expect(host([...jammed, fact(1.05e9, {kind: 'host_lost', cpu: 0})])).toBe('lost');
});

test('sums are exact, and frames of neighbouring intervals add up to that of both', () => {
  // A keyframe that takes rows away ends their intervals; it stands first here and nowhere else.
  const steady = stream.map(([first, ...rest]) => [first, ...rest.filter(record => record.kind !== 'keyframe')]);
  fc.assert(
    fc.property(steady, fc.nat(30), (records, cut) => {
      const start = advance(initialView(HEADER), [KEYFRAME]);
      const middle = advance(start, records.slice(1, 1 + cut));
      const end = advance(middle, records.slice(1 + cut));
      const [first, second, both] = [frame(middle, start), frame(end, middle), frame(end, start)];
      const [firstNs, secondNs] = [middle.sampledNs - start.sampledNs, end.sampledNs - middle.sampledNs];
      both.lines.forEach((line, i) => {
        expect(line.total).toBe(line.perCpu!.reduce((sum, count) => sum + count, 0));
        const events = ((first.lines[i].rate ?? 0) * firstNs + (second.lines[i].rate ?? 0) * secondNs) / 1e9;
        // Rates have three decimals, so each may be half a thousandth of a second's worth off; over 0 ns they say nothing.
        if (firstNs > 0 && secondNs > 0)
          expect(Math.abs((line.rate! * (firstNs + secondNs)) / 1e9 - events)).toBeLessThan(
            1e-3 * ((firstNs + secondNs) / 1e9) + 1e-6,
          );
        for (const reason of ['acked', 'forced', 'other'] as const)
          expect(line.released?.[reason]).toBe(
            line.counter
              ? undefined
              : (first.lines[i].released?.[reason] ?? 0) + (second.lines[i].released?.[reason] ?? 0),
          );
      });
      both.domains.forEach((domain, i) => {
        expect(domain.starvedNs).toBe((first.domains[i].starvedNs ?? 0) + (second.domains[i].starvedNs ?? 0));
        expect(new Set(domain.starvedBy)).toEqual(
          new Set([...first.domains[i].starvedBy!, ...second.domains[i].starvedBy!]),
        );
      });
      const taken = both.lines.filter(line => !line.counter).reduce((sum, line) => sum + line.total!, 0);
      expect(both.cpus.reduce((sum, cpu) => sum + cpu.total!, 0)).toBe(taken);
    }),
  );
});

test('those who starve it are named by how much, then by name', () => {
  const starved = (t: number, ns: number, by: string[]) =>
    sample(t, {domains: [{name: 'disk', starvedNs: ns, starvedOn: [{line: '169', starvedNs: ns, by}]}]});
  const view = advance(START, [starved(1e8, 5, ['usb', 'net']), starved(2e8, 1, ['dom0']), starved(3e8, 2, ['zed'])]);
  expect(frame(view, START).domains[0].starvedBy).toEqual(['net', 'usb', 'zed', 'dom0']);
});
