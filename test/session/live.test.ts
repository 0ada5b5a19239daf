import {expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import {openLive} from '../../src/session/live.ts';
import {openPace, type Speed} from '../../src/session/pace.ts';
import {openSession} from '../../src/session/session.ts';
import {openSimulator} from '../../src/source/simulator/simulator.ts';
import type {Source} from '../../src/source/source.ts';
import {MS, policy, S} from '../helpers/host.ts';
import {HEADER, KEYFRAME, sample} from '../model/machine.ts';

/** The PowerEdge on a clock that the test moves. */
function open(speed: Speed = 1) {
  let ms = 0;
  const source = openSimulator({
    scenario: SCENARIOS[0].scenario,
    policy: policy('xen-2005'),
    seed: 1,
    intervalNs: 100 * MS,
    hardware: 'assumed',
  });
  const pace = openPace({now: () => ms, speed});
  const live = openLive(openSession(source), {pace, now: () => ms});
  const pass = (by: number, ticks = 1) => {
    for (let i = 0; i < ticks; i++) {
      ms += by;
      live.tick();
    }
  };
  return {live, pass};
}

test('records that have not arrived are left to another tick', () => {
  const source: Source = {header: HEADER, nextNs: null, ended: false, read: () => []};
  let looks = 0;
  const now = () => 100 * ++looks;
  const live = openLive(openSession(source), {pace: openPace({now}), now: () => 0});
  live.tick();
  expect([live.view.t, live.ended]).toEqual([0, false]);
});

test('it follows the clock, at its speed', () => {
  const {live, pass} = open();
  pass(250);
  expect(live.view.t).toBe(250 * MS);
  live.setSpeed(10);
  pass(200);
  expect(live.view.t).toBe(250 * MS + 2 * S);
});

test('paused it stands still and can be stepped from sample to sample; resumed it goes on from there', () => {
  const {live, pass} = open();
  pass(250);
  live.pause();
  pass(5_000);
  expect([live.paused, live.view.t]).toEqual([true, 250 * MS]);
  live.step(1);
  live.step(1);
  expect(live.view.t).toBe(400 * MS);
  live.resume();
  pass(100);
  expect([live.paused, live.view.t]).toEqual([false, 500 * MS]);
});

test('the past: a second ago to the sample, two minutes by the second, at any speed', () => {
  const {live, pass} = open();
  pass(100, 30);
  expect(live.before.t).toBe(2 * S);
  live.setSpeed(100);
  pass(100, 20);
  expect(live.view.t).toBe(203 * S);
  // Later than 82 s, which is 121 s back: each second begins with a view at exactly that time.
  expect(live.seconds().map(view => view.t / S)).toEqual(Array.from({length: 121}, (_, i) => 83 + i));
});

test('listeners are called after every change, and at once after a command', () => {
  const {live, pass} = open();
  let heard = 0;
  const stop = live.subscribe(() => heard++);
  pass(100);
  live.send!({command: 'hang_domain', domain: 'net'});
  expect(heard).toBe(2);
  expect(live.view.log.at(-1)).toMatchObject({fact: {kind: 'domain_hung', domain: 'net'}});
  stop();
  pass(100);
  expect(heard).toBe(2);
});

/** Samples every 100 ms, of which those up to 20 s have arrived. */
function arrived(): Source {
  const records: TraceRecord[] = [KEYFRAME, ...Array.from({length: 200}, (_, at) => sample((at + 1) * 100 * MS))];
  return {
    header: {...HEADER, source: 'watch'},
    ended: false,
    get nextNs() {
      return records[0]?.t ?? null;
    },
    read(untilNs) {
      const later = records.findIndex(({t}) => t > untilNs);
      return records.splice(0, later < 0 ? records.length : later);
    },
  };
}

test('at max, the past is played in real time, and the present as it arrives', () => {
  let ms = 0;
  const now = () => ms;
  const live = openLive(openSession(arrived()), {pace: openPace({now, speed: 'max'}), now});
  const pass = (by: number) => {
    ms += by;
    live.tick();
  };
  pass(250);
  expect([live.speed, live.view.t]).toEqual(['max', 20 * S]);
  live.seek(15 * S);
  expect([live.speed, live.view.t]).toEqual([1, 15 * S]);
  pass(250);
  pass(750);
  expect(live.view.t).toBe(16 * S);
  live.pause();
  pass(60_000);
  live.resume();
  pass(250);
  expect(live.view.t).toBe(16.25 * S);
  live.seek(Number.POSITIVE_INFINITY);
  expect([live.speed, live.view.t]).toEqual(['max', 20 * S]);
});
