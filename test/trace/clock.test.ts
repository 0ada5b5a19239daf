import {expect, test} from 'vitest';
import {openClock, parseMark} from '../../src/trace/import/interrupts/clock.ts';

test.each([
  ['=== 1795333026.570184420 uptime 49.75', 49_750_000_000n],
  ['=== 1795333026 uptime 0.000000001', 1n],
  ['=== 1 uptime 12', 12_000_000_000n],
  ['=== 1 uptime 0.1234567899\r', 123_456_789n],
  // A float of this many seconds has no room for its nanoseconds.
  ['=== 1 uptime 9007199.254740993', 9_007_199_254_740_993n],
  ['=== 1 uptime', null],
  ['=== uptime 3', null],
  ['=== 1 uptime -3', null],
  ['=== 1 uptime 99999999999', null],
  ['=== noise', null],
])('%j', (line, ns) => {
  expect(parseMark(line)).toBe(ns);
});

test('times count from the first, and a boot goes on from there', () => {
  const clock = openClock();
  const ticks = [5_000_000_001n, 5_000_000_003n, 5_000_000_003n, 2_000_000_000n, 3_000_000_000n].map(uptime => {
    const tick = clock.read(uptime);
    clock.set(uptime);
    return tick;
  });
  expect(ticks).toEqual([
    {t: 0, spanNs: 0, rebooted: false},
    {t: 2, spanNs: 2, rebooted: false},
    {t: 2, spanNs: 0, rebooted: false},
    {t: 2_000_000_002, spanNs: 2_000_000_000, rebooted: true},
    {t: 3_000_000_002, spanNs: 1_000_000_000, rebooted: false},
  ]);
});

test('what was not used does not count, and beyond 104 days there is no time', () => {
  const clock = openClock();
  clock.set(0n);
  clock.read(7n);
  expect(clock.read(9n)).toMatchObject({t: 9, spanNs: 9});
  expect(clock.read(9_007_199_254_740_991n)?.t).toBe(Number.MAX_SAFE_INTEGER);
  expect(clock.read(9_007_199_254_740_992n)).toBeNull();
});
