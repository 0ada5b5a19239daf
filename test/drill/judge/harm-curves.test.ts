import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Drill} from '../../../src/drill/file/document.ts';
import {harmOf, lossesOf} from '../../../src/drill/judge/harm.ts';
import {harmCurvesOf} from '../../../src/drill/judge/harm-curves.ts';
import type {Keyframe} from '../../../src/protocol/record/keyframe.ts';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import type {Sample} from '../../../src/protocol/record/sample.ts';

// A host of two domains, of which `bad` is guilty. Nothing is simulated; a sample covers 100 ms.

const [MS, S] = [1e6, 1e9];
const GUILTY = new Set(['bad']);
const KEYFRAME: Keyframe = {
  kind: 'keyframe',
  t: 0,
  cpus: [0],
  lines: [],
  domains: ['bad', 'good'].map((name, id) => ({id, name, down: false, restarts: 0, state: 'running'})),
  devices: [{name: 'disk', line: '16', domain: 'good', power: 'D0', asserted: false, inService: true}],
};

type Part = Pick<Sample, 'domains' | 'devices'>;
const sample = (tenth: number, part: Part = {}): Sample => ({
  kind: 'sample',
  t: tenth * 100 * MS,
  spanNs: 100 * MS,
  ...part,
});
const ended = (t: number): TraceRecord => ({t, kind: 'drill_ended', won: true, reason: 'r'});

/** Each tenth from 1 to the last is a sample; some of them say more. */
function run(tenths: number, parts: {[tenth: number]: Part} = {}): TraceRecord[] {
  const samples = Array.from({length: tenths}, (_, at) => sample(at + 1, parts[at + 1]));
  return [KEYFRAME, ...samples, ended(tenths * 100 * MS)];
}

const starved = (ms: number): Part => ({domains: [{name: 'good', starvedNs: ms * MS}]});
const course = (limit: number, records: TraceRecord[], healthy = run(limit / (100 * MS))) =>
  harmCurvesOf({limit} as Drill, GUILTY, {run: records, healthy, idle: records, best: records, without: []});

test('a sample counts in the second in which it ends; late causes as 10 ms, lost ones as 100 ms', () => {
  const records = run(25, {
    3: starved(60),
    10: starved(100),
    11: starved(40),
    25: {devices: [{name: 'disk', late: 3, lost: 2}]},
  });
  expect(course(3 * S, records)).toMatchObject({
    stepNs: S,
    // 160 ms; 40 ms; 3 × 10 + 2 × 100 ms in the half second up to the end.
    run: {good: {stepsNs: [160 * MS, 40 * MS, 230 * MS], harmNs: 430 * MS}},
  });
});

test('only innocents are in it', () => {
  expect(Object.keys(course(S, run(10)).run)).toEqual(['good']);
});

test('in all, it is what the healthy did not lose', () => {
  const healthy = run(20, {5: starved(50)});
  expect(course(2 * S, run(20, {5: starved(80)}), healthy).run.good).toEqual({
    stepsNs: [80 * MS, 0],
    harmNs: 30 * MS,
  });
});

test('a host that is lost serves nobody from then on', () => {
  // Lost at 1.3 s: 0.7 s of that second, then all of it, and half a second up to the limit.
  const records: TraceRecord[] = [...run(12), {t: 1300 * MS, kind: 'host_lost', cpu: 0}];
  const {idle} = course(3.5 * S, records);
  expect(idle.good.stepsNs).toEqual([0, 700 * MS, S, 500 * MS]);
});

test('there are never more than 300 steps', () => {
  const {stepNs, idle} = course(901 * S, run(10));
  // 1801 s in steps of 3 s would be one too many.
  expect([stepNs, idle.good.stepsNs.length]).toEqual([4 * S, 226]);
});

test('its steps add up to what was lost, whatever happened', () => {
  const part = fc.record({
    starvedMs: fc.nat(100),
    late: fc.nat(20),
    lost: fc.nat(20),
    state: fc.constantFrom('running', 'crashed', undefined),
    inService: fc.constantFrom(true, false, undefined),
  });
  fc.assert(
    fc.property(
      fc.array(part, {minLength: 1, maxLength: 60}),
      fc.option(fc.integer({min: 1, max: 60})),
      (parts, lost) => {
        const told = parts.map(
          ({starvedMs, late, lost: gone, state, inService}, at): Sample =>
            sample(at + 1, {
              domains: [{name: 'good', starvedNs: starvedMs * MS, ...(state && {state})}],
              devices: [{name: 'disk', late, lost: gone, ...(inService !== undefined && {inService})}],
            }),
        );
        const records: TraceRecord[] = [KEYFRAME, ...told, ended(parts.length * 100 * MS)];
        if (lost !== null && lost <= parts.length)
          records.splice(lost + 1, 0, {t: told[lost - 1].t, kind: 'host_lost', cpu: 0});
        const {run: steps} = course(6 * S, records);
        const sum = steps.good.stepsNs.reduce((all, each) => all + each, 0);
        expect(sum).toBe(harmOf(lossesOf(records, GUILTY, parts.length * 100 * MS).good));
      },
    ),
  );
});

test('a domain may be called what every object has', () => {
  const domains = ['__proto__', 'constructor'].map((name, id) => ({id, name, down: false, restarts: 0}));
  const records: TraceRecord[] = [
    {...KEYFRAME, domains, devices: []},
    sample(1, {domains: [{name: '__proto__', starvedNs: 5}]}),
    ended(100 * MS),
  ];
  const {run: told} = course(S, records);
  expect(Object.entries(told).map(([name, {stepsNs}]) => [name, stepsNs])).toEqual([
    ['__proto__', [5]],
    ['constructor', [0]],
  ]);
});
