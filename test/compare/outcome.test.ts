import {expect, test} from 'vitest';
import {outcomeOf} from '../../src/compare/outcome.ts';
import {bucketOf, quantile} from '../../src/protocol/record/histogram.ts';
import type {Keyframe, LineKeyframe} from '../../src/protocol/record/keyframe.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {Sample} from '../../src/protocol/record/sample.ts';
import type {Scheduled} from '../../src/session/session.ts';
import {MS} from '../helpers/host.ts';

// Hand-made records of two lines: 5 is shared by A of domain a and B of domain b, 6 has C of the supervisor. Samples of 100 ms.

const line: Omit<LineKeyframe, 'irq' | 'devices' | 'domains'> = {
  chip: null,
  trigger: 'level',
  state: 'open',
  owedBy: [],
  perCpu: [0],
};
const device = {power: 'D0', asserted: false, inService: true} as const;
const domain = {down: false, restarts: 0, state: 'running'} as const;
const KEYFRAME: Keyframe = {
  kind: 'keyframe',
  t: 0,
  cpus: [0],
  lines: [
    {...line, irq: '5', devices: ['A', 'B'], domains: ['a', 'b']},
    {...line, irq: '6', devices: ['C'], domains: []},
    {...line, irq: '7', devices: [], domains: []},
    {...line, irq: 'LOC', counter: true, devices: [], domains: null, owedBy: null},
  ],
  domains: [
    {...domain, id: 1, name: 'a'},
    {...domain, id: 2, name: 'b'},
  ],
  devices: [
    {...device, name: 'A', line: '5', domain: 'a'},
    {...device, name: 'B', line: '5', domain: 'b'},
    {...device, name: 'C', line: '6', domain: null},
  ],
};

const sample = (ms: number, rows: Partial<Sample> = {}): Sample => ({
  kind: 'sample',
  t: ms * MS,
  spanNs: 100 * MS,
  ...rows,
});

/** Domain a is the guilty one, from 100 ms on. */
const HANG: Scheduled[] = [{t: 100 * MS, command: {command: 'hang_domain', domain: 'a'}}];
const outcome = (records: TraceRecord[], untilMs: number, schedule = HANG) =>
  outcomeOf([KEYFRAME, ...records], schedule, untilMs * MS);

const UNHARMED = {
  lostNs: null,
  starvedNs: 0,
  late: 0,
  lost: 0,
  stormNs: 0,
  maskedNs: 0,
  outOfService: 0,
  p99Ns: null,
  recoveredNs: 0,
  refused: [],
};

test('where nothing happens nothing is harmed', () => {
  expect(outcome([sample(100), sample(200), sample(300)], 300)).toEqual(UNHARMED);
  expect(outcome([], 300, [])).toEqual(UNHARMED);
});

test('what was before the first command does not count, and is the beginning where there is none', () => {
  const before = sample(100, {
    lines: [{irq: '5', heldNs: {'in-flight': 30 * MS}, cpuNs: 60 * MS}],
    domains: [{name: 'b', starvedNs: 20 * MS}],
    devices: [{name: 'B', raised: 3, served: 2, late: 1, lost: 1}],
  });
  expect(outcome([before, sample(200)], 200)).toEqual(UNHARMED);
  expect(outcome([before, sample(200)], 200, [])).toMatchObject({
    starvedNs: 20 * MS,
    late: 1,
    lost: 1,
    stormNs: 100 * MS,
    maskedNs: 30 * MS,
    recoveredNs: 100 * MS,
  });
});

test('only the innocent starve, are late and are the worst; what is lost is anybody’s', () => {
  const found = outcome(
    [
      sample(100),
      sample(200, {
        domains: [
          {name: 'a', starvedNs: 40 * MS},
          {name: 'b', starvedNs: 7 * MS},
        ],
        devices: [
          {name: 'A', raised: 9, served: 1, late: 1, lost: 8, servedNs: [[bucketOf(90 * MS), 1]]},
          {name: 'B', raised: 2, served: 2, late: 1, servedNs: [[bucketOf(20 * MS), 2]]},
          {name: 'C', raised: 3, served: 3, late: 0, servedNs: [[bucketOf(1 * MS), 3]]},
        ],
      }),
    ],
    200,
  );
  expect(found).toMatchObject({starvedNs: 7 * MS, late: 1, lost: 8, p99Ns: quantile([[bucketOf(20 * MS), 1]], 0.99)});
});

