import {describe, expect, test} from 'vitest';
import {createHost} from '../../../src/machine/machine.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import {device, drive, gauge, MS, policy, poweredge, S, taken, times, tiny, total, US} from '../../helpers/host.ts';

describe('what can not be done is refused with the reason, and changes nothing', () => {
  const net = {domain: 'net'} as const;
  const cases: [string, MachineCommand[], MachineCommand, string][] = [
    ['no reset', [], {command: 'reset_device', device: 'libata'}, 'libata has no usable reset'],
    ['another reset', [], {command: 'reset_device', device: 'eth0', method: 'flr'}, 'eth0 has no flr reset, only pm'],
    [
      'reset twice',
      [{command: 'reset_device', device: 'eth0'}],
      {command: 'reset_device', device: 'eth0'},
      'eth0 is being reset already',
    ],
    ['no such device', [], {command: 'reset_device', device: 'eth7'}, 'there is no device eth7'],
    ['no such domain', [], {command: 'hang_domain', domain: 'nett'}, 'there is no domain nett'],
    ['no such line', [], {command: 'mask_line', line: '7'}, 'there is no line 7'],
    [
      'restart the dead',
      [{command: 'kill_domain', ...net}],
      {command: 'restart_domain', ...net},
      'net is dead, it does not run',
    ],
    [
      'kill the dead',
      [{command: 'kill_domain', ...net}],
      {command: 'kill_domain', ...net},
      'net is dead, it does not run',
    ],
    [
      'start what is being destroyed',
      [{command: 'kill_domain', ...net}],
      {command: 'start_domain', ...net},
      'net is still being destroyed',
    ],
    ['start what runs', [], {command: 'start_domain', ...net}, 'net is running, it need not be started'],
    [
      'restart what restarts',
      [{command: 'restart_domain', ...net}],
      {command: 'restart_domain', ...net},
      'net is restarting, it does not run',
    ],
    ['hang twice', [{command: 'hang_domain', ...net}], {command: 'hang_domain', ...net}, 'net hangs, it does not work'],
    [
      'slow down what hangs',
      [{command: 'hang_domain', ...net}],
      {command: 'slow_domain', ...net},
      'net hangs, it does not work',
    ],
    ['crash twice', [{command: 'crash_domain', ...net}], {command: 'crash_domain', ...net}, 'net has crashed already'],
    [
      'pause what crashed',
      [{command: 'crash_domain', ...net}],
      {command: 'pause_domain', ...net},
      'net has crashed, it does not work',
    ],
    ['resume what runs', [], {command: 'resume_domain', ...net}, 'net is running, it is not paused'],
    [
      'mask twice',
      [{command: 'mask_line', line: '169'}],
      {command: 'mask_line', line: '169'},
      'line 169 is masked already',
    ],
    ['unmask the open', [], {command: 'unmask_line', line: '185'}, 'line 185 is open already'],
  ];
  test.each(cases)('%s', (_name, before, command, reason) => {
    const host = createHost({spec: poweredge, policy: policy('xen-2005'), seed: 1});
    host.run(S);
    for (const one of before) expect(host.apply(one)).toBeNull();
    host.takeFacts();
    const state = host.snapshot();
    expect(host.apply(command)).toBe(reason);
    expect(host.takeFacts()).toEqual([]);
    expect(Buffer.from(host.snapshot()).equals(Buffer.from(state))).toBe(true);
  });

  test('unmasking what is killed, and touching a lost host', () => {
    const schedule = [{at: '1s', do: {command: 'crash_domain', domain: 'net'} as const}];
    const killed = drive({spec: poweredge, policy: policy('xen-2005'), seed: 1}, '5s', schedule);
    expect(times(killed, 'line_killed')).toHaveLength(1);
    const reason = 'line 169 is killed: nobody bound to it would acknowledge; restart a domain that gave it up';
    expect(killed.host.apply({command: 'unmask_line', line: '169'})).toBe(reason);
    const lost = drive({spec: poweredge, policy: policy('naive'), seed: 1}, '20s');
    expect(lost.host.apply({command: 'mask_line', line: '169'})).toBe('the host is lost');
  });

  test('a line without sharers is disabled, and says so', () => {
    const schedule = [{at: '1s', do: {command: 'kill_domain', domain: 'usb'} as const}];
    const run = drive({spec: poweredge, policy: policy('xen-2005'), seed: 1}, '2s', schedule);
    expect(run.facts.filter(fact => fact.kind === 'line_disabled').map(fact => fact.line)).toEqual([
      '185',
      '193',
      '201',
    ]);
    expect(gauge(run, 'lines', '193', 'state')).toBe('disabled');
    expect(run.host.apply({command: 'unmask_line', line: '193'})).toBe('line 193 is disabled: nobody is bound to it');
  });
});

