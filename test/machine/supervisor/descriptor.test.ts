import {describe, expect, test} from 'vitest';
import {quietingOf} from '../../../src/machine/hardware/descriptor.ts';
import type {Descriptor, DeviceSpec, MachineSpec, RegisterStep, Registers} from '../../../src/machine/spec.ts';
import {
  at,
  device,
  drive,
  gauge,
  policy,
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
import {AT, crash, expectNobodyStarves, expectSharersAlone, hang, story} from './silenced.ts';

// A driver's description of its registers lets the supervisor quiet its device (thread claim 21). Times as in silence-device.test.ts.

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
