import {describe, expect, test} from 'vitest';
import {withAssumedHardware} from '../../../src/machine/hardware/assumed-hardware.ts';
import {quietingOf} from '../../../src/machine/hardware/descriptor.ts';
import type {Mechanisms} from '../../../src/machine/policy/policy.ts';
import type {Descriptor, DeviceSpec, MachineSpec, RegisterStep, Registers} from '../../../src/machine/spec.ts';
import {
  at,
  device,
  drive,
  gauge,
  MS,
  policy,
  poweredge,
  type Run,
  S,
  stepsOf,
  type Timed,
  taken,
  times,
  tiny,
  total,
  US,
} from '../../helpers/host.ts';

// The supervisor quiets a device by itself: by its disable bit (PCI 2.3, real-systems.md 4), by what its driver said of its registers
// (thread claim 21), by a stub that knows the model (claim 8). Times of the tiny machine in µs from A's cause: d = 2, n = 0.5, w = 4.

const AT = 100 * MS;

const hang = at('5s', {command: 'hang_domain', domain: 'net'});
/** Hung for a second first, so that eth0's pin is certainly up. */
const crash = [hang, at('6s', {command: 'crash_domain', domain: 'net'})];

/** The PowerEdge with the hardware that the policy assumes, driven under it. */
function story(
  name: string,
  until: string,
  schedule: Timed[],
  changed: Partial<Mechanisms> = {},
  spec = poweredge,
): Run {
  const rules = policy(name, changed);
  return drive({spec: withAssumedHardware(spec, rules), policy: rules, seed: 1}, until, schedule);
}

const starved = (run: Run, name: string, from: string, to: string) =>
  total(run, 'domains', name, 'starvedNs', from, to);
/** 22 of the 40 a second: disk and usb. */
function expectSharersAlone(run: Run, from: number, to: number): void {
  const expected = 22 * (to - from);
  expect(Math.abs(taken(run, '169', `${from}s`, `${to}s`) - expected)).toBeLessThan(4 * Math.sqrt(expected));
}
/** Nothing that a person could see: some µs of CPU time that others had. */
function expectNobodyStarves(run: Run, from: string, to: string): void {
  for (const name of ['disk', 'usb', 'dom0']) expect(starved(run, name, from, to), name).toBeLessThan(1 * MS);
}

