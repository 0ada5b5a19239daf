import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Step} from '../../../src/protocol/record/step.ts';
import {type Live, openLive} from '../../../src/session/live.ts';
import {openPace} from '../../../src/session/pace.ts';
import {openRecorder} from '../../../src/session/recorder/recorder.ts';
import {openSession, type Scheduled} from '../../../src/session/session.ts';
import type {ReplicaSource} from '../../../src/session/steps/steps.ts';
import {openRecordedBytes} from '../../../src/source/recording/recorded-bytes.ts';
import {openSimulator} from '../../../src/source/simulator/simulator.ts';
import type {Source} from '../../../src/source/source.ts';
import {openPacked} from '../../../src/trace/recording/writer.ts';
import {MS, policy, S, tiny} from '../../helpers/host.ts';
import {memory, recorded} from '../../helpers/recorded.ts';

// Single steps of a small host, which is commanded: of the run itself, of what is recorded of it with and without them, and of
// branches. What is expected is what a run of its own tells that never went back.

const LENGTH_NS = 60 * S;
const SCRIPT: Scheduled[] = [
  {t: 3 * S, command: {command: 'hang_domain', domain: 'a'}},
  {t: 9.35 * S, command: {command: 'reset_device', device: 'A'}},
  {t: 9.35 * S, command: {command: 'restart_domain', domain: 'a'}},
  {t: 40 * S, command: {command: 'hang_domain', domain: 'b'}},
];

type Options = {policyName?: string; steps?: boolean; recordSteps?: boolean; perSecond?: number; seed?: number};

function simulator({policyName = 'xen-2005', perSecond = 10, seed = 1, ...options}: Options = {}): Source {
  const machine = tiny();
  const devices = machine.devices.map(device => ({
    ...device,
    arrivals: 'poisson' as const,
    resets: ['flr' as const],
    perSecond,
  }));
  const scenario = {name: 'tiny', title: '', policy: 'xen', machine: {...machine, devices}};
  return openSimulator({
    scenario,
    policy: policy(policyName),
    seed,
    intervalNs: 100 * MS,
    hardware: 'assumed',
    ...options,
  });
}

/** All steps of line 5 of a run that goes straight on, by its own account. */
function straight(schedule: readonly Scheduled[], options: Options = {}, toNs = LENGTH_NS): Step[] {
  const steps: Step[] = [];
  const session = openSession(simulator({...options, recordSteps: true}), {
    schedule,
    tap: {
      wantsView: () => false,
      take: records => {
        for (const record of records) if (record.kind === 'step') steps.push(record);
      },
    },
  });
  session.advance(toNs);
  return steps;
}

const STRAIGHT = straight(SCRIPT);
const inside = (steps: readonly Step[], from: number, to: number) => steps.filter(({t}) => t >= from && t <= to);

async function replay(
  bytes: Buffer,
  replica: null | ((source: Source) => ReplicaSource['open']) = () => () => simulator({steps: true}),
) {
  const source = (await openRecordedBytes(
    {size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length), close: async () => {}},
    'a.gz',
  ))!;
  return open(source, [], replica ? {open: replica(source), recorded: source.records} : undefined);
}

function open(source: Source, schedule: readonly Scheduled[], replica?: ReplicaSource, memoryBytes?: number) {
  let ms = 0;
  const pace = openPace({now: () => ms});
  const session = openSession(source, {schedule});
  const live = openLive(session, {pace, now: () => 0, memoryBytes, later: setImmediate, replica});
  return {
    live,
    session,
    pass(seconds: number) {
      ms += 1000 * seconds;
      live.tick();
    },
    /** Until what is read and run in the background is there. */
    async arrive(done = () => live.timeline.seekingNs === null) {
      for (let n = 0; n < 2000 && (n < 3 || !done()); n++) {
        await new Promise(setImmediate);
        live.tick();
      }
      expect(done()).toBe(true);
    },
  };
}

const known = (live: Live, from: number, to: number) => {
  const found = live.steps('5', from, to);
  return 'steps' in found ? found.steps : found;
};

/** Where they differ first; a picture of all differences of thousands would take minutes. */
function expectSame(found: unknown, expected: readonly Step[]): void {
  const steps = Array.isArray(found) ? found : [found];
  const at = expected.findIndex((step, place) => JSON.stringify(step) !== JSON.stringify(steps[place]));
  const from = at < 0 ? expected.length : at;
  expect([steps.length, steps.slice(from, from + 2)]).toEqual([expected.length, expected.slice(from, from + 2)]);
}

/** Asked as often as a screen does, until it is known. */
async function found({live, arrive}: ReturnType<typeof open>, from: number, to: number) {
  await arrive(() => !('coming' in live.steps('5', from, to)));
  return known(live, from, to);
}

