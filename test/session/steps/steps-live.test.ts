import {describe, expect, test} from 'vitest';
import type {Source} from '../../../src/source/source.ts';
import {MS, S} from '../../helpers/host.ts';
import {recorded} from '../../helpers/recorded.ts';
import {
  expectSame,
  found,
  inside,
  known,
  LENGTH_NS,
  open,
  replay,
  SCRIPT,
  STRAIGHT,
  simulator,
  straight,
} from './single-steps.ts';

// Single steps of a run that goes on, of its branches, and one after the other.

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

  test('a line without steps gives a sentence, and the view stays', async () => {
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

test('a watched program with steps: earlier steps are known, the next one is not', async () => {
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

test('a source without steps that can not run again gives the reason', () => {
  const {live} = open(simulator(), SCRIPT);
  expect(known(live, 0, S)).toEqual({missing: 'this source (run) has no single steps'});
});
