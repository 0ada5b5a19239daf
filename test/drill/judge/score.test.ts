import {expect, test} from 'vitest';
import {readDrill} from '../../../src/drill/file/read.ts';
import {type Evidence, findingsOf} from '../../../src/drill/judge/findings.ts';
import {scoreOf} from '../../../src/drill/judge/score.ts';
import type {Fact} from '../../../src/protocol/record/fact.ts';
import type {Keyframe} from '../../../src/protocol/record/keyframe.ts';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import type {DomainSample} from '../../../src/protocol/record/sample.ts';
import {KNOWN} from '../../../src/stage/setup.ts';

// Recordings made by hand on a host with two domains on line 16: `bad`, which the drill breaks at 10 s, and `good`, which is innocent.
// A sample covers one second. Nothing is simulated; each score is worked out in the comment above it.

const S = 1e9;
const TEXT = `
drill: by-hand
title: t
level: easy
scenario: poweredge-400sc
policy: xen-2005
limit: 100s
brief: b
objective: o
holds: [{device: libata, serves: 1/s}]
for: 5s
unsafe: [{do: unmask_line 169, before: reset_device eth0, say: not yet}]
question: q
choices: [this, that]
hints: [{cost: 5, text: first}, {cost: 7, text: second}]
causes:
  - {answer: this, right: ["169", net], injects: [{at: 10s, do: hang_domain net}], solution: [{after: 1s, do: restart_domain net}], blunder: [{after: 1s, do: restart_domain disk}]}
  - {fault: off, answer: that, right: ["169"], solution: [{after: 1s, do: acknowledge_alert 169}], blunder: [{after: 1s, do: restart_domain disk}]}
lesson: l
precedent: p
`;
const read = readDrill(TEXT, KNOWN);
if (read.faults) throw new Error(JSON.stringify(read.faults));
const {drill} = read;
const NAMES = {domain: ['net', 'disk'], device: ['eth0', 'libata'], line: ['169']};

const device = (name: string, domain: string) =>
  ({name, line: '169', domain, power: 'D0', asserted: false, inService: true}) as const;
const KEYFRAME: Keyframe = {
  kind: 'keyframe',
  t: 0,
  cpus: [0],
  lines: [
    {
      irq: '169',
      chip: null,
      trigger: 'level',
      devices: ['eth0', 'libata'],
      domains: ['net', 'disk'],
      state: 'open',
      owedBy: [],
      perCpu: [0],
    },
  ],
  domains: ['net', 'disk'].map((name, id) => ({id, name, down: false, restarts: 0, state: 'running'})),
  devices: [device('eth0', 'net'), device('libata', 'disk')],
};

/** A run of so many seconds; `disk` starves through seconds from..to (both given as the end of the sample). */
function run(seconds: number, starved: [from: number, to: number] | null, facts: Fact[] = []): TraceRecord[] {
  const records: TraceRecord[] = [KEYFRAME];
  for (let s = 1; s <= seconds; s++) {
    const starves = starved !== null && s > starved[0] && s <= starved[1];
    const domains: DomainSample[] = starves ? [{name: 'disk', starvedNs: S}] : [];
    records.push({kind: 'sample', t: s * S, spanNs: S, ...(domains.length > 0 && {domains})});
  }
  return [...records, ...facts].sort((one, other) => one.t - other.t);
}

const fault: Fact = {t: 10 * S, kind: 'inject_applied', command: {command: 'hang_domain', domain: 'net'}};
const ended = (s: number, won: boolean, reason = 'r'): Fact => ({t: s * S, kind: 'drill_ended', won, reason});
const seen = (s: number, alert: string): Fact => ({t: s * S, kind: 'alert_acknowledged', alert});
const said = (s: number, answer: string): Fact => ({t: s * S, kind: 'diagnosis_answered', answer});
const restart = {command: 'restart_domain', domain: 'net'} as const;
const done = (s: number, command: Extract<Fact, {kind: 'command_applied'}>['command']): Fact => ({
  t: s * S,
  kind: 'command_applied',
  command,
});

