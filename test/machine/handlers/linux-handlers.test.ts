import {describe, expect, test} from 'vitest';
import {createHost, type SimulatedHost} from '../../../src/machine/machine.ts';
import type {DeviceSpec, LineSpec, MachineSpec} from '../../../src/machine/spec.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import type {Hang} from '../../../src/protocol/words.ts';
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

// One kernel runs the handlers of a line in order, and kills a line that nobody cares for (real-systems.md 3.1). A domain is a driver.

const LINUX = policy('linux');
const {notMine: h0} = poweredge.costs;
const hang = (domain: string, how: Hang): MachineCommand => ({command: 'hang_domain', domain, hang: how});

const AT = 100 * MS;

/** a, b and c share line 5: A asks at 100 ms, B asks 3 µs later, C never. */
function three(changed: Partial<MachineSpec> = {}): MachineSpec {
  return tiny({
    domains: ['a', 'b', 'c'].map((name, i) => ({id: i + 1, name, cpu: 0, bootNs: S})),
    devices: [
      device(),
      device({name: 'B', domain: 'b', perSecond: 1e9 / (100 * MS + 3 * US)}),
      device({name: 'C', domain: 'c', perSecond: 0}),
    ],
    ...changed,
  });
}

describe('the chain', () => {
  test('all handlers in order at every interrupt, also behind one that has said handled; each reads its own status', () => {
    const {host} = drive({spec: three(), policy: LINUX, seed: 1, steps: true}, '150ms');
    expect(stepsOf({host})).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      // B asks while A's handler runs: no interrupt of its own is needed, its handler has not looked yet.
      [3, 'asserted', 'B'],
      [15, 'handled', 'A'],
      [15, 'quiet', 'A'],
      [30, 'handled', 'B'],
      [30, 'quiet', 'B'],
      [32, 'not_mine', 'C'],
    ]);
  });

  test('a cause that comes behind its handler makes the line fire again', () => {
    // B's handler has looked at 15 µs and found nothing; B asks at 16.
    const late = device({name: 'B', domain: 'b', perSecond: 1e9 / (100 * MS + 16 * US)});
    const {host} = drive({spec: three({devices: [device(), late]}), policy: LINUX, seed: 1, steps: true}, '150ms');
    expect(stepsOf({host}).slice(3)).toEqual([
      [15, 'quiet', 'A'],
      [16, 'asserted', 'B'],
      [17, 'not_mine', 'B'],
      [17, 'delivered', 0],
      [19, 'not_mine', 'A'],
      [34, 'handled', 'B'],
      [34, 'quiet', 'B'],
    ]);
  });

  test('nothing is held and nobody owes; the line costs its handlers and nothing else', () => {
    const run = drive({spec: three(), policy: LINUX, seed: 1}, '200ms');
    // The instance of 100 ms; that of 200 ms has just been taken.
    expect(run.samples[1].lines![0]).toEqual({irq: '5', counts: [[0, 1]], cpuNs: 32 * US});
    expect(run.samples[1].cpus).toEqual([{cpu: 0, supervisorNs: 32 * US}]);
  });

  test('the supervisor’s own device stands first and cares like any other', () => {
    const spec = three({devices: [device(), device({name: 'own', domain: null, perSecond: 0})]});
    const {host} = drive({spec, policy: LINUX, seed: 1, steps: true}, '150ms');
    expect(stepsOf({host}).slice(2)).toEqual([
      [17, 'handled', 'A'],
      [17, 'quiet', 'A'],
    ]);
  });
});