describe('disable bit (vfio)', () => {
  const bits = (changed: Partial<DeviceSpec> = {}) =>
    tiny({
      devices: [
        device({disableBit: true, ...changed}),
        device({name: 'B', domain: 'b', perSecond: 0, disableBit: true}),
      ],
    });

  test('the device that asks is silenced, its owner alone is told, the line is not held and nobody owes', () => {
    const run = drive({spec: bits(), policy: policy('vfio'), seed: 1, steps: true}, '150ms');
    // d + n for looking + n for telling a = 3; w + 15; e; the unmask of its user.
    expect(stepsOf(run)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [3, 'quiet', 'A'],
      [3, 'notified', 'a'],
      [22, 'handled', 'A'],
      [23, 'void', 'a'],
    ]);
    expect(gauge(run, 'lines', '5', 'state')).toBe(undefined);
    expect(total(run, 'domains', 'b', 'notified')).toBe(0);
  });

  test('a user’s unmask with the cause still pending: the bit stays set, it is told again, the line does not interrupt', () => {
    const schedule = [at('100.005ms', {command: 'raise_cause', device: 'A'})];
    // Its handler serves one cause at a time; the second came while it was told of the first.
    const run = drive({spec: bits({perCall: 1}), policy: policy('vfio'), seed: 1, steps: true}, '150ms', schedule);
    expect(stepsOf(run).filter(([t]) => Number(t) > 3)).toEqual([
      [22, 'handled', 'A'],
      [23, 'void', 'a'],
      [23, 'notified', 'a'],
      [38, 'handled', 'A'],
      [39, 'void', 'a'],
    ]);
    expect(taken(run, '5')).toBe(1);
  });

  test('a deaf user is told as fast as it answers, in its own time: one interrupt, and no sharer starves', () => {
    const schedule = [at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'})];
    const run = drive({spec: bits(), policy: policy('vfio'), seed: 1}, '1.1s', schedule);
    expect(taken(run, '5')).toBe(1);
    // 15 + 1 µs for each look.
    expect(total(run, 'domains', 'a', 'notified', '100ms', '1.1s') / (1e9 / (16 * US))).toBeCloseTo(1, 2);
    expect(starved(run, 'b', '0', '2s')).toBe(0);
  });

  test('net hangs: one interrupt more of eth0 at most, then the line falls from 40 to 22 a second, and nobody starves', () => {
    const run = story('vfio', '30s', [hang]);
    const before = 40.2 * 4;
    expect(Math.abs(taken(run, '169', '1s', '5s') - before)).toBeLessThan(4 * Math.sqrt(before));
    expectSharersAlone(run, 6, 30);
    expectNobodyStarves(run, '5s', '30s');
    expect(total(run, 'devices', 'eth0', 'served', '6s', '30s')).toBe(0);
    // Nothing is held for it; what shows is that it does not answer.
    expect(gauge(run, 'lines', '169', 'owedBy') ?? []).toEqual([]);
    expect(gauge(run, 'domains', 'net', 'silentSinceNs')).toBeLessThan(5.5 * S);
  });

  test('net crashes with the pin high: quiesced, reset, then released, in this order; nobody notices', () => {
    const run = story('vfio', '30s', crash);
    expectNobodyStarves(run, '5s', '30s');
    expectSharersAlone(run, 7, 14);
    const death = run.facts.filter(fact => ['device_quiesced', 'device_reset', 'domain_unbound'].includes(fact.kind));
    expect(death.map(fact => fact.kind)).toEqual(['device_quiesced', 'device_reset', 'domain_unbound']);
    expect(death.map(fact => fact.t / S)).toEqual([6.2, 6.2, 6.25]);
    // On again 8 s later.
    expect(total(run, 'devices', 'eth0', 'served', '15s', '30s')).toBeGreaterThan(200);
  });

  test('a device without the bit must own its line: else its bind is refused, and why', () => {
    const refused = (devices: DeviceSpec[]) =>
      drive({spec: tiny({devices}), policy: policy('vfio'), seed: 1}, '1s').facts.filter(
        fact => fact.kind === 'bind_refused',
      );
    const [a, b] = [device({disableBit: true}), device({name: 'B', domain: 'b', perSecond: 5})];
    expect(refused([a, b])).toEqual([
      {
        t: 0,
        kind: 'bind_refused',
        line: '5',
        domain: 'b',
        reason: 'B has no interrupt disable bit and would share the line',
      },
    ]);
    expect(refused([b, a])).toEqual([
      {t: 0, kind: 'bind_refused', line: '5', domain: 'a', reason: 'B has no interrupt disable bit and owns the line'},
    ]);
    expect(refused([b])).toEqual([]);
    expect(refused([a, {...b, disableBit: true}])).toEqual([]);
  });

  test('who was refused can have the line once its owner has gone', () => {
    const devices = [device({domain: 'a'}), device({name: 'B', domain: 'b', perSecond: 0, disableBit: true})];
    const run = drive({spec: tiny({devices}), policy: policy('vfio'), seed: 1}, '4s', [
      at('1s', {command: 'kill_domain', domain: 'a'}),
      at('2s', {command: 'restart_domain', domain: 'b'}),
    ]);
    expect(run.facts.filter(fact => fact.kind === 'domain_ready')).toEqual([
      {t: 3.05 * S, kind: 'domain_ready', domain: 'b', lines: ['5']},
    ]);
  });

  test('alone on its line a device without the bit is held as in 2005: masked until its user is done', () => {
    const run = drive({spec: tiny({devices: [device()]}), policy: policy('vfio'), seed: 1, steps: true}, '150ms');
    expect(stepsOf(run).map(([, what]) => what)).toEqual([
      'asserted',
      'delivered',
      'masked',
      'notified',
      'handled',
      'quiet',
      'acknowledged',
      'released',
    ]);
  });

  test('quiet-at=death: acknowledge by all while all live, silenced and reset when one dies', () => {
    const run = story('vfio', '14s', crash, {quietAt: 'death'});
    // Frozen by the hang until it is destroyed 250 ms after the crash, then no storm.
    expect(taken(run, '169', '5.3s', '6.2s')).toBe(0);
    expect(taken(run, '169', '6.2s', '6.3s')).toBeLessThan(10);
    expectSharersAlone(run, 7, 14);
  });
});