describe('hangs and slowness', () => {
  test('deaf: acknowledges and never quiets; the line fires again as soon as the slowest has acknowledged', () => {
    const schedule = [{at: '50ms', do: {command: 'hang_domain', domain: 'a', hang: 'deaf'} as const}];
    const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '1.1s', schedule);
    // a: 3 + 4 + 15 + 1, then the unmasking 1.
    expect(taken(run, '5', '100ms', '1.1s')).toBeCloseTo(1e9 / (24 * US), -1);
    expect(total(run, 'devices', 'A', 'served')).toBe(0);
    // Its handler returns handled every time, so its guest never gives the line up; b's does, after 100,000 at this pace.
    const longer = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '3s', schedule);
    expect(longer.facts.filter(fact => fact.kind === 'line_given_up')).toEqual([
      {t: expect.any(Number), kind: 'line_given_up', line: '5', domain: 'b'},
    ]);
    expect(times(longer, 'line_given_up')[0] / S).toBeCloseTo(0.1 + (100_000 * 24 * US) / S, 2);
  });

  test('stuck: a hang in the middle of a handler leaves the device asking and the debt standing', () => {
    const schedule = [{at: '100.01ms', do: {command: 'hang_domain', domain: 'a'} as const}];
    const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '1s', schedule);
    expect(taken(run, '5')).toBe(1);
    expect(gauge(run, 'lines', '5', 'owedBy')).toEqual(['a']);
    expect(gauge(run, 'devices', 'A', 'asserted')).toBe(true);
    // A queue of 4: the rest of the ten causes is lost.
    expect(total(run, 'devices', 'A', 'lost')).toBe(10 - 4);
  });

  test('slow: every handler waits off its CPU first, and 0 heals', () => {
    const schedule = [
      {at: '50ms', do: {command: 'slow_domain', domain: 'a', extraNs: 30 * MS} as const},
      {at: '950ms', do: {command: 'slow_domain', domain: 'a', extraNs: 0} as const},
    ];
    const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '1.5s', schedule);
    // Held for 24 µs and the wait, each time; the CPU is not busier than before.
    expect(run.samples[4].lines![0].heldNs).toEqual({'in-flight': 24 * US + 30 * MS});
    expect(run.samples[4].cpus![0].handlerNs).toBe(21 * US);
    expect(run.samples[12].lines![0].heldNs).toEqual({'in-flight': 24 * US});
    expect(total(run, 'devices', 'A', 'late')).toBe(9);
  });

  test('paused in the middle of a handler, it goes on there when resumed', () => {
    const schedule = [
      {at: '100.01ms', do: {command: 'pause_domain', domain: 'a'} as const},
      {at: '400ms', do: {command: 'resume_domain', domain: 'a'} as const},
    ];
    const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1, steps: true}, '500ms', schedule);
    // 10 of the 22 µs until its handler is done had passed.
    const handled = run.host.steps('5', 0, S).find(step => step.what === 'handled')!;
    expect(handled.t).toBe(400 * MS + 12 * US);
    // The causes of 100 to 400 ms; that of 500 ms has just been taken.
    expect(total(run, 'devices', 'A', 'served')).toBe(4);
    expect(taken(run, '5')).toBe(2);
  });
});