describe('hangs', () => {
  // A asks at 100 ms, B at the same time; which of them hangs, and where it stands, is the matter.
  const order = (first: string, second: string) => {
    const named: {[name: string]: DeviceSpec} = {A: device(), B: device({name: 'B', domain: 'b'})};
    return three({devices: [named[first], named[second]]});
  };

  test.each([
    ['A', 'B', 0],
    ['B', 'A', 1],
  ])(
    'spin: with %s in front of %s, B was served %d times when the host is lost: a handler of user space had better be last',
    (first, second, served) => {
      const run = drive({spec: order(first, second), policy: LINUX, seed: 1}, '20s', [at('50ms', hang('a', 'spin'))]);
      const lost = run.facts.find(fact => fact.kind === 'host_lost')!;
      // Its CPU never leaves the handler: the watchdog's 5 s after it was called, with B's 15 µs before it or not.
      expect(lost).toEqual({t: 5 * S + AT + served * 15 * US, kind: 'host_lost', cpu: 0});
      expect(total(run, 'devices', 'B', 'served')).toBe(served);
    },
  );

  test('silent: its handler says not mine, the pin stays up, and the line fires again at the end of every chain', () => {
    const run = drive({spec: three(), policy: LINUX, seed: 1, steps: true}, '100.03ms', [
      at('50ms', hang('a', 'silent')),
    ]);
    expect(
      stepsOf(run)
        .filter(([, what]) => what === 'delivered')
        .map(([t]) => t),
    ).toEqual([
      // Three in vain; B asks at 3 and is served by the first chain: 2 + 2 + 2, no: its handler begins at 2. So by the second.
      0,
      6, 25,
    ]);
  });

  test('thread: a one-shot thread that does not finish keeps the line masked without a limit', () => {
    const run = drive({spec: three(), policy: LINUX, seed: 1, steps: true}, '60s', [at('50ms', hang('a', 'thread'))]);
    // A wakes it (2 µs: its handler itself says nothing else), B and C are still called, then nothing any more.
    expect(stepsOf(run)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [2, 'handled', 'A'],
      [2, 'masked', 0],
      [3, 'asserted', 'B'],
      [4, 'not_mine', 'B'],
      [6, 'not_mine', 'C'],
    ]);
    expect(gauge(run, 'lines', '5', 'state')).toBe('in-flight');
    expect(gauge(run, 'lines', '5', 'owedBy')).toEqual(['a']);
    expect(total(run, 'domains', 'b', 'starvedNs') / S).toBeCloseTo(60 - 0.1, 4);
    expect(run.host.lost()).toBe(false);
  });

  test('deaf: says handled and quiets nothing; it is never caught, and the CPU never leaves the chain: the host is lost', () => {
    const run = drive({spec: three(), policy: LINUX, seed: 1}, '20s', [at('50ms', hang('a', 'deaf'))]);
    expect(times(run, 'line_killed')).toEqual([]);
    // The first chain whose end is 5 s or more after it was entered: 15 + 2 + 2 µs each, B is served in some of them.
    const lost = times(run, 'host_lost')[0];
    expect(lost - (AT + 5 * S)).toBeGreaterThanOrEqual(0);
    expect(lost - (AT + 5 * S)).toBeLessThan(15 * US);
  });
});

/** 100,000 edges a second of A that nobody cares for: one interrupt each, every 10 µs. B is well. */
const EDGE: LineSpec = {irq: '5', chip: 'IO-APIC-edge', trigger: 'edge', affinity: [1, 0]};
function edges(changed: Partial<MachineSpec> = {}): SimulatedHost {
  const spec = tiny({
    lines: [EDGE],
    devices: [device({perSecond: 0}), device({name: 'B', domain: 'b', perSecond: 0})],
    ...changed,
  });
  const host = createHost({spec, policy: LINUX, seed: 1});
  expect(host.apply(hang('a', 'silent'))).toBe(null);
  return host;
}
const storm = (perSecond: number): MachineCommand => ({command: 'storm_device', device: 'A', perSecond});
/** Interrupts that CPU 0 has taken. */
function count(host: SimulatedHost): number {
  host.takeSample();
  return host.keyframe().lines[0].perCpu[0];
}

