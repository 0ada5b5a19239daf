import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import type {Header} from '../../../src/protocol/record/header.ts';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {openLive} from '../../../src/session/live.ts';
import {openPace} from '../../../src/session/pace.ts';
import {openSession, type Scheduled, type Tap} from '../../../src/session/session.ts';
import {openSimulator} from '../../../src/source/simulator/simulator.ts';
import type {Source} from '../../../src/source/source.ts';
import {MS, policy, S, tiny} from '../../helpers/host.ts';
import {seen, straight, straightOf} from '../../helpers/past.ts';

// A small host on which something is always wrong, played for minutes; and somebody who goes to and fro in its time.

const SCRIPT: Scheduled[] = [
  {t: 3 * S, command: {command: 'hang_domain', domain: 'a'}},
  {t: 9.35 * S, command: {command: 'restart_domain', domain: 'a'}},
  {t: 40 * S, command: {command: 'hang_domain', domain: 'a', hang: 'deaf'}},
  {t: 200.05 * S, command: {command: 'restart_domain', domain: 'a'}},
  {t: 230 * S, command: {command: 'add_marker', text: 'quiet'}},
];
const LENGTH_NS = 300 * S;

const simulator = (seed = 1) => {
  const scenario = {name: 'tiny', title: '', policy: 'xen', machine: tiny()};
  return openSimulator({scenario, policy: policy('xen-2005'), seed, intervalNs: 100 * MS, hardware: 'assumed'});
};

/** All records of a run, as they are recorded. */
function records(schedule: readonly Scheduled[], toNs = LENGTH_NS): TraceRecord[] {
  const all: TraceRecord[] = [];
  const session = openSession(simulator(), {schedule, tap: tapInto(all)});
  session.advance(toNs);
  return all;
}

const STRAIGHT = straightOf(simulator().header, records(SCRIPT), LENGTH_NS);

/** The source without the way back; what cannot be sought in has its memory only. */
const without = ({snapshot: _, restore: __, ...source}: Source): Source => ({
  ...source,
  get ended() {
    return source.ended;
  },
});

type Step = {play: number} | {step: 1 | -1} | {seek: number} | {speed: number} | {find: 1 | -1} | {end: true};

const walk: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({play: fc.integer({min: 0, max: 60_000})}),
    fc.record({step: fc.constantFrom(1 as const, -1 as const)}),
    fc.record({seek: fc.oneof(fc.integer({min: 0, max: 300_000}), fc.constantFrom(0, 40_000, 9350, 9300))}),
    fc.record({find: fc.constantFrom(1 as const, -1 as const)}),
    fc.record({speed: fc.constantFrom(0.5, 1, 7)}),
    fc.constant({end: true as const}),
  ),
  {minLength: 4, maxLength: 14},
);

/** Somebody at a live session, on a clock of their own. `budget`: seconds that one tick may play. */
function open(source: Source, schedule: readonly Scheduled[], memoryBytes: number, budget = 1000) {
  const tapped: {header: Header; records: TraceRecord[]}[] = [{header: source.header, records: []}];
  const tap: Tap = {
    wantsView: () => false,
    take: more => tapped.at(-1)!.records.push(...more),
    branched: header => tapped.push({header, records: []}),
  };
  let ms = 0;
  let looks = 0;
  const pace = openPace({now: () => ms});
  const session = openSession(source, {schedule, tap});
  const live = openLive(session, {pace, now: () => looks++ / budget, budgetMs: 1, memoryBytes});
  const arrive = () => {
    for (let ticks = 0; ticks < 10_000 && live.timeline.seekingNs !== null; ticks++) live.tick();
    expect(live.timeline.seekingNs).toBeNull();
  };
  const pass = (by: number) => {
    ms += by;
    const due = pace.due();
    for (let ticks = 0; ticks < 1000 && live.view.t < due; ticks++) live.tick();
  };
  return {live, tapped, arrive, pass, session};
}

function carryOut(step: Step, {live, arrive, pass}: ReturnType<typeof open>): void {
  if ('play' in step) {
    live.resume();
    // Until there, and nothing of what comes later is needed.
    if (live.view.t < LENGTH_NS - 61 * S) pass(Math.min(step.play, (61_000 / Number(live.speed)) | 0));
  }
  if ('step' in step) {
    live.pause();
    live.step(step.step);
  }
  if ('seek' in step) live.seek(step.seek * MS);
  if ('find' in step) live.find(step.find);
  if ('speed' in step) live.setSpeed(step.speed);
  if ('end' in step) live.seek(Infinity);
  arrive();
}

const LIMITS = {numRuns: 8};

describe('what is seen at a time is the same however one came there', () => {
  test.each([
    ['in memory', 16e6, 1000],
    ['beyond memory', 150_000, 1000],
    ['beyond memory, a little in each tick', 150_000, 7],
  ])('in a simulation, %s', (_, memoryBytes, budget) => {
    fc.assert(
      fc.property(walk, steps => {
        const user = open(simulator(), SCRIPT, memoryBytes, budget);
        for (const step of steps) {
          carryOut(step, user);
          expect(seen(user.live)).toEqual(straight(STRAIGHT, user.live.view.t));
        }
        // Nothing is recorded twice, nothing is left out.
        const {tapped, session} = user;
        const upTo = (all: readonly TraceRecord[]) => JSON.stringify(all.filter(({t}) => t <= session.farthestNs));
        expect(JSON.stringify(tapped[0].records)).toBe(upTo(STRAIGHT.all));
      }),
      LIMITS,
    );
  });
});