const walk = fc.array(fc.oneof(fc.integer({min: 0, max: LENGTH_NS / MS}), fc.constantFrom(9350, 3000, 100, 0)), {
  minLength: 1,
  maxLength: 6,
});

describe('the steps of a recorded simulation at any time are those of the run, wherever one was before', () => {
  test.each([
    ['which is run again', false],
    ['from its file', true],
  ])('%s', async (_, recordSteps) => {
    const bytes = recorded(simulator({recordSteps}), LENGTH_NS, SCRIPT);
    await fc.assert(
      fc.asyncProperty(walk, async times => {
        const user = await replay(bytes);
        user.live.pause();
        for (const ms of times) {
          const t = ms * MS;
          user.live.seek(t);
          await user.arrive();
          expect(user.live.view.t).toBe(t);
          expectSame(await found(user, Math.max(t - 2 * S, 0), t), inside(STRAIGHT, t - 2 * S, t));
        }
      }),
      {numRuns: 5},
    );
  });
});

test('a recording that began later is run again with all that was asked before', async () => {
  const source = simulator();
  const recorder = openRecorder(source.header);
  const session = openSession(source, {schedule: SCRIPT, tap: recorder});
  session.advance(15 * S);
  const sink = memory();
  recorder.start(() => openPacked(sink));
  session.advance(30 * S);
  recorder.stop();
  const user = await replay(sink.bytes());
  // It begins with the next sample.
  expect(user.live.view.t).toBe(15.1 * S);
  user.live.seek(20 * S);
  await user.arrive();
  expectSame(await found(user, 18 * S, 20 * S), inside(STRAIGHT, 18 * S, 20 * S));
});

test('one that does not come again as it is recorded is told so, and shows no steps', async () => {
  const bytes = recorded(simulator(), 30 * S, SCRIPT);
  const user = await replay(bytes, () => () => simulator({steps: true, seed: 2}));
  user.live.seek(20 * S);
  await user.arrive();
  expect(await found(user, 19 * S, 20 * S)).toEqual({
    missing: expect.stringMatching(
      /^no single steps: a second run differs from the recording from 0\.\d+ s on; irqdeck check shows how$/,
    ),
  });
});

test('one whose scenario is not known here says so', async () => {
  const bytes = recorded(simulator(), 30 * S, SCRIPT);
  const user = await replay(bytes, () => async () => {
    throw new Error('its scenario, tiny, is none that there is here');
  });
  expect(await found(user, 0, 0)).toEqual({missing: 'its scenario, tiny, is none that there is here'});
});

test('what takes longer than a minute to run again is given up, and what was reached is shown', async () => {
  const bytes = recorded(simulator(), 120 * S, SCRIPT);
  let ms = 0;
  const source = (await openRecordedBytes(
    {size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length), close: async () => {}},
    'a.gz',
  ))!;
  const session = openSession(source);
  // Every look at the clock takes a second of it.
  const now = () => (ms += 1000);
  const live = openLive(session, {
    pace: openPace({now: () => 0}),
    now,
    later: setImmediate,
    replica: {open: () => simulator({steps: true}), recorded: source.records},
  });
  live.seek(100 * S);
  for (let n = 0; n < 500 && live.timeline.seekingNs !== null; n++) {
    await new Promise(setImmediate);
    live.tick();
  }
  const said = new Set<string>();
  for (let n = 0; n < 500 && !said.has('missing'); n++) {
    await new Promise(setImmediate);
    const steps = live.steps('5', 99 * S, 100 * S);
    if ('coming' in steps) said.add(steps.coming.replace(/\d+ %/, 'N %'));
    if ('missing' in steps) said.add('missing').add(steps.missing);
  }
  expect([...said]).toEqual([
    'running it again up to 100.000 s to find its single steps: N %',
    'missing',
    'running it again up to 100.000 s takes more than a minute',
  ]);
});

