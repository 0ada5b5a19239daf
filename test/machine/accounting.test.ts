import {describe, expect, test} from 'vitest';
import {bucketOf} from '../../src/protocol/record/histogram.ts';
import type {DomainSample} from '../../src/protocol/record/sample.ts';
import {
  at,
  costs,
  device,
  drive,
  gauge,
  MS,
  policy,
  S,
  type Timed,
  taken,
  times,
  tiny,
  total,
  US,
} from '../helpers/host.ts';

// One instance of the tiny machine, worked out by hand. A asks at 100 ms. CPU 0 is in the path for d + 2n = 3 µs; then both are
// notified. `a` goes on on CPU 0: upcall 4, handler 15, hypercall 1, and as the last debtor the release, 1. `b` on CPU 1: upcall 4,
// handler without work 2, hypercall 1.

const PATH_NS = costs.deliver + 2 * costs.notify;
const A_ACK_NS = costs.upcall + 15 * US + costs.acknowledge;
const B_ACK_NS = costs.upcall + costs.notMine + costs.acknowledge;

function run(until: string, schedule: Timed[] = [], changed = {}, name = 'xen-2005', mechanisms = {}) {
  return drive({spec: tiny(changed), policy: policy(name, mechanisms), seed: 1}, until, schedule);
}

function domainAt(one: ReturnType<typeof run>, t: number, name: string): DomainSample | undefined {
  return one.samples.find(sample => sample.t === t)!.domains?.find(row => row.name === name);
}

describe('an instance', () => {
  const one = run('200ms');

  test('costs its line the path and all that the vCPUs do for it, upcalls too', () => {
    expect(total(one, 'lines', '5', 'cpuNs', '100ms', '200ms')).toBe(PATH_NS + A_ACK_NS + costs.release + B_ACK_NS);
  });

  test('costs each CPU its part', () => {
    expect(total(one, 'cpus', 0, 'supervisorNs', '100ms', '200ms')).toBe(PATH_NS);
    expect(total(one, 'cpus', 0, 'handlerNs', '100ms', '200ms')).toBe(A_ACK_NS + costs.release);
    expect(total(one, 'cpus', 1, 'supervisorNs', '100ms', '200ms')).toBe(0);
    expect(total(one, 'cpus', 1, 'handlerNs', '100ms', '200ms')).toBe(B_ACK_NS);
  });

  test('is answered after the time from the event to the end of the hypercall', () => {
    expect(domainAt(one, 200 * MS, 'a')!.ackNs).toEqual([[bucketOf(A_ACK_NS), 1]]);
    expect(domainAt(one, 200 * MS, 'b')!.ackNs).toEqual([[bucketOf(B_ACK_NS), 1]]);
  });

  test('is served after the time from the cause to the end of the handler', () => {
    const row = one.samples.find(sample => sample.t === 200 * MS)!.devices!.find(sample => sample.name === 'A')!;
    expect(row.servedNs).toEqual([[bucketOf(PATH_NS + costs.upcall + 15 * US), 1]]);
  });

  test('two lines each bear their own part of one pass', () => {
    // Line 6 asks 5 µs after 5: it cuts the handler short for d + n = 2.5 µs, and is looked at after 5, without another upcall.
    const lines = ['5', '6'].map(irq => ({irq, chip: 'IO-APIC', trigger: 'level' as const, affinity: [1, 0]}));
    const late = device({name: 'A6', line: '6', perSecond: 1e9 / (100 * MS + 8 * US + 0.5), serviceNs: 7 * US});
    const path = costs.deliver + costs.notify;
    const tail = costs.acknowledge + costs.release;
    const end = run('200ms', [], {lines, devices: [device(), late]});
    expect(total(end, 'lines', '5', 'cpuNs')).toBe(path + costs.upcall + 15 * US + tail);
    expect(total(end, 'lines', '6', 'cpuNs')).toBe(path + 7 * US + tail);
  });
});

test('late is what is served more than 10 ms after its cause', () => {
  // Everything but the wait takes 22 µs.
  const untilServed = PATH_NS + costs.upcall + 15 * US;
  const late = (extraNs: number) =>
    total(run('200ms', [at('50ms', {command: 'slow_domain', domain: 'a', extraNs})]), 'devices', 'A', 'late');
  expect(late(10 * MS - untilServed)).toBe(0);
  expect(late(10 * MS - untilServed + 1)).toBe(1);
});

describe('silent', () => {
  const hang = at('50ms', {command: 'hang_domain', domain: 'a'});

  test('since the event was set, and in debt since then, while the domain hangs', () => {
    const one = run('400ms', [hang]);
    expect(gauge(one, 'domains', 'a', 'silentSinceNs')).toBe(100 * MS + PATH_NS);
    expect(gauge(one, 'domains', 'a', 'oldestDebtSinceNs')).toBe(100 * MS + PATH_NS);
  });

  test('no more once it has answered', () => {
    const one = run('1s', [at('50ms', {command: 'slow_domain', domain: 'a', extraNs: 150 * MS})]);
    // Notified at 100 ms, it answers at 250 ms; later causes of A are served with it, and it is notified again at 300 ms.
    expect(gauge(one, 'domains', 'a', 'silentSinceNs', '200ms')).toBe(100 * MS + PATH_NS);
    expect(gauge(one, 'domains', 'a', 'silentSinceNs', '300ms')).toBe(null);
  });

  test('no more once it is unbound', () => {
    const one = run('1s', [hang, at('300ms', {command: 'kill_domain', domain: 'a'})]);
    expect(gauge(one, 'domains', 'a', 'silentSinceNs', '300ms')).toBe(100 * MS + PATH_NS);
    expect(gauge(one, 'domains', 'a', 'silentSinceNs', '400ms')).toBe(null);
  });
});