const PLACE = {width: 32, space: 'memory', bar: 0} as const;
const REGISTERS: Registers = {
  bars: [{space: 'memory', bytes: 64}],
  status: {...PLACE, offset: 0, bit: 11, clears: 'write-1'},
  enable: {...PLACE, offset: 4, bit: 3, enabled: 1},
};
const step = (offset: number, mask: number, value: number, changed: Partial<RegisterStep> = {}): RegisterStep => ({
  ...PLACE,
  offset,
  mask,
  value,
  ...changed,
});
const RIGHT: Descriptor = {
  detect: step(0, 0x800, 0x800),
  clear: step(0, 0x800, 0x800),
  enable: step(4, 8, 8),
  disable: step(4, 8, 0),
};

describe('what a descriptor does to registers', () => {
  const works = (changed: Partial<Descriptor>, registers: Partial<Registers> = {}) =>
    quietingOf(device({registers: {...REGISTERS, ...registers}, descriptor: {...RIGHT, ...changed}}));

  test('the right one detects, clears, disables and enables', () => {
    expect(works({})).toEqual({
      bit: false,
      stub: false,
      described: true,
      detects: true,
      alwaysDetects: false,
      disables: true,
      enables: true,
      clears: true,
    });
  });

  test.each<[string, RegisterStep, boolean]>([
    ['the byte that holds bit 11', step(1, 8, 8, {width: 8}), true],
    ['the byte in front of it', step(0, 8, 8, {width: 8}), false],
    ['the word', step(0, 0x800, 0x800, {width: 16}), true],
    ['the word behind it', step(2, 0x800, 0x800, {width: 16}), false],
    ['another BAR', step(0, 0x800, 0x800, {bar: 1}), false],
    ['ports instead of memory', step(0, 0x800, 0x800, {space: 'io'}), false],
    ['another bit', step(0, 0x400, 0x400), false],
    ['a register elsewhere', step(8, 0x800, 0x800), false],
  ])('detect by %s', (_name, detect, detects) => {
    expect(works({detect})).toMatchObject({detects, alwaysDetects: false});
  });

  test.each<[string, RegisterStep]>([
    ['an empty mask', step(0, 0, 0)],
    ['the value of a device that is quiet', step(0, 0x400, 0)],
    ['a byte that is not the status', step(8, 0xff, 0, {width: 8})],
  ])('detect by %s finds it asking whatever it does', (_name, detect) => {
    expect(works({detect})).toMatchObject({detects: true, alwaysDetects: true});
  });

  test.each<[string, Partial<Registers['status']>, RegisterStep, boolean]>([
    ['write 1 to clear: a 1 does', {}, step(0, 0x800, 0x800), true],
    ['write 1 to clear: a 0 does not', {}, step(0, 0x800, 0), false],
    // Read, changed, written: the 1 that was read is written back, and clears.
    ['write 1 to clear: changing a neighbour writes the 1 back', {}, step(0, 1, 1), true],
    ['write 0 to clear: a 0 does', {clears: 'write-0'}, step(0, 0x800, 0), true],
    ['write 0 to clear: a 1 does not', {clears: 'write-0'}, step(0, 0x800, 0x800), false],
    ['write 0 to clear: changing a neighbour writes the 1 back', {clears: 'write-0'}, step(0, 1, 1), false],
    ['read to clear: any access does', {clears: 'read'}, step(0, 0, 0), true],
    ['read to clear: not one elsewhere', {clears: 'read'}, step(8, 0x800, 0x800), false],
    ['the wrong byte', {}, step(0, 8, 8, {width: 8}), false],
  ])('%s', (_name, status, clear, clears) => {
    expect(works({clear}, {status: {...REGISTERS.status, ...status}}).clears).toBe(clears);
  });

  test.each<[string, RegisterStep, RegisterStep, 0 | 1, [boolean, boolean]]>([
    ['swapped', step(4, 8, 8), step(4, 8, 0), 1, [false, false]],
    ['swapped, of a device whose bit silences it', step(4, 8, 8), step(4, 8, 0), 0, [true, true]],
    ['disable elsewhere', step(8, 8, 0), step(4, 8, 8), 1, [false, true]],
    ['enable elsewhere', step(4, 8, 0), step(8, 8, 8), 1, [true, false]],
    ['an empty mask', step(4, 0, 0), step(4, 0, 0), 1, [false, false]],
  ])('disable and enable %s', (_name, disable, enable, enabled, [disables, enables]) => {
    const registers = {enable: {...REGISTERS.enable, enabled}};
    expect(works({disable, enable}, registers)).toMatchObject({disables, enables});
  });
});