describe('what can not be taken back has its memory', () => {
  test('and what is shown of it is the same', () => {
    fc.assert(
      fc.property(walk, steps => {
        const user = open(without(simulator()), SCRIPT, 16e6);
        for (const step of steps) {
          carryOut(step, user);
          expect(seen(user.live)).toEqual(straight(STRAIGHT, user.live.view.t));
        }
      }),
      {numRuns: 5},
    );
  });

  test('beyond it nothing is shown, and how far it reaches is told', () => {
    const {live, pass} = open(without(simulator()), SCRIPT, 300_000);
    for (let second = 0; second < 200; second++) pass(1000);
    const {reachNs} = live.timeline;
    expect(reachNs).toBeGreaterThan(100 * S);
    expect(live.timeline.branches).toBe(false);
    live.pause();
    live.seek(5 * S);
    expect(live.view.t).toBe(reachNs);
    live.step(-1);
    expect(live.view.t).toBe(reachNs);
    live.send!({command: 'hang_domain', domain: 'b'});
    expect(live.view.t).toBe(reachNs);
    live.seek(Infinity);
    expect(live.view.t).toBe(200 * S);
  });
});

const asked: fc.Arbitrary<MachineCommand> = fc.oneof(
  fc.record({command: fc.constant('hang_domain' as const), domain: fc.constantFrom('a', 'b')}),
  fc.record({command: fc.constant('restart_domain' as const), domain: fc.constantFrom('a', 'b')}),
  fc.record({command: fc.constantFrom('mask_line' as const, 'unmask_line' as const), line: fc.constant('5')}),
);

describe('a command in the past begins a branch', () => {
  test('each run can be made again alone, from the commands in its header and its own, byte for byte', () => {
    const visits = fc.array(fc.tuple(walk, asked), {minLength: 1, maxLength: 4});
    fc.assert(
      fc.property(visits, fc.constantFrom(150_000, 16e6), (all, memoryBytes) => {
        const user = open(simulator(), SCRIPT, memoryBytes);
        for (const [steps, command] of all) {
          for (const step of steps) carryOut(step, user);
          user.live.send!(command);
          user.arrive();
        }
        for (const {header, records: run} of user.tapped) expect(madeAgain(header, run)).toBe(JSON.stringify(run));
      }),
      {numRuns: 8},
    );
  });

  test('what came after is of another run, its alerts and bookmarks too', () => {
    const user = open(simulator(), [], 16e6);
    user.pass(10_000);
    user.live.send!({command: 'hang_domain', domain: 'a'});
    user.pass(9_000);
    expect(user.live.view.alerts).not.toEqual([]);
    user.live.pause();
    user.live.seek(9.96 * S);
    user.live.send!({command: 'mask_line', line: '5'});
    expect(user.live.header).toMatchObject({branchOf: {t: 9.9 * S}});
    expect(user.live.header.commands).toBeUndefined();
    expect(user.live.timeline.farthestNs).toBe(9.9 * S);
    user.live.resume();
    user.pass(9_000);
    // Nobody hangs in this run; its line is masked.
    expect(user.live.view.domains.get('a')).toMatchObject({hang: null});
    const commands = user.live.timeline.bookmarks.filter(({kind}) => kind === 'command');
    expect(commands).toEqual([{t: 9.9 * S, kind: 'command'}]);
  });

  test('what was scheduled for later is due again, what was asked by hand is forgotten', () => {
    const user = open(simulator(), [{t: 20 * S, command: {command: 'hang_domain', domain: 'b'}}], 16e6);
    user.pass(15_000);
    user.live.send!({command: 'hang_domain', domain: 'a'});
    user.pass(10_000);
    user.live.seek(10 * S);
    user.live.send!({command: 'mask_line', line: '5'});
    user.pass(15_000);
    const said = user.live.view.log.flatMap(entry =>
      entry.kind === 'fact' ? [`${entry.t / S} ${entry.fact.kind}`] : [],
    );
    expect(said).toEqual(['10 command_applied', '10 line_masked', '20 command_applied', '20 domain_hung']);
  });
});

/** A run from the requests in its header and its own records. */
function madeAgain(header: Header, run: readonly TraceRecord[]): string {
  const all: TraceRecord[] = [];
  const session = openSession(simulator(), {schedule: header.commands ?? []});
  session.advance(header.branchOf?.t ?? 0);
  if (!header.branchOf) return JSON.stringify(records(run.flatMap(commandsOf), run.at(-1)?.t));
  session.tap(tapInto(all));
  session.schedule(run.flatMap(commandsOf));
  session.advance(run.at(-1)?.t ?? 0);
  return JSON.stringify(all);
}

function commandsOf(record: TraceRecord): Scheduled[] {
  if (record.kind === 'marker_added') return [{t: record.t, command: {command: 'add_marker', text: record.text}}];
  if (record.kind !== 'command_applied' && record.kind !== 'command_refused') return [];
  return record.command ? [{t: record.t, command: record.command}] : [];
}

function tapInto(all: TraceRecord[]): Tap {
  return {wantsView: () => false, take: more => all.push(...more)};
}

test('of a past that can be had again less is kept, so that seeks do not fill memory', () => {
  const LIMIT = 4e6;
  const [again, once] = [simulator(), without(simulator())].map(source => {
    const session = openSession(source);
    const history = session.remember();
    for (let t = 0; t < 2 * LENGTH_NS; t += S) session.advance(t);
    return history.bytes;
  });
  expect(again).toBeLessThan(1.1 * LIMIT);
  expect(once).toBeGreaterThan(1.5 * LIMIT);
});