const healthy = run(100, null);
const idle = run(100, [10, 100], [fault, ended(100, false)]);
// Starves from 10 to 20 s: harm 10 s. Acts at 20 s, recovered at 22 s, which is 5 s before its end.
const best = run(27, [10, 20], [fault, seen(14, '169'), done(20, restart), ended(27, true)]);

function points(evidence: Partial<Evidence>, cause = drill.causes[0]) {
  const found = findingsOf(drill, cause, NAMES, {run: best, healthy, idle, best, without: [], ...evidence});
  return scoreOf(drill, found);
}
const pointsOf = (evidence: Partial<Evidence>, cause = drill.causes[0]) =>
  points(evidence, cause).rows.map(row => Math.round(row.points * 1000) / 1000);

test('as quick as the best known run, and right: every point', () => {
  // The first sign, a starved domain, stands at 11 s: seen at 14 s is 3 s later, less than the 10 s that earn all points.
  const perfect = run(27, [10, 20], [fault, seen(14, '169'), said(15, 'this'), done(20, restart), ended(27, true)]);
  const without = [run(27, [10, 27], [fault])];
  expect(points({run: perfect, without}).total).toBe(100);
  expect(pointsOf({run: perfect, without})).toEqual([55, 5, 5, 10, 15, 10]);
});

test('harm weighs at least half, time at most a quarter', () => {
  const [harm, detect, contain, recover, diagnosis, care] = points({}).rows.map(row => row.of);
  expect(harm + detect + contain + recover + diagnosis + care).toBe(100);
  expect(harm).toBeGreaterThanOrEqual(50);
  expect(detect + contain + recover).toBeLessThanOrEqual(25);
  const [none, acknowledged, known] = points({run: run(50, null, [ended(50, true)])}, drill.causes[1]).rows;
  expect([none.of >= 50, none.of + acknowledged.of + known.of]).toEqual([true, 100]);
});

test('the clock may be stopped once; each time more costs 5', () => {
  const stopped = (times: number) => {
    const stops = Array.from({length: times}, (_, at): Fact => ({t: (12 + at) * S, kind: 'frozen'}));
    return run(27, [10, 20], [fault, ...stops, seen(14, '169'), said(15, 'this'), done(20, restart), ended(27, true)]);
  };
  const without = [run(27, [10, 27], [fault])];
  expect([1, 2, 3].map(times => points({run: stopped(times), without}).total)).toEqual([100, 95, 90]);
});

test('slower, with a hint, without a diagnosis', () => {
  // Harm: starves 10 to 50 s, 40 s, between 10 (best) and 90 (nothing): 55 x (90 - 40)/(90 - 10) = 34.375.
  // Detected by the acknowledgement at 31 s, 20 s after the sign at 11 s: one doubling of 10 s of three, 5 x 2/3 = 3.333.
  // Contained at 50 s, 40 s after the fault, best 10 s: two doublings, 5/3 = 1.667.
  // Recovered at 58 s (ended at 63 s): 48 s after the fault, best 12 s: two doublings, 10/3 = 3.333. Diagnosis 0, care 10, hint -5.
  const facts = [
    fault,
    seen(31, 'stopped/169'),
    {t: 32 * S, kind: 'hint_taken', hint: 1, cost: 5, text: 'first'} as Fact,
  ];
  const slow = run(63, [10, 50], [...facts, done(50, restart), ended(63, true)]);
  const without = [run(63, [10, 63], [fault])];
  expect(pointsOf({run: slow, without})).toEqual([34.375, 3.333, 1.667, 3.333, 0, 10, -5]);
  // 34.375 + 3.333 + 1.667 + 3.333 + 0 + 10 - 5 = 47.708
  expect(points({run: slow, without}).total).toBe(48);
});

