import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import {openLive} from '../../src/session/live.ts';
import {openPace, type Speed} from '../../src/session/pace.ts';
import {openSession} from '../../src/session/session.ts';
import {openSlices} from '../../src/session/slices.ts';
import {openSimulator} from '../../src/source/simulator/simulator.ts';
import type {Source} from '../../src/source/source.ts';
import {MS, policy, S} from '../helpers/host.ts';
import {HEADER, KEYFRAME, sample} from '../model/machine.ts';

// Keys are handled between two turns of the event loop, so no turn may be long, whatever is simulated: on a clock that the work itself moves.

const TICK_MS = 250;

/** A machine of which a millisecond takes so many of wall time; its turns are known by how long they took. */
function open(cost: number, speed: Speed = 1) {
  let ms = 0;
  let t = 0;
  let first: TraceRecord[] = [KEYFRAME];
  const source: Source = {
    header: HEADER,
    ended: false,
    read(untilNs) {
      const records = first;
      first = [];
      for (let next = Math.floor(t / HEADER.intervalNs) + 1; next * HEADER.intervalNs <= untilNs; next++)
        records.push(sample(next * HEADER.intervalNs));
      ms += ((untilNs - t) / MS) * cost;
      t = Math.max(untilNs, t);
      return records;
    },
  };
  const now = () => ms;
  const waiting: (() => void)[] = [];
  const turns: number[] = [];
  const session = openSession(source);
  const live = openLive(session, {pace: openPace({now, speed}), now, later: then => void waiting.push(then)});
  const turn = (work: () => void) => {
    const began = ms;
    work();
    turns.push(ms - began);
  };
  /** One tick, and all that is done before the next one. */
  const tick = async () => {
    const began = ms;
    turn(live.tick);
    for (;;) {
      // What arrives is waited for by promises.
      for (let at = 0; at < 5; at++) await null;
      const then = waiting.shift();
      if (then === undefined) break;
      turn(then);
    }
    ms = Math.max(ms, began + TICK_MS);
  };
  return {live, session, turns, tick};
}

describe('what takes longer to simulate than it lasts', () => {
  test('is simulated in short turns, for most of the time, and its real speed is measured', async () => {
    const {live, turns, tick} = open(10);
    for (let n = 0; n < 40; n++) await tick();
    // The budget of a turn, and at most the last slice above it.
    expect(Math.max(...turns)).toBeLessThan(35);
    expect(turns.length).toBeGreaterThan(40 * 5);
    expect(live.realSpeed).toBeGreaterThan(0.07);
    expect(live.realSpeed).toBeLessThan(0.1);
    expect(live.speed).toBe(1);
  });

  test('at max too, where nothing is asked that it could not reach', async () => {
    const {live, turns, tick} = open(0.5, 'max');
    for (let n = 0; n < 20; n++) await tick();
    expect(Math.max(...turns)).toBeLessThan(35);
    expect(live.realSpeed).toBeGreaterThan(1.4);
  });

  test('a step of a sample is made in turns', async () => {
    const {live, turns, tick} = open(10);
    live.pause();
    live.step(1);
    for (let n = 0; n < 10 && live.timeline.seekingNs !== null; n++) await tick();
    expect(live.view.t).toBe(HEADER.intervalNs);
    expect(Math.max(...turns)).toBeLessThan(35);
  });
});

test('what keeps up goes at the speed that was asked; that is not known at first, and not known again after a pause', async () => {
  const {live, turns, tick} = open(0.001);
  await tick();
  expect(live.realSpeed).toBeNull();
  for (let n = 0; n < 20; n++) await tick();
  expect(live.realSpeed).toBeCloseTo(1, 2);
  expect(turns).toHaveLength(21);
  live.pause();
  live.resume();
  expect(live.realSpeed).toBeNull();
});

test('a slice follows what the last one cost, grows by at most as much again, and ends with a second', () => {
  const slices = openSlices();
  const first = slices.next(0, S);
  slices.took(first, 100);
  expect(slices.next(0, S)).toBe(first / 10);
  slices.took(first / 10, 0);
  expect(slices.next(0, S)).toBe(first / 5);
  // A slice that was cut short shows nothing.
  slices.took(3, 1);
  expect(slices.next(0, S)).toBe(first / 5);
  for (let n = 0; n < 30; n++) slices.took(S, 0);
  expect(slices.next(0.25 * S, 10 * S)).toBe(S);
  for (let n = 0; n < 30; n++) slices.took(S, 1e9);
  expect(slices.next(0, S)).toBe(10_000);
});

test('the largest host gives the same records, in one piece and in slices of any length', () => {
  const untilNs = 0.11 * S;
  const records = (slice: (t: number) => number) => {
    const lines: string[] = [];
    const session = openSession(huge(), {
      tap: {wantsView: () => false, take: more => void lines.push(...more.map(record => JSON.stringify(record)))},
    });
    while (session.t < untilNs) session.advance(Math.min(untilNs, session.t + slice(session.t)));
    return lines;
  };
  const whole = records(() => untilNs);
  expect(whole.length).toBeGreaterThan(1);
  expect(records(t => 777_777 + (t % 2_345_678)).join('\n') === whole.join('\n')).toBe(true);
});

function huge(): Source {
  const {scenario} = SCENARIOS.find(({scenario}) => scenario.name === 'huge')!;
  return openSimulator({
    scenario,
    policy: policy(scenario.policy),
    seed: 1,
    intervalNs: 100 * MS,
    hardware: 'assumed',
  });
}

describe('keys that come faster than what they ask for is done', () => {
  /** A machine that counts how often it is taken back. */
  function far() {
    const source = openSimulator({
      scenario: SCENARIOS[0].scenario,
      policy: policy('xen-2005'),
      seed: 1,
      intervalNs: 100 * MS,
      hardware: 'assumed',
    });
    let restored = 0;
    let ms = 0;
    const counted: Source = {
      ...source,
      get ended() {
        return source.ended;
      },
      restore(state) {
        restored++;
        source.restore!(state);
      },
    };
    const waiting: (() => void)[] = [];
    const live = openLive(openSession(counted), {
      pace: openPace({now: () => ms, speed: 1000}),
      now: () => ms,
      memoryBytes: 100_000,
      later: then => void waiting.push(then),
    });
    const settle = async () => {
      while (waiting.length > 0) {
        waiting.shift()!();
        for (let at = 0; at < 5; at++) await null;
      }
    };
    const wait = (more: number) => {
      ms += more;
      live.tick();
    };
    return {live, settle, wait, restored: () => restored};
  }

  test('only the last seek is done', async () => {
    const {live, settle, wait, restored} = far();
    for (let n = 0; n < 3; n++) wait(200);
    live.pause();
    await settle();
    const {farthestNs} = live.timeline;
    expect(farthestNs).toBeGreaterThan(0);
    const before = restored();
    for (let n = 0; n < 3000; n++) live.seek((farthestNs * (n % 9)) / 10);
    expect(restored()).toBe(before);
    await settle();
    expect(restored() - before).toBeLessThanOrEqual(1);
    expect(live.view.t).toBe((farthestNs * (2999 % 9)) / 10);
    expect(live.timeline.seekingNs).toBeNull();
  });
});
