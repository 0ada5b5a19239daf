import {expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openLive} from '../../src/session/live.ts';
import {openPace} from '../../src/session/pace.ts';
import {openSession} from '../../src/session/session.ts';
import type {Source} from '../../src/source/source.ts';
import {HEADER, KEYFRAME} from '../model/machine.ts';

// A program that has more records at every read, a queue at a time; the clock goes a millisecond with every look at it.

const QUEUE = 4096;

function flooding(intervalNs = 1000) {
  let t = 0;
  let queue: TraceRecord[] = [KEYFRAME];
  const fill = (count: number) => {
    for (let n = 0; n < count; n++) queue.push({t: (t += 1000), kind: 'marker_added', text: ''});
  };
  const source: Source = {
    header: {...HEADER, source: 'watch', intervalNs},
    get nextNs() {
      return queue[0]?.t ?? null;
    },
    ended: false,
    arrival: async () => {
      if (queue.length === 0) fill(QUEUE);
    },
    read(untilNs) {
      const later = queue.findIndex(record => record.t > untilNs);
      const taken = queue.slice(0, later < 0 ? queue.length : later);
      queue = queue.slice(taken.length);
      return taken;
    },
  };
  return {source, fill, told: () => t};
}

function watch(source: Source, passes = 1) {
  let ms = 0;
  const now = () => {
    ms += passes;
    return ms;
  };
  const live = openLive(openSession(source), {pace: openPace({now, speed: 'max'}), now, later: setImmediate});
  return {live, now: () => ms};
}

const queues = (t: number) => t / 1000 / QUEUE;

test('between two ticks as much is taken in as there is time for, and others have their turns', async () => {
  const {source, fill, told} = flooding();
  const {live, now} = watch(source);
  fill(QUEUE);
  const started = now();
  live.tick();
  expect(queues(live.view.t)).toBe(1);
  let [turns, before] = [0, -1];
  while (live.view.t > before || turns < 3) {
    before = live.view.t;
    turns++;
    // Two turns of the loop: one may be of what arrives.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }
  // Many more than the one that a tick takes, each in a turn of its own.
  expect(queues(live.view.t)).toBeGreaterThan(8);
  expect(turns).toBeGreaterThan(queues(live.view.t) / 3);
  // It ends by the clock, and a program that floods waits: no more than the queue in hand has been asked for.
  expect(now() - started).toBeLessThan(400);
  expect(told() - live.view.t).toBeLessThanOrEqual(QUEUE * 1000);
  // Everything that was taken is there.
  live.tick();
  const marks = live.view.log.filter(entry => entry.kind === 'fact' && entry.fact.kind === 'marker_added');
  expect(marks.at(-1)!.t).toBe(live.view.t);
});

test('a pause ends it, and so does a look at the past', async () => {
  for (const stop of [(live: {pause(): void}) => live.pause(), (live: {seek(t: number): void}) => live.seek(1000)]) {
    const {source, fill} = flooding();
    const {live} = watch(source);
    fill(QUEUE);
    live.tick();
    stop(live);
    const {farthestNs} = live.timeline;
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    expect(live.timeline.farthestNs).toBe(farthestNs);
  }
});

test('who says little is listened to once a tick', async () => {
  const {source, fill} = flooding();
  let arrivals = 0;
  const arrival = () => {
    arrivals++;
    return new Promise<void>(() => {});
  };
  const {live} = watch(
    {
      ...source,
      get nextNs() {
        return source.nextNs;
      },
      arrival,
    },
    0,
  );
  fill(3);
  live.tick();
  expect(live.view.t).toBe(3000);
  expect(arrivals).toBe(0);
});