test('where doing nothing harms nobody, harm of one’s own counts against 5 s', () => {
  // Harm 2 s, best and doing nothing none: 55 x (1 - 2/5) = 33.
  const harmless = run(100, null, [fault, ended(100, false)]);
  const spotless = run(27, null, [fault, seen(14, '169'), done(20, restart), ended(27, true)]);
  const rough = run(27, [20, 22], [fault, seen(14, '169'), said(15, 'this'), done(20, restart), ended(27, true)]);
  expect(pointsOf({run: rough, idle: harmless, best: spotless})[0]).toBe(33);
});

test('nothing done: only care is left, and the drill is lost', () => {
  const score = points({run: idle});
  expect(score.rows.map(row => row.points)).toEqual([0, 0, 0, 0, 0, 10]);
  expect([score.total, score.cap]).toEqual([10, 'at most 40, because the drill was lost: r']);
});

test('an unsafe act caps the score at 40, and says why', () => {
  // All as the best run, but the line was opened before the card was reset.
  const rash = run(
    27,
    [10, 20],
    [
      fault,
      seen(14, '169'),
      said(15, 'this'),
      done(16, {command: 'unmask_line', line: '169'}),
      done(20, restart),
      ended(27, true),
    ],
  );
  const score = points({run: rash, without: [null, run(27, [10, 27], [fault])]});
  expect(score.total).toBe(40);
  expect(score.cap).toBe('at most 40, because of an unsafe act: unmask_line 169: not yet');
});

test('the wrong acknowledgement and an act that harmed cost care; the harm counts as harm', () => {
  // disk starves 10 to 30 s, 20 s; restarting disk at 22 s put it out of service too: without that act it had starved as long, but the
  // 8 s in which it did not run had not been. Harm 28 s: 55 x (90 - 28)/80 = 42.625. Detected by the restart of net at 30 s, 19 s after
  // the sign: log2(1.9) = 0.926 of three doublings, 5 x 0.6913 = 3.457. Contained 20 s after the fault, best 10: 5 x 2/3 = 3.333.
  // Recovered at 32 s, 22 s after the fault, best 12: log2(1.8333) = 0.8745, 10 x 0.7085 = 7.085. Care 10 - 5 - 5 = 0.
  const down = (records: TraceRecord[]): TraceRecord[] =>
    records.map(record => {
      if (record.kind !== 'sample' || (record.t !== 23 * S && record.t !== 31 * S)) return record;
      const state = record.t === 23 * S ? 'restarting' : 'running';
      const told = record.domains?.[0] ?? {name: 'disk'};
      return {...record, domains: [{...told, state}]};
    });
  const disk = {command: 'restart_domain', domain: 'disk'} as const;
  const clumsy = down(run(37, [10, 30], [fault, seen(20, 'disk'), done(22, disk), done(30, restart), ended(37, true)]));
  const without = [run(37, [10, 30], [fault, ended(37, true)]), down(run(37, [10, 37], [fault]))];
  expect(pointsOf({run: clumsy, without})).toEqual([42.625, 3.457, 3.333, 7.085, 0, 0]);
  expect(points({run: clumsy, without}).total).toBe(57);
});

test('where nothing is wrong: looking is 55, saying so 70, knowing it 100, an outage nothing', () => {
  const [, none] = drill.causes;
  const calm = (...facts: Fact[]) => run(50, null, [...facts, ended(50, true)]);
  const evidence = (run: TraceRecord[]) => ({run, healthy, idle: healthy, best: healthy});
  expect(points(evidence(calm()), none).total).toBe(55);
  expect(points(evidence(calm(seen(20, '169'))), none).total).toBe(70);
  expect(points(evidence(calm(seen(20, '169'), said(22, 'that'))), none).total).toBe(100);
  // 8 s of starvation are more than the 5 s at which nothing is left of the points for harm.
  const outage = run(50, [20, 28], [seen(20, '169'), ended(50, false)]);
  expect(pointsOf(evidence(outage), none)).toEqual([0, 15, 0]);
});