describe('lines', () => {
  test('an operator’s unmask of a line in flight cancels the debts: the acknowledgement that comes later is void', () => {
    const schedule = [
      {at: '50ms', do: {command: 'slow_domain', domain: 'a', extraNs: 30 * MS} as const},
      {at: '110ms', do: {command: 'unmask_line', line: '5'} as const},
    ];
    const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1, steps: true}, '200ms', schedule);
    expect(gauge(run, 'lines', '5', 'released')).toEqual({operator: 1, acked: 1});
    const acks = run.host
      .steps('5', 0, S)
      .filter(step => step.domain === 'a' && ['acknowledged', 'void'].includes(step.what));
    // Unmasked too early the line fires at once and makes a new debt. The acknowledgement that was for the first is taken for
    // that one; a, notified a second time, looks again and finds that it owes nothing.
    expect(acks.map(step => step.what)).toEqual(['acknowledged', 'void']);
    // At 100 and 110 ms, and the cause of 200 ms has just been taken.
    expect(taken(run, '5')).toBe(3);
  });

  test('a masked level line waits and fires when it is unmasked; the sharers starve because of nobody', () => {
    const schedule = [
      {at: '50ms', do: {command: 'mask_line', line: '5'} as const},
      {at: '250ms', do: {command: 'unmask_line', line: '5'} as const},
    ];
    const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '290ms', schedule);
    expect(taken(run, '5', '0', '200ms')).toBe(0);
    expect(run.samples[1].domains).toEqual([
      {name: 'a', starvedNs: 100 * MS, starvedOn: [{line: '5', starvedNs: 100 * MS, by: []}]},
    ]);
    const late = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '300ms', schedule);
    // Once at 250 ms, for both causes; the one of 300 ms has just been taken.
    expect(taken(late, '5')).toBe(2);
    expect(total(late, 'devices', 'A', 'served')).toBe(2);
  });

  test('an edge that meets a masked pin is gone; one that comes while its line is in service is remembered once', () => {
    const edge = [{irq: '5', chip: 'IO-APIC-edge', trigger: 'edge' as const, affinity: [1, 0]}];
    const masked = [
      {at: '50ms', do: {command: 'mask_line', line: '5'} as const},
      {at: '150ms', do: {command: 'unmask_line', line: '5'} as const},
    ];
    const run = drive({spec: tiny({lines: edge}), policy: policy('xen-2005'), seed: 1, steps: true}, '290ms', masked);
    const steps = run.host.steps('5', 0, S);
    expect(steps.filter(step => step.what === 'lost_edge').map(step => step.t)).toEqual([100 * MS]);
    // The edge at 200 ms wakes the handler, which finds both causes.
    expect(steps.filter(step => step.what === 'delivered').map(step => step.t)).toEqual([200 * MS]);
    expect(steps.filter(step => step.what === 'handled').map(step => step.t)).toEqual([200 * MS + (3 + 4 + 15) * US]);
    // Three edges within a path of 3 µs: the second and third become one more delivery.
    const close = [1, 2, 3].map(i => device({name: `A${i}`, perSecond: 1e9 / (100 * MS + i * US)}));
    const burst = drive({spec: tiny({lines: edge, devices: close}), policy: policy('xen-2005'), seed: 1}, '200ms');
    expect(taken(burst, '5', '0', '200ms')).toBe(2);
  });

  test('late acknowledgements: void under the time limit, unless the line has fired again', () => {
    const slow = [{at: '50ms', do: {command: 'slow_domain', domain: 'b', extraNs: 5 * MS} as const}];
    const run = drive({spec: tiny(), policy: policy('xen'), seed: 1, steps: true}, '190ms', slow);
    const steps = run.host.steps('5', 0, S).map(step => [(step.t - 100 * MS) / US, step.what]);
    // Notified at 3; a is done at 23, b's handler begins after 5 ms. Forced at 3 + 1000, EOI sent at 1004.
    expect(steps.filter(([, what]) => what === 'forced')).toEqual([[1004, 'forced']]);
    expect(steps.at(-1)).toEqual([3 + 4 + 5000 + 2 + 1, 'void']);
  });
});

test('a domain that is killed leaves its device asking; started again, its driver quiets it', () => {
  const schedule = [
    {at: '150ms', do: {command: 'kill_domain', domain: 'a'} as const},
    {at: '500ms', do: {command: 'start_domain', domain: 'a'} as const},
  ];
  const run = drive({spec: tiny(), policy: policy('xen-2005', {guestSpurious: false}), seed: 1}, '2s', schedule);
  // Unbound at 200 ms, just as A asks: b alone acknowledges what it can not quiet, 2 + 0.5 + 4 + 2 + 1 + 1.
  expect(taken(run, '5', '300ms', '1.3s') / (1e9 / (10.5 * US))).toBeCloseTo(1, 2);
  expect(times(run, 'domain_ready')).toEqual([1.5 * S]);
  expect(gauge(run, 'devices', 'A', 'asserted', '1.59s')).toBe(false);
  expect(gauge(run, 'lines', '5', 'domains')).toEqual(['b', 'a']);
  expect(taken(run, '5', '1.6s', '2s')).toBe(4);
});

test('a reset of a device whose driver is well takes it out of service until the driver probes it', () => {
  const spec = tiny({devices: [device({resets: ['flr', 'pm']}), device({name: 'B', domain: 'b', perSecond: 0})]});
  const schedule = [
    {at: '150ms', do: {command: 'reset_device', device: 'A'} as const},
    {at: '600ms', do: {command: 'restart_domain', domain: 'a'} as const},
  ];
  const run = drive({spec, policy: policy('xen-2005'), seed: 1}, '2s', schedule);
  expect(run.facts.find(fact => fact.kind === 'device_reset')).toEqual({
    t: 150 * MS,
    kind: 'device_reset',
    device: 'A',
    method: 'flr',
  });
  expect(taken(run, '5', '200ms', '1.7s')).toBe(0);
  expect(gauge(run, 'devices', 'A', 'inService', '1s')).toBe(false);
  // Destroyed 50 ms, booted 1 s after 600 ms.
  expect(times(run, 'device_probed')).toEqual([1.65 * S]);
  expect(taken(run, '5', '1.7s', '2s')).toBe(3);
});
