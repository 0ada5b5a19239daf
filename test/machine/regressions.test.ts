import {describe, expect, test} from 'vitest';
import {withAssumedHardware} from '../../src/machine/hardware/assumed-hardware.ts';
import {createHost} from '../../src/machine/machine.ts';
import {BIND} from '../../src/machine/memory/records.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import {at, costs, device, drive, gauge, MS, policy, poweredge, S, times, tiny, total, US} from '../helpers/host.ts';
import {type Inside, openHost} from '../helpers/inside.ts';
import {checkInvariants} from '../helpers/invariants.ts';
import {idle, rowAt, run, three} from './regression.ts';

// What went wrong once. Times of the tiny machine are those of accounting.test.ts: A asks at 100 ms, the domains are notified at
// +3 µs, b has paid at +10 µs, a at +23 µs, and its CPU has released the line at +24 µs.

describe('a domain is stopped between paying last and releasing the line', () => {
  const stops = ['hang_domain', 'pause_domain', 'kill_domain', 'crash_domain', 'restart_domain'] as const;
  for (const name of ['xen-2005', 'xen']) {
    test.each(stops)(`${name}: %s, and the line is released all the same`, command => {
      // In the middle of the release, which is the supervisor's work.
      const {host} = run(tiny(), name, '150ms', [at('100.0235ms', {command, domain: 'a'})]);
      const released = host.steps('5', 0, S).filter(step => step.what === 'released');
      expect(released.map(step => step.t)).toEqual([100 * MS + 23.5 * US]);
      expect(host.keyframe().lines[0].state).toBe('open');
    });
  }
});