describe('acknowledge descriptor', () => {
  const described = (changed: Partial<Descriptor> = {}, own: Partial<DeviceSpec> = {}): MachineSpec => {
    const right = {registers: REGISTERS, descriptor: RIGHT};
    const descriptor = {...RIGHT, ...changed};
    return tiny({
      devices: [device({...right, descriptor, ...own}), device({name: 'B', domain: 'b', perSecond: 0, ...right})],
    });
  };
  const rejected = (run: Run) => run.facts.filter(fact => fact.kind === 'descriptor_rejected');
  const run = (spec: MachineSpec, until = '150ms', schedule: Timed[] = []) =>
    drive({spec, policy: policy('descriptor'), seed: 1, steps: true}, until, schedule);

  test('detected, disabled, its owner told, EOI, no debt: 3 µs a delivery; the acknowledgement enables', () => {
    const one = run(described());
    expect(stepsOf(one)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [3, 'quiet', 'A'],
      [3, 'notified', 'a'],
      [22, 'handled', 'A'],
      [23, 'void', 'a'],
    ]);
    expect(rejected(one)).toEqual([]);
    // It asks again at 200 ms.
    expect(taken(run(described(), '250ms'), '5')).toBe(2);
  });

  test('net hangs: nobody starves, and eth0 is out of service until net is restarted', () => {
    const one = story('descriptor', '30s', [hang, at('12s', {command: 'restart_domain', domain: 'net'})]);
    expectNobodyStarves(one, '5s', '30s');
    expectSharersAlone(one, 6, 12);
    expect(total(one, 'devices', 'eth0', 'served', '6s', '20s')).toBe(0);
    expect(total(one, 'devices', 'eth0', 'served', '20.1s', '30s')).toBeGreaterThan(100);
  });

  test('net crashes with the pin high: disabled and cleared as it dies; nobody starves', () => {
    const one = story('descriptor', '14s', crash);
    expectNobodyStarves(one, '5s', '14s');
    expectSharersAlone(one, 7, 14);
    expect(times(one, 'device_quiesced')).toEqual([6.2 * S]);
  });

  test('quiet-at=death: as in 2005 while it hangs; its death ends it without a storm', () => {
    const one = story('descriptor', '14s', crash, {quietAt: 'death'});
    expect(taken(one, '169', '5.3s', '6.2s')).toBe(0);
    expect(taken(one, '169', '6.2s', '6.3s')).toBeLessThan(10);
    expectSharersAlone(one, 7, 14);
  });

  const wrong: [string, Partial<Descriptor>, string][] = [
    ['never detects', {detect: step(0, 0x400, 0x400)}, 'it does not tell that the device asks'],
    ['detects at another width', {detect: step(0, 8, 8, {width: 8})}, 'it does not tell that the device asks'],
    ['detects in another BAR', {detect: step(0, 0x800, 0x800, {bar: 1})}, 'it does not tell that the device asks'],
    ['detects in ports', {detect: step(0, 0x800, 0x800, {space: 'io'})}, 'it does not tell that the device asks'],
    ['disables nothing', {disable: step(8, 8, 0)}, 'the device asks on though it was disabled'],
  ];
  test.each(wrong)(
    'one that %s is found out at the first interrupt, and left for a debt as in 2005',
    (_name, changed, reason) => {
      const one = run(described(changed), '250ms');
      expect(rejected(one)).toEqual([{t: AT + 2.5 * US + 0.5 * US, kind: 'descriptor_rejected', device: 'A', reason}]);
      // Masked, owed by a, released by its acknowledgement; b, whose device is quieted, is not asked.
      expect(
        stepsOf(one)
          .map(([, what]) => what)
          .slice(0, 8),
      ).toEqual(['asserted', 'delivered', 'masked', 'notified', 'handled', 'quiet', 'acknowledged', 'released']);
      expect(total(one, 'domains', 'b', 'notified')).toBe(0);
    },
  );

  test.each(wrong)('one that %s: a hang freezes the line as under xen-2005', (_name, changed) => {
    const one = run(described(changed), '1.05s', [at('50ms', {command: 'hang_domain', domain: 'a'})]);
    expect(gauge(one, 'lines', '5', 'owedBy')).toEqual(['a']);
    expect(taken(one, '5')).toBe(1);
  });

  test('one that always detects tells its owner of what is not its own', () => {
    const right = {registers: REGISTERS};
    const always = {...RIGHT, detect: step(0, 0, 0)};
    const spec = tiny({
      devices: [
        device({...right, descriptor: RIGHT}),
        device({name: 'B', domain: 'b', perSecond: 0, ...right, descriptor: always}),
      ],
    });
    const one = run(spec, '1.05s');
    // The line interrupts at 100 ms, 200 … 900; that of 1 s has just been taken as the last sample is.
    expect(total(one, 'domains', 'b', 'notified')).toBe(9);
    expect(total(one, 'devices', 'B', 'raised')).toBe(0);
    expect(rejected(one)).toEqual([]);
  });

  test('one that does not enable leaves its device silent after its first interrupt: its causes pile up and are lost', () => {
    const one = run(described({enable: step(8, 8, 8)}), '1.05s');
    expect(taken(one, '5')).toBe(1);
    expect(total(one, 'devices', 'A', 'served')).toBe(1);
    // 9 more, of which its queue holds 4.
    expect(total(one, 'devices', 'A', 'lost')).toBe(5);
    expect(gauge(one, 'lines', '5', 'state') ?? 'open').toBe('open');
  });

  test('ten times in a millisecond asking again the moment it is enabled: not believed any more', () => {
    const one = run(described(), '1.1s', [at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'})]);
    expect(rejected(one)).toMatchObject([{device: 'A', reason: 'the device asked ten times in a millisecond'}]);
    // Each is 3 + 4 + 15 + 1 = 23 µs after the one before; the first was no re-fire, after ten of them the next is refused.
    expect(rejected(one)[0].t).toBe(AT + 10 * 23 * US + 3 * US);
    // From then on a debt: 3 + 4 + 15 + 1 + 1, for b is not asked.
    expect(taken(one, '5', '100ms', '1.1s') / (1e9 / (24 * US))).toBeCloseTo(1, 1);
  });

  test('a driver that probes its device anew is believed anew', () => {
    const one = run(described(), '3s', [
      at('50ms', {command: 'hang_domain', domain: 'a', hang: 'deaf'}),
      at('500ms', {command: 'restart_domain', domain: 'a'}),
    ]);
    expect(total(one, 'devices', 'A', 'served', '2s', '3s')).toBe(10);
    expect(rejected(one)).toHaveLength(1);
    expect(one.samples.slice(20).every(sample => !sample.lines?.[0].heldNs)).toBe(true);
  });
});

describe('stub driver', () => {
  /** As machine.md has them: for eth0 and the uhci controllers, not for libata. */
  const devices = poweredge.devices.map(one => (/^eth|^uhci/.test(one.name) ? {...one, stub: true} : one));
  const spec: MachineSpec = {...poweredge, devices};
  const NET_RATE = 18.2;

  test('clears the cause and keeps the status for the owner: no debt, and the device can ask again at once', () => {
    const late = device({stub: true, perSecond: 1e9 / (100 * MS)});
    const one = drive(
      {
        spec: tiny({devices: [late, device({name: 'B', domain: 'b', perSecond: 0, stub: true})]}),
        policy: policy('stub'),
        seed: 1,
        steps: true,
      },
      '150ms',
      [at('100.01ms', {command: 'raise_cause', device: 'A'})],
    );
    expect(stepsOf(one)).toEqual([
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [3, 'quiet', 'A'],
      [3, 'notified', 'a'],
      // In the middle of a's handler, which is cut short for 3 µs.
      [10, 'asserted', 'A'],
      [10, 'delivered', 0],
      [13, 'quiet', 'A'],
      [13, 'notified', 'a'],
      [25, 'handled', 'A'],
      [26, 'void', 'a'],
      [28, 'not_mine', 'A'],
      [29, 'void', 'a'],
    ]);
  });

  test('net hangs: the line stays at 40 a second until eth0’s ring is full after 14 s, then 22; nobody starves', () => {
    const one = story('stub', '40s', [hang], {}, spec);
    const full = 5 + 256 / NET_RATE;
    expect(full).toBeCloseTo(19.07, 1);
    const before = 40.2 * 11;
    expect(Math.abs(taken(one, '169', '6s', '17s') - before)).toBeLessThan(4 * Math.sqrt(before));
    expectSharersAlone(one, 24, 40);
    expectNobodyStarves(one, '5s', '40s');
    // The ring fills at 18.2 a second: 256 packets take 14.07 s, a deviation of 0.9.
    const lostFirst = one.samples.find(row => row.devices?.some(each => each.name === 'eth0' && (each.lost ?? 0) > 0))!;
    expect(Math.abs(lostFirst.t / S - full)).toBeLessThan(3.5);
    const lost = NET_RATE * (40 - 24);
    expect(Math.abs(total(one, 'devices', 'eth0', 'lost', '24s', '40s') - lost)).toBeLessThan(4 * Math.sqrt(lost));
  });

  test('net crashes with the pin high: there is no pin that stays high', () => {
    const one = story('stub', '30s', crash, {}, spec);
    expectNobodyStarves(one, '5s', '30s');
    expect(times(one, 'line_given_up')).toEqual([]);
    expect(taken(one, '169', '7s', '8s')).toBeLessThan(100);
  });

  test('disk hangs: it has no stub, and the line freezes as under xen-2005', () => {
    const one = story('stub', '20s', [at('5s', {command: 'hang_domain', domain: 'disk'})], {}, spec);
    // Its first cause is delivered, and whoever else asked by then.
    expect(taken(one, '169', '6s', '20s')).toBe(0);
    expect(gauge(one, 'lines', '169', 'owedBy')).toEqual(['disk']);
    expect(starved(one, 'net', '6s', '20s') / S).toBeGreaterThan(13);
  });

  test('what a stub can not quiet, a pin that is stuck, is left for debts', () => {
    const stubs = tiny({devices: [device({stub: true}), device({name: 'B', domain: 'b', perSecond: 0, stub: true})]});
    const one = drive({spec: stubs, policy: policy('stub'), seed: 1}, '1s', [
      at('50ms', {command: 'stick_device', device: 'A'}),
    ]);
    // 3 (d + n + n) + 4 + 2 + 1 + 1: a is told, looks in vain, and pays.
    expect(taken(one, '5', '100ms', '1s') / (0.9e9 / (11 * US))).toBeCloseTo(1, 1);
  });
});