describe('nobody cared', () => {
  test('the interrupt with which 100,000 were counted, all unhandled, is the last', () => {
    const host = edges();
    host.apply(storm(100_000));
    host.run(0.5 * S);
    expect(count(host)).toBe(50_000);
    // The 100,000th comes at 1 s; its chain of two takes 4 µs.
    host.run(1 * S + 3.9 * US);
    expect(host.takeFacts().some(fact => fact.kind === 'line_killed')).toBe(false);
    host.run(3 * S);
    expect(host.takeFacts().filter(fact => fact.kind === 'line_killed')).toEqual([
      {t: 1 * S + 2 * h0, kind: 'line_killed', line: '5'},
    ]);
    expect(count(host)).toBe(100_000);
  });

  test.each([
    [99, 100_000],
    [100, 200_000],
  ])('%d handled among the first 100,000: it dies with %d', (handled, death) => {
    const host = edges();
    host.apply(storm(100_000));
    // Each a cause of B, 5 µs after an edge of A, so that it is an interrupt of its own.
    for (let i = 1; i <= handled; i++) {
      host.run(i * 5 * MS + 5 * US);
      expect(host.apply({command: 'raise_cause', device: 'B'})).toBe(null);
    }
    host.run(3 * S);
    expect(host.takeFacts().filter(fact => fact.kind === 'line_killed')).toHaveLength(1);
    expect(count(host)).toBe(death);
  });

  test('more than 100 ms without an unhandled one: the count of these begins anew, the other goes on', () => {
    const host = edges();
    host.apply(storm(100_000));
    host.run(0.9 * S);
    host.apply(storm(0));
    host.run(1.1 * S);
    expect(count(host)).toBe(90_000);
    host.apply(storm(100_000));
    host.run(4 * S);
    // 10,000 more fill the first window, with 10,000 unhandled in it: not killed. The next 100,000 do it.
    expect(count(host)).toBe(90_000 + 10_000 + 100_000);
  });

  test('100 ms and less do not', () => {
    const host = edges();
    host.apply(storm(100_000));
    host.run(0.9 * S);
    host.apply(storm(0));
    // The last one's chain ended at 900.004 ms; the next is counted 90 ms later.
    host.run(0.99 * S);
    host.apply(storm(100_000));
    host.run(4 * S);
    expect(count(host)).toBe(100_000);
  });

  test('what is handled every time is not counted at all, however much', () => {
    const spec = tiny({
      lines: [EDGE],
      devices: [device({perSecond: 20_000, serviceNs: 5 * US}), device({name: 'B', domain: 'b', perSecond: 0})],
    });
    const run = drive({spec, policy: LINUX, seed: 1}, '20s');
    expect(taken(run, '5')).toBe(400_000);
    expect(run.samples.every(sample => sample.lines!.every(row => row.unhandled === undefined))).toBe(true);
  });
});