test('who names a device blames its owner; who names a line blames nobody', () => {
  const starving = sample(200, {
    domains: [
      {name: 'a', starvedNs: 4 * MS},
      {name: 'b', starvedNs: 7 * MS},
    ],
  });
  const starvedNs = (schedule: Scheduled[]) => outcome([sample(100), starving], 200, schedule).starvedNs;
  expect(starvedNs([{t: 0, command: {command: 'reset_device', device: 'B'}}])).toBe(4 * MS);
  expect(starvedNs([{t: 0, command: {command: 'reset_device', device: 'C'}}])).toBe(11 * MS);
  expect(starvedNs([{t: 0, command: {command: 'mask_line', line: '5'}}])).toBe(11 * MS);
});

test('what waits at the end is late and slow, with its age since the sample that told of it', () => {
  // 40 raised in the first sample after the command, of which 30 are served at once and 4 in the last; 2 more in the last.
  const found = outcome(
    [
      sample(100),
      sample(200, {devices: [{name: 'B', raised: 40, served: 30, servedNs: [[bucketOf(MS), 30]]}]}),
      sample(300),
      sample(400, {devices: [{name: 'B', raised: 2, served: 4, late: 4, servedNs: [[bucketOf(250 * MS), 4]]}]}),
    ],
    400,
  );
  // 4 were late when they were served, 6 are so still; the 2 of the last sample can not be known to be.
  expect(found.late).toBe(10);
  // 36 of 42 are below, so the 99 % lie among the 4 served after 250 ms (34 to 38 of 42 with the two young ones) and the 6 of 200 ms.
  expect(found.p99Ns).toBe(quantile([[bucketOf(250 * MS), 1]], 0.99));
});

test('a reset throws the oldest away, a full queue the newest', () => {
  const raised = sample(200, {devices: [{name: 'B', raised: 5}]});
  const reset = sample(300, {devices: [{name: 'B', lost: 5}]});
  expect(outcome([sample(100), raised, reset], 300)).toMatchObject({late: 0, lost: 5});
  const full = sample(300, {devices: [{name: 'B', raised: 3, lost: 3}]});
  expect(outcome([sample(100), raised, full], 300)).toMatchObject({late: 5, lost: 3});
});

test('a storm is a line above 10,000 a second or with half a CPU; a counter never storms', () => {
  const samples = [
    sample(100),
    sample(200, {lines: [{irq: '5', counts: [[0, 1_000]]}]}),
    sample(300, {lines: [{irq: '5', counts: [[0, 1_001]]}]}),
    sample(400, {lines: [{irq: '6', cpuNs: 50 * MS}]}),
    sample(500, {lines: [{irq: '6', cpuNs: 50 * MS - 1}]}),
    sample(600, {lines: [{irq: 'LOC', counts: [[0, 100_000]]}]}),
  ];
  // After the last storm nothing is wrong: recovered when that sample ended, 300 ms after the command.
  expect(outcome(samples, 600)).toMatchObject({stormNs: 200 * MS, recoveredNs: 300 * MS});
});

test('masked is every reason, on every line that has a device', () => {
  const held = sample(200, {
    lines: [
      {irq: '5', heldNs: {'in-flight': 3 * MS, limited: 4 * MS}},
      {irq: '6', heldNs: {masked: 5 * MS}},
      {irq: '7', heldNs: {disabled: 100 * MS}},
    ],
  });
  expect(outcome([sample(100), held], 200).maskedNs).toBe(12 * MS);
});