describe('the life of a domain', () => {
  test('a line that only a destroyed domain held is released because that was unbound', () => {
    const schedule = [
      at('50ms', {command: 'hang_domain', domain: 'a'}),
      at('300ms', {command: 'reset_device', device: 'A'}),
      at('310ms', {command: 'kill_domain', domain: 'a'}),
    ];
    const one = run('1s', schedule, {
      devices: [device({resets: ['flr']}), device({name: 'B', domain: 'b', perSecond: 0})],
    });
    const released = one.samples.flatMap(sample => (sample.lines ?? []).flatMap(line => line.released ?? []));
    expect(released).toEqual([{unbound: 1}]);
    expect(times(one, 'domain_unbound')).toEqual([360 * MS]);
  });

  test('a reset of the bus takes 1.102 s, and the driver that is ready before waits for it', () => {
    const devices = [device({resets: ['bus']}), device({name: 'B', domain: 'b', perSecond: 0})];
    // Destroyed at 150 ms, ready at 1.15 s.
    const schedule = [
      at('100ms', {command: 'restart_domain', domain: 'a'}),
      at('200ms', {command: 'reset_device', device: 'A'}),
    ];
    const one = run('2s', schedule, {devices});
    expect(times(one, 'domain_ready')).toEqual([1.15 * S]);
    expect(times(one, 'device_probed')).toEqual([1.302 * S]);
  });

  test('a restart heals deafness', () => {
    const schedule = [
      at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'}),
      at('200ms', {command: 'restart_domain', domain: 'a'}),
    ];
    const one = run('3s', schedule);
    expect(times(one, 'domain_ready')).toEqual([1.25 * S]);
    expect(total(one, 'devices', 'A', 'served', '0', '1.2s')).toBe(0);
    // Probed at 1.25 s, it asks every 100 ms from 1.35 s to 2.95 s.
    expect(total(one, 'devices', 'A', 'served')).toBe(17);
  });

  test('a restart heals slowness', () => {
    const schedule = [
      at('50ms', {command: 'slow_domain', domain: 'a', extraNs: 20 * MS}),
      at('250ms', {command: 'restart_domain', domain: 'a'}),
    ];
    const one = run('2s', schedule);
    expect(domainAt(one, 200 * MS, 'a')!.ackNs).toEqual([[bucketOf(20 * MS + A_ACK_NS), 1]]);
    expect(domainAt(one, 1.5 * S, 'a')!.ackNs).toEqual([[bucketOf(A_ACK_NS), 1]]);
  });

  test('boots are counted', () => {
    const restarts = (until: string, schedule: Timed[]) =>
      run(until, schedule)
        .host.keyframe()
        .domains.map(row => row.restarts);
    const restart = at('100ms', {command: 'restart_domain', domain: 'a'});
    const kill = at('2s', {command: 'kill_domain', domain: 'a'});
    expect(restarts('2s', [])).toEqual([0, 0]);
    expect(restarts('2s', [restart])).toEqual([1, 0]);
    expect(restarts('3s', [restart, kill])).toEqual([1, 0]);
    expect(restarts('5s', [restart, kill, at('3s', {command: 'start_domain', domain: 'a'})])).toEqual([2, 0]);
  });

  test('a policy that preserves a crashed domain leaves it bound and owing', () => {
    const one = run('10s', [at('50ms', {command: 'crash_domain', domain: 'a'})], {}, 'xen-2005', {onCrash: 'preserve'});
    expect(gauge(one, 'domains', 'a', 'state')).toBe('crashed');
    expect(one.facts.map(fact => fact.kind)).toEqual(['command_applied', 'domain_crashed']);
    expect(gauge(one, 'lines', '5', 'owedBy')).toEqual(['a']);
  });

  test('the first that binds to a disabled line finds it asked: it fires at once', () => {
    const schedule = [
      at('50ms', {command: 'hang_domain', domain: 'a'}),
      at('500ms', {command: 'kill_domain', domain: 'a'}),
      at('500ms', {command: 'kill_domain', domain: 'b'}),
      at('1s', {command: 'start_domain', domain: 'b'}),
    ];
    const one = run('2.1s', schedule);
    expect(taken(one, '5', '600ms', '1.9s')).toBe(0);
    expect(times(one, 'line_enabled')).toEqual([2 * S]);
    // A's pin is up and only `b` is notified. The first delivery begins at 2 s; each takes d + n, w + h0 + e and u.
    const pace = costs.deliver + costs.notify + B_ACK_NS + costs.release;
    expect(taken(one, '5', '2s', '2.1s')).toBe(Math.floor((100 * MS) / pace));
  });

  test('a slow domain that is paused and resumed while it waits goes on waiting', () => {
    const options = {spec: tiny(), policy: policy('xen-2005'), seed: 1, steps: true};
    const {host} = drive(options, '110ms', [
      at('50ms', {command: 'slow_domain', domain: 'a', extraNs: 2 * MS}),
      at('100.5ms', {command: 'pause_domain', domain: 'a'}),
      at('100.7ms', {command: 'resume_domain', domain: 'a'}),
    ]);
    const handled = host.steps('5', 0, S).filter(step => step.what === 'handled');
    expect(handled.map(step => step.t)).toEqual([100 * MS + PATH_NS + costs.upcall + 2 * MS + 15 * US]);
  });
});