describe('in a simulation', () => {
  test('steps that are no longer kept are found by running it again, from a moment that is kept', async () => {
    // Under the naive policy a million steps a second: of 260,000 that are kept some are of the last quarter of a second only.
    const options = {policyName: 'naive', perSecond: 200, steps: true};
    const user = open(simulator(options), [], {open: () => simulator(options)});
    for (let n = 0; n < 8; n++) user.pass(0.25);
    expect(user.session.stepsFromNs!()).toBeGreaterThan(1 * S);
    const all = straight([], options, 0.4 * S);
    user.live.pause();
    for (const t of [0.35 * S, 0.12 * S]) {
      user.live.seek(t);
      await user.arrive();
      expectSame(await found(user, t - 20 * MS, t), inside(all, t - 20 * MS, t));
    }
  });

  test('after a branch they are those of the branch', async () => {
    const options = {steps: true};
    const user = open(simulator(options), SCRIPT.slice(0, 1), {open: () => simulator(options)});
    for (let n = 0; n < 12; n++) user.pass(1);
    user.live.pause();
    user.live.seek(6 * S);
    // So that it was run again once, with what came later.
    user.live.stepEvent('5', 1);
    user.live.seek(6 * S);
    user.live.send!({command: 'reset_device', device: 'A'});
    user.live.resume();
    for (let n = 0; n < 6; n++) user.pass(1);
    const branch = straight([...SCRIPT.slice(0, 1), {t: 6 * S, command: {command: 'reset_device', device: 'A'}}]);
    expectSame(await found(user, 5 * S, 12 * S), inside(branch, 5 * S, 12 * S));
    user.live.pause();
    const {t} = user.live.view;
    user.live.stepEvent('5', -1);
    await user.arrive();
    expect(user.live.view.t).toBe(branch.findLast(step => step.t < t)!.t);
  });
});

describe('events one after the other', () => {
  const TIMES = [...new Set(STRAIGHT.map(({t}) => t))];

  const users: {[name: string]: () => Promise<ReturnType<typeof open>>} = {
    simulation: async () => open(simulator({steps: true}), SCRIPT, {open: () => simulator({steps: true})}),
    'simulation without a ring': async () => open(simulator(), SCRIPT, {open: () => simulator({steps: true})}),
    'recording with steps': () => replay(recorded(simulator({recordSteps: true}), LENGTH_NS, SCRIPT)),
    'recording of somebody else, with steps': () =>
      replay(recorded(simulator({recordSteps: true}), LENGTH_NS, SCRIPT), null),
    'recording without': () => replay(recorded(simulator(), LENGTH_NS, SCRIPT)),
  };

  test.each(Object.keys(users))('%s: on, and back again', async name => {
    const user = await users[name]();
    const {live} = user;
    for (const startMs of [0, 2990, 9340, 30_000]) {
      live.resume();
      for (let n = 0; n < 100 && live.view.t < startMs * MS; n++)
        user.pass(Math.min((startMs * MS - live.view.t) / S, 1));
      await user.arrive();
      live.pause();
      const from = live.view.t;
      const next = TIMES.filter(t => t > from).slice(0, 12);
      const seen: number[] = [];
      for (const _ of next) {
        live.stepEvent('5', 1);
        await user.arrive();
        seen.push(live.view.t);
      }
      expect(seen).toEqual(next);
      for (const expected of TIMES.filter(t => t < next.at(-1)!)
        .slice(-15)
        .reverse()) {
        live.stepEvent('5', -1);
        await user.arrive();
        expect(live.view.t).toBe(expected);
      }
    }
  });

  test('a line on which nothing happens says so, and one stays where one is', async () => {
    const options = {steps: true, perSecond: 0};
    const user = open(simulator(options), [], {open: () => simulator(options)});
    user.pass(5);
    user.live.pause();
    for (const [by, sentence] of [
      [1, 'line 5 has no step in the next 10 s'],
      [-1, 'line 5 has no step before this time'],
    ] as const) {
      user.live.stepEvent('5', by);
      await user.arrive();
      expect([user.live.view.t, user.live.timeline.notice]).toEqual([5 * S, sentence]);
    }
  });

  test('at the end of a recording nothing comes after', async () => {
    const user = await replay(recorded(simulator(), 30 * S, SCRIPT));
    user.live.pause();
    user.live.seek(TIMES.findLast(t => t <= 30 * S)!);
    await user.arrive();
    user.live.stepEvent('5', 1);
    await user.arrive(() => user.live.timeline.notice !== null);
    expect(user.live.timeline.notice).toBe('line 5 has no step after this time');
  });
});

test('a program that is watched and tells steps: what comes next is not known, what was is', async () => {
  const {snapshot: _, restore: __, ...source} = simulator({recordSteps: true});
  const watched: Source = {
    ...source,
    steps: undefined,
    stepsFromNs: undefined,
    get ended() {
      return source.ended;
    },
  };
  const user = open(watched, SCRIPT);
  user.pass(5);
  user.live.pause();
  expectSame(known(user.live, 3 * S, 5 * S), inside(STRAIGHT, 3 * S, 5 * S));
  user.live.stepEvent('5', 1);
  expect(user.live.timeline.notice).toBe('the next step is not known yet');
  user.live.stepEvent('5', -1);
  expect(user.live.view.t).toBe(STRAIGHT.findLast(({t}) => t < 5 * S)!.t);
});

test('who tells no steps and can not be run again has none, and says why', () => {
  const {live} = open(simulator(), SCRIPT);
  expect(known(live, 0, S)).toEqual({missing: 'this source (run) has no single steps'});
});