test('a vCPU that is told without end lets the other of its CPU have its turn', () => {
  // `a` is deaf on two lines, so that one of them has always fired again when it is done with the other.
  const lines = ['5', '6', '7'].map(irq => ({irq, chip: 'IO-APIC', trigger: 'level' as const, affinity: [1, 0]}));
  const domains = ['a', 'b'].map((name, i) => ({id: i + 1, name, cpu: 1, bootNs: S}));
  const devices = [
    device(),
    device({name: 'A6', line: '6'}),
    device({name: 'B', line: '7', domain: 'b', perSecond: 100}),
  ];
  const schedule = [at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'})];
  const one = run(tiny({lines, domains, devices}), 'xen-2005', '2.005s', schedule);
  // One every 10 ms from 10 ms to 2 s; the samples end at 2 s, when the last has just come.
  expect(total(one, 'devices', 'B', 'served')).toBe(199);
  expect(total(one, 'devices', 'B', 'late')).toBe(0);
});

test('a guest that gives a line up while it is told of it again is polled, and its list of events stays sound', () => {
  const options = {spec: tiny(), policy: policy('naive'), seed: 1};
  // Checked from the event in which it gives up: notifications meanwhile must not stay in the list.
  const settled = (m: Inside) => {
    if (m.plan.bindAt.some(bind => m.ints[bind + BIND.givenUp])) checkInvariants(m);
  };
  const {host} = openHost(options, {settled});
  host.run(50 * MS);
  expect(host.apply({command: 'hang_domain', domain: 'a'})).toBe(null);
  // Nothing holds the line: b, on the other CPU, looks 100,000 times and finds nothing, w + h0 + e each without sleeping in between.
  while (!host.takeFacts().some(fact => fact.kind === 'line_given_up')) host.run(host.now() + 5 * US);
  expect(host.now()).toBeLessThan(S);
  // The poll comes 100 ms later.
  host.run(host.now() + 110 * MS);
  expect(host.lost()).toBe(false);
});

describe('a driver that waits for the end of a reset', () => {
  const devices = [device({resets: ['flr']}), idle('B', 'b')];
  // Ready at 1.25 s, in the middle of a reset from 1.2 s to 1.3 s.
  const schedule = [
    at('200ms', {command: 'restart_domain', domain: 'a'}),
    at('1.2s', {command: 'reset_device', device: 'A'}),
  ];

  test('probes its device then', () => {
    const one = run(tiny({devices}), 'xen-2005', '2s', schedule);
    expect(times(one, 'device_probed')).toEqual([1.3 * S]);
    expect(one.host.keyframe().devices[0].inService).toBe(true);
  });

  test('does not when it has died meanwhile', () => {
    const dies = [...schedule, at('1.27s', {command: 'kill_domain', domain: 'a'})];
    const one = run(tiny({devices}), 'xen-2005', '2s', dies);
    expect(times(one, 'device_probed')).toEqual([]);
    expect(one.host.keyframe().devices[0].inService).toBe(false);
  });
});

describe('nobody cared', () => {
  // `a` is destroyed with its pin up (crashed at 1 s, unbound at 1.25 s). The storm notifies b and c at the same times, so that both
  // give the line up in the same instance.
  const orphan = [at('50ms', {command: 'hang_domain', domain: 'a'}), at('1s', {command: 'crash_domain', domain: 'a'})];
  const story = run(three(), 'xen-2005', '4s', orphan);

  test('a line is killed by the delivery after that in which its sharers gave it up, which they paid', () => {
    const gaveUp = times(story, 'line_given_up');
    expect(gaveUp).toEqual([gaveUp[0], gaveUp[0]]);
    // Hypercall, release, and another delivery to two.
    const killed = gaveUp[0] + costs.acknowledge + costs.release + costs.deliver + 2 * costs.notify;
    expect(times(story, 'line_killed')).toEqual([killed]);
    expect(gauge(story, 'lines', '5', 'state')).toBe('killed');
  });

  test('a line is killed when the one debtor that had not given it up is unbound', () => {
    // `a` is deaf; c is notified of a cause of its own now and then and so does not give up.
    const devices = [device(), idle('B', 'b'), device({name: 'C', domain: 'c', perSecond: 300, queue: 1})];
    const deaf = [at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'})];
    const [gaveUp] = times(run(three({devices}), 'xen-2005', '4s', deaf), 'line_given_up');
    const schedule = [
      ...deaf,
      at(`${gaveUp + 20 * US}ns`, {command: 'pause_domain', domain: 'c'}),
      at(`${gaveUp + 1 * S}ns`, {command: 'kill_domain', domain: 'c'}),
    ];
    const one = run(three({devices}), 'xen-2005', '5s', schedule);
    expect(times(one, 'line_given_up')).toEqual([gaveUp]);
    expect(times(one, 'domain_unbound')).toEqual([gaveUp + 1.05 * S]);
    expect(times(one, 'line_killed')).toEqual([gaveUp + 1.05 * S]);
  });

  test('a killed line lives again once those who gave it up were restarted', () => {
    const {host, m} = openHost({spec: three(), policy: policy('xen-2005'), seed: 1}, {});
    const until = (t: number, ...commands: MachineCommand[]) => {
      host.run(t);
      for (const command of commands) expect(host.apply(command)).toBe(null);
      checkInvariants(m);
    };
    until(50 * MS, orphan[0].do);
    until(1 * S, orphan[1].do);
    until(4 * S, {command: 'restart_domain', domain: 'b'}, {command: 'restart_domain', domain: 'c'});
    expect(host.keyframe().lines[0].state).toBe('killed');
    until(4.05 * S);
    expect(host.keyframe().lines[0].state).toBe('disabled');
    until(5.06 * S);
    // It storms again, and they count from 0.
    host.takeFacts();
    const before = host.keyframe().lines[0].perCpu![0];
    until(5.2 * S);
    host.takeSample();
    expect(host.keyframe().lines[0].perCpu![0]).toBeGreaterThan(before + 5_000);
    expect(host.keyframe().lines[0].state).not.toBe('killed');
  });

  test('whoever gave up is not to blame for a line that it no longer serves: who left the pin up is', () => {
    // B asks at 5 s, after the line was killed.
    const devices = [device(), device({name: 'B', domain: 'b', perSecond: 0.2}), idle('C', 'c')];
    const one = run(three({devices}), 'xen-2005', '5.2s', orphan);
    expect(times(one, 'line_killed')).toHaveLength(1);
    // Between two polls, which come every 100 ms, it starves.
    expect(rowAt(one, 5.1 * S, 'b')!.starvedOn).toMatchObject([{line: '5', by: ['a']}]);
  });
});

test('a release that is late, because an operator was quicker, leaves the next delivery alone', () => {
  // `a` is deaf, so that the line fires at once when unmasked, and on CPU 1, so that CPU 0 delivers while it releases.
  const domains = [
    {id: 1, name: 'a', cpu: 1, bootNs: S},
    {id: 2, name: 'b', cpu: 0, bootNs: S},
  ];
  const schedule = [
    at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'}),
    at('100.0235ms', {command: 'unmask_line', line: '5'}),
  ];
  const {host} = run(tiny({domains}), 'xen-2005', '100.03ms', schedule);
  const steps = host.steps('5', 100 * MS + 23.5 * US, 100 * MS + 26.5 * US).map(step => [step.t - 100 * MS, step.what]);
  expect(steps).toEqual([
    [23_500, 'released'],
    [23_500, 'delivered'],
    [23_500, 'masked'],
    [26_500, 'notified'],
    [26_500, 'notified'],
  ]);
});

test.each([-5, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a domain can not be slowed by %s ns', extraNs => {
  const host = createHost({spec: tiny(), policy: policy('xen-2005'), seed: 1});
  expect(host.apply({command: 'slow_domain', domain: 'a', extraNs})).not.toBe(null);
  expect(host.takeFacts()).toEqual([]);
  host.run(S);
  host.takeSample();
  expect(host.keyframe().lines[0].perCpu).toEqual([10, 0]);
});

describe('going back to a snapshot', () => {
  const back = () => {
    const host = createHost({spec: tiny(), policy: policy('xen-2005'), seed: 1, steps: true});
    host.run(150 * MS);
    const state = host.snapshot();
    host.run(250 * MS);
    host.apply({command: 'hang_domain', domain: 'a'});
    host.restore(state);
    return host;
  };

  test('forgets the steps that are yet to come, and keeps those before', () => {
    const host = back();
    const before = host.steps('5', 0, 150 * MS).length;
    expect(before).toBeGreaterThan(5);
    expect(host.steps('5', 0, S)).toHaveLength(before);
    // Masked now, so that nothing is delivered at 200 ms.
    expect(host.apply({command: 'mask_line', line: '5'})).toBe(null);
    host.run(250 * MS);
    expect(host.steps('5', 150 * MS, 250 * MS).map(step => step.what)).toEqual(['asserted']);
  });

  test('drops the facts of what was undone', () => {
    expect(back().takeFacts()).toEqual([]);
  });
});

test('a reset that ends while its domain is paused is followed by the probe when the domain goes on', () => {
  const spec = tiny({devices: [device({resets: ['flr']}), device({name: 'B', domain: 'b', perSecond: 0})]});
  const schedule = [
    {at: '200ms', do: {command: 'restart_domain', domain: 'a'} as const},
    {at: '1.2s', do: {command: 'reset_device', device: 'A'} as const},
    {at: '1.27s', do: {command: 'pause_domain', domain: 'a'} as const},
    {at: '1.6s', do: {command: 'resume_domain', domain: 'a'} as const},
  ];
  const run = drive({spec, policy: policy('xen-2005'), seed: 1}, '2s', schedule);
  // Booted at 1.25 s, in the middle of the reset of 100 ms, which ends while a stands still.
  expect(times(run, 'device_probed')).toEqual([1.6 * S]);
});

test.each(['vfio', 'descriptor', 'stub'])('%s: an edge, which nothing quiets, is told to its owners', name => {
  const edges = drive({spec: withAssumedHardware(poweredge, policy(name)), policy: policy(name), seed: 1}, '10s');
  // ide1 asks 16.9 times a second, alone on its edge line: all of it is served at once.
  const raised = total(edges, 'devices', 'ide1', 'raised');
  expect(raised).toBeGreaterThan(100);
  expect(total(edges, 'devices', 'ide1', 'served')).toBe(raised);
  expect(total(edges, 'devices', 'ide1', 'lost')).toBe(0);
});

test('a device that is served, or made to storm, while it is in D3hot goes on once, when it wakes', () => {
  const spec = tiny({devices: [device({loop: 'closed', queue: 1, d3Clears: 0}), idle('B', 'b')]});
  const cycle = at('150ms', {command: 'cycle_power', device: 'A'});
  // Its cause of 100 ms waits for a, which goes on in the 20 ms that the device is down; it wakes at 170 ms and asks every 100 ms then.
  const served = drive({spec, policy: policy('xen'), seed: 1}, '600ms', [
    at('50ms', {command: 'pause_domain', domain: 'a'}),
    cycle,
    at('155ms', {command: 'resume_domain', domain: 'a'}),
  ]);
  expect(total(served, 'devices', 'A', 'raised')).toBe(1 + 4);
  const storm = at('155ms', {command: 'storm_device', device: 'A', perSecond: 20});
  // 50 ms after each time that it was served, from 220 ms on: eight times in what is left.
  const stormed = drive({spec, policy: policy('xen'), seed: 1}, '600ms', [cycle, storm]);
  expect(total(stormed, 'devices', 'A', 'raised')).toBe(1 + 8);
});
