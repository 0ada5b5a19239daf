import fc from 'fast-check';
import {expect, test} from 'vitest';
import {openPace, type Pace, SPEED_MAX, SPEED_MIN, type Speed} from '../../src/session/pace.ts';

/** A pace with a clock that the test moves; it begins at some time, as clocks do. */
function paced(speed?: Speed, startNs?: number) {
  let ms = 12_345.678;
  const pace = openPace({now: () => ms, speed, startNs});
  return {pace, wait: (more: number) => void (ms += more)};
}

test('real time unless told otherwise', () => {
  const {pace, wait} = paced();
  expect([pace.speed, pace.paused, pace.due()]).toEqual([1, false, 0]);
  wait(20);
  expect(pace.due()).toBe(20e6);
});

test.each([
  [0.0001, 5000, 500e3],
  [0.5, 10, 5e6],
  [1000, 3, 3e9],
  ['max', 1, Infinity],
] as const)('at speed %s, %d ms make %d ns due', (speed, ms, ns) => {
  const {pace, wait} = paced(speed);
  wait(ms);
  expect(pace.due()).toBe(ns);
});

test('a wait is never less than nothing, though the clock goes on while it is worked out', () => {
  let ms = 0;
  const pace = openPace({now: () => (ms += 8), speed: 1});
  for (let more = 0; more < 40; more++) expect(pace.waitMs(pace.due() + more * 1e6)).toBeGreaterThanOrEqual(0);
});

test('a pause keeps what is due, a resume goes on from there', () => {
  const {pace, wait} = paced(2, 1e9);
  wait(100);
  pace.pause();
  wait(5000);
  pace.pause();
  expect([pace.paused, pace.due(), pace.waitMs(2e9)]).toEqual([true, 1.2e9, Infinity]);
  pace.resume();
  pace.resume();
  wait(100);
  expect([pace.paused, pace.due()]).toEqual([false, 1.4e9]);
});

test('a resume of what runs changes nothing', () => {
  const {pace, wait} = paced();
  wait(50);
  pace.resume();
  wait(50);
  expect(pace.due()).toBe(100e6);
});

test('a new speed holds from now on, without a jump', () => {
  const {pace, wait} = paced(1);
  wait(100);
  pace.setSpeed(10);
  expect(pace.due()).toBe(100e6);
  wait(100);
  expect(pace.due()).toBe(1100e6);
});

test('after max it goes on from what was reached', () => {
  const {pace, wait} = paced('max');
  wait(100);
  pace.reached(7e9);
  wait(100);
  pace.setSpeed(1);
  expect(pace.due()).toBe(7e9);
  wait(100);
  expect(pace.due()).toBe(7.1e9);
});

test('a pause at max is where it was reached', () => {
  const {pace} = paced('max');
  pace.reached(3e9);
  pace.pause();
  expect(pace.due()).toBe(3e9);
  pace.resume();
  expect(pace.due()).toBe(Infinity);
});

test('what is a little late is made up for, what is very late is not', () => {
  const {pace, wait} = paced(10);
  wait(250);
  pace.reached(0);
  expect(pace.due()).toBe(2.5e9);
  wait(1);
  pace.reached(0);
  expect(pace.due()).toBe(0);
  wait(10);
  expect(pace.due()).toBe(100e6);
});

test('a jump goes on from the new time, also while paused', () => {
  const {pace, wait} = paced(1);
  pace.pause();
  pace.jump(50e9);
  wait(1000);
  expect(pace.due()).toBe(50e9);
  pace.resume();
  wait(1);
  expect(pace.due()).toBe(50.001e9);
});

test('speeds out of range are brought into it, and none is no number', () => {
  expect(paced(0).pace.speed).toBe(SPEED_MIN);
  expect(paced(1e9).pace.speed).toBe(SPEED_MAX);
  expect(() => paced(Number.NaN)).toThrow(new RangeError('a speed is a number or max'));
});

test('after the wait it is due, and a millisecond before it was not', () => {
  const speed = fc.double({min: SPEED_MIN, max: SPEED_MAX, noNaN: true});
  fc.assert(
    fc.property(speed, fc.integer({min: 0, max: 1e12}), fc.integer({min: 0, max: 1e9}), (x, t, startNs) => {
      const {pace, wait} = paced(x, startNs);
      const ms = pace.waitMs(t);
      wait(ms - 1.001);
      if (ms > 1.001) expect(pace.due()).toBeLessThan(t);
      wait(1.002);
      expect(pace.due()).toBeGreaterThanOrEqual(t);
      expect(pace.waitMs(t)).toBe(0);
    }),
  );
});

test('the time that is due never goes back, whatever is done', () => {
  const act = fc.constantFrom<(pace: Pace) => void>(
    pace => pace.pause(),
    pace => pace.resume(),
    pace => pace.setSpeed(0.1),
    pace => pace.setSpeed(30),
    pace => pace.reached(pace.due()),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(act, fc.integer({min: 0, max: 1000}))), acts => {
      const {pace, wait} = paced();
      let before = 0;
      for (const [change, ms] of acts) {
        change(pace);
        expect(pace.due()).toBeGreaterThanOrEqual(before);
        wait(ms);
        before = pace.due();
      }
    }),
  );
});
