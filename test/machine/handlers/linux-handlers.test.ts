import {describe, expect, test} from 'vitest';
import type {DeviceSpec} from '../../../src/machine/spec.ts';
import {at, device, drive, gauge, MS, poweredge, S, stepsOf, taken, times, total, US} from '../../helpers/host.ts';
import {AT, h0, hang, LINUX, three} from './one-kernel.ts';

// One kernel runs the handlers of a line in order, and kills a line that nobody cares for (real-systems.md 3.1). A domain is a driver.

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
      // Three find nothing; B asks at 3 and is served by the first chain: 2 + 2 + 2, no: its handler begins at 2. So by the second.
      0,
      6, 25,
    ]);
  });

  test('thread: a one-shot thread that does not finish keeps the line masked without a limit', () => {
    const run = drive({spec: three(), policy: LINUX, seed: 1, steps: true}, '60s', [at('50ms', hang('a', 'thread'))]);
    // A wakes it (2 µs: its handler itself has no other result), B and C are still called, then nothing any more.
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