test('out of service: not initialised, its owner does not work, its line silent throughout, it asks in vain throughout', () => {
  const found = outcome(
    [
      sample(100),
      // C is not initialised: 1 of 3.
      sample(200, {devices: [{name: 'C', inService: false}]}),
      // It is again; a hangs, so that A does not work: 1 of 3.
      sample(300, {devices: [{name: 'C', inService: true}], domains: [{name: 'a', state: 'hung'}]}),
      // a is slow and works; line 5 is held throughout, for two reasons: A and B, 2 of 3.
      sample(400, {
        domains: [{name: 'a', state: 'slow'}],
        lines: [{irq: '5', heldNs: {'in-flight': 60 * MS, masked: 40 * MS}}],
      }),
      // Held as long, but it fires meanwhile: none.
      sample(500, {lines: [{irq: '5', counts: [[0, 90]], heldNs: {'in-flight': 100 * MS}}]}),
      // B asks, and in the sample after that nothing of it is served: 1 of 3 in that one.
      sample(600, {lines: [{irq: '5', counts: [[0, 90]]}], devices: [{name: 'B', raised: 2}]}),
      sample(700, {lines: [{irq: '5', counts: [[0, 90]]}]}),
      // One is served: none. The other one is thrown away, which is no service: 1 of 3.
      sample(800, {devices: [{name: 'B', served: 1}]}),
      sample(900, {devices: [{name: 'B', lost: 1}]}),
      sample(1_000),
    ],
    1_000,
  );
  expect(found.outOfService).toBeCloseTo((1 + 1 + 2 + 0 + 0 + 1 + 0 + 1 + 0) / 3 / 9, 12);
  expect(found.recoveredNs).toBe(800 * MS);
});

test('a device that moved to another line goes with that one', () => {
  const silent = sample(200, {lines: [{irq: '6', heldNs: {masked: 100 * MS}}]});
  const rewired: TraceRecord = {t: 100 * MS, kind: 'line_rewired', line: '6', devices: ['C', 'B']};
  expect(outcome([sample(100), rewired, silent], 200).outOfService).toBeCloseTo(2 / 3, 12);
  const moved: TraceRecord = {t: 100 * MS, kind: 'device_moved', device: 'C', from: '6', to: '5'};
  // Nobody is left on line 6, so that it does not matter that it is masked.
  expect(outcome([sample(100), moved, silent], 200)).toMatchObject({outOfService: 0, maskedNs: 0});
});

test('a host that is switched off is out of service until it is on again', () => {
  const records: TraceRecord[] = [
    sample(100),
    {t: 150 * MS, kind: 'host_down'},
    sample(200),
    sample(300),
    {t: 350 * MS, kind: 'host_up'},
    sample(400),
  ];
  expect(outcome(records, 400)).toMatchObject({outOfService: 2 / 3, recoveredNs: 200 * MS});
});

test('never recovered: the last sample is still bad, or the host is lost', () => {
  const starving = sample(300, {domains: [{name: 'b', starvedNs: 10 * MS + 1}]});
  const little = sample(300, {domains: [{name: 'b', starvedNs: 10 * MS}]});
  expect(outcome([sample(100), sample(200), starving], 300).recoveredNs).toBeNull();
  expect(outcome([sample(100), sample(200), little], 300).recoveredNs).toBe(0);
});

test('a lost host is out of service to the end, and what waits then waits to the end', () => {
  const records: TraceRecord[] = [
    sample(100),
    sample(200, {devices: [{name: 'B', raised: 1}]}),
    {t: 250 * MS, kind: 'host_lost', cpu: 0},
    {...sample(250), spanNs: 50 * MS},
  ];
  const found = outcome(records, 1_000);
  expect(found).toMatchObject({lostNs: 250 * MS, recoveredNs: null, late: 1});
  // From 100 to 200 ms all of it worked, to 250 all but B, which was not served, to 1,000 nothing.
  expect(found.outOfService).toBeCloseTo((50 / 3 + 750) / 900, 12);
  expect(found.p99Ns).toBe(quantile([[bucketOf(800 * MS), 1]], 0.99));
});

test('a host that is lost before the first command was never of use', () => {
  const records: TraceRecord[] = [
    {t: 40 * MS, kind: 'host_lost', cpu: 0},
    {...sample(40), spanNs: 40 * MS},
  ];
  expect(outcome(records, 1_000)).toMatchObject({lostNs: 40 * MS, outOfService: 1, recoveredNs: null});
});

test('what the machine refused is kept with its reason', () => {
  const [{t, command}] = HANG;
  const refused: TraceRecord = {t, kind: 'command_refused', command, reason: 'a is dead'};
  expect(outcome([sample(100), refused], 200).refused).toEqual([{t, command, reason: 'a is dead'}]);
});
