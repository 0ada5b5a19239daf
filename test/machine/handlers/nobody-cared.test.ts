import {describe, expect, test} from 'vitest';
import {createHost, type SimulatedHost} from '../../../src/machine/machine.ts';
import type {LineSpec, MachineSpec} from '../../../src/machine/spec.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import {at, device, drive, MS, S, taken, times, tiny, US} from '../../helpers/host.ts';
import {h0, hang, LINUX} from './one-kernel.ts';

// One kernel counts what nobody cares for, kills the line after 100,000, and polls it (real-systems.md 3.1).

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
  return host.keyframe().lines[0].perCpu![0];
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