describe('a killed line', () => {
  const killed = (changed: Partial<MachineSpec> = {}) => {
    const host = edges(changed);
    host.apply(storm(100_000));
    host.run(1.05 * S);
    host.takeFacts();
    return host;
  };
  const DEATH = 1 * S + 2 * h0;

  test('is polled every 100 ms: its sharers are served then, and the counter stands still', () => {
    const host = killed();
    host.apply({command: 'raise_cause', device: 'B'});
    let all = 0;
    const served = () => {
      all += host.takeSample().devices?.find(row => row.name === 'B')?.served ?? 0;
      return all;
    };
    host.run(DEATH + 100 * MS - 1);
    expect(served()).toBe(0);
    host.run(DEATH + 100 * MS);
    expect(served()).toBe(1);
    host.apply({command: 'raise_cause', device: 'B'});
    host.run(DEATH + 200 * MS - 1);
    expect(served()).toBe(1);
    host.run(DEATH + 200 * MS);
    expect(served()).toBe(2);
    host.run(20 * S);
    expect(count(host)).toBe(100_000);
    expect(host.keyframe().lines[0].state).toBe('killed');
  });

  test('with a single handler is not polled', () => {
    const alone = killed({devices: [device({perSecond: 0})]});
    const shared = killed();
    alone.run(10 * S);
    shared.run(10 * S);
    // A's next cause is all that waits in its queue; where B shares the line, the poll waits too.
    expect(alone.pending()).toBe(1);
    expect(shared.pending()).toBe(2);
    expect(alone.keyframe().lines[0].state).toBe('killed');
  });

  test('can not be unmasked; one more driver that asks for it revives it', () => {
    const host = killed();
    expect(host.apply({command: 'unmask_line', line: '5'})).toMatch(
      /^line 5 is killed: nobody cared; .*restart a domain on it$/,
    );
    host.apply(storm(0));
    host.apply({command: 'kill_domain', domain: 'b'});
    host.run(2 * S);
    expect(host.keyframe().lines[0].state).toBe('killed');
    host.apply({command: 'start_domain', domain: 'b'});
    host.run(3 * S);
    expect(host.takeFacts().filter(fact => fact.kind === 'line_revived')).toEqual([
      {t: 3 * S, kind: 'line_revived', line: '5'},
    ]);
    host.apply({command: 'raise_cause', device: 'B'});
    host.run(3.1 * S);
    // And the first edge of A after its death: only lazily disabled, the line remembered one, and sent it again when it was enabled.
    expect(count(host)).toBe(100_000 + 1 + 1);
  });

  test('revived with the cause still there it dies again after another 100,000', () => {
    // A level: A holds its pin up and a is silent.
    const spec = tiny({devices: [device({queue: 1}), device({name: 'B', domain: 'b', perSecond: 0})]});
    const story = drive({spec, policy: LINUX, seed: 1}, '5s', [
      at('50ms', hang('a', 'silent')),
      at('1s', {command: 'restart_domain', domain: 'b'}),
    ]);
    // 4 µs each: 0.4 s. B is back at 1 + 0.05 + 1 s.
    expect(times(story, 'line_killed').map(t => t / S)).toEqual([0.5, 2.45]);
    expect(taken(story, '5')).toBe(200_000);
  });
});

describe('the PowerEdge, net hangs silent at 5 s', () => {
  const story = drive({spec: poweredge, policy: LINUX, seed: 1}, '30s', [
    at('5s', {command: 'hang_domain', domain: 'net'}),
  ]);

  test('167,000 a second for 0.6 s: three handlers that say not mine take 6 µs', () => {
    expect(1e9 / (3 * h0)).toBeCloseTo(166_667, 0);
    const [dead] = times(story, 'line_killed');
    // From eth0's next packet on (18 a second): 100,000 × 6 µs, and the timer's interrupts beside it (half of 1,000/s × 1 µs).
    const from = dead - 100_000 * 3 * h0;
    expect(from / S).toBeGreaterThan(5 - 0.001);
    expect(from / S).toBeLessThan(5.5);
    const whole = Math.ceil(from / (100 * MS)) * 0.1;
    const rate = taken(story, '169', `${whole}s`, `${whole + 0.4}s`) / 0.4;
    expect(rate / 166_667).toBeCloseTo(1, 1);
  });

  test('the host survives it, CPU 0 is in the path meanwhile, and then the line is silent for ever', () => {
    expect(story.host.lost()).toBe(false);
    expect(taken(story, '169', '6.5s', '30s')).toBe(0);
    expect(gauge(story, 'lines', '169', 'state')).toBe('killed');
    // Disk lives on its 10 polls a second.
    expect(Math.abs(total(story, 'devices', 'libata', 'served', '7s', '30s') - 23 * 20)).toBeLessThan(
      4 * Math.sqrt(460),
    );
    expect(total(story, 'devices', 'eth0', 'served', '7s', '30s')).toBe(0);
  });

  test('restarting net revives the line, and everything flows again', () => {
    const healed = drive({spec: poweredge, policy: LINUX, seed: 1}, '30s', [
      at('5s', {command: 'hang_domain', domain: 'net'}),
      at('10s', {command: 'restart_domain', domain: 'net'}),
    ]);
    expect(times(healed, 'line_revived')).toEqual([18.05 * S]);
    const expected = 40.2 * 11.5;
    expect(Math.abs(taken(healed, '169', '18.5s', '30s') - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});
