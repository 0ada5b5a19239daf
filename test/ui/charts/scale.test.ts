import {expect, test} from 'vitest';
import {labelTimes, RATE_AXIS, SHARE_AXIS} from '../../../src/ui/charts/scale.ts';

const RATES: [max: number, rows: number, labels: string][] = [
  [0, 10, '0 1'],
  [0.3, 10, '0 0.1 0.2 0.3'],
  [1, 10, '0 0.25 0.5 0.75 1'],
  [22, 10, '0 10 20 30'],
  [990, 1, '0 1k'],
  [990, 5, '0 500 1k'],
  [997, 12, '0 200 400 600 800 1k'],
  [1001, 12, '0 250 500 750 1k 1.25k'],
  [55_000, 6, '0 50k 100k'],
  [1_200_000, 12, '0 250k 500k 750k 1M 1.25M'],
];

test.each(RATES)('an axis for %d a second in %d rows', (max, rows, labels) => {
  const {top, ticks} = RATE_AXIS.scale(max, rows);
  expect(ticks.map(RATE_AXIS.label).join(' ')).toBe(labels);
  expect([top, top >= max]).toEqual([ticks.at(-1), true]);
});

test('any axis holds what it is for, with at most a label in every second row, of five characters', () => {
  for (let max = 0.02; max < 1e12; max *= 1.07)
    for (const rows of [1, 2, 3, 6, 12, 40]) {
      const {top, ticks} = RATE_AXIS.scale(max, rows);
      expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9));
      expect(ticks.length).toBeLessThanOrEqual(Math.max(2, (rows + 1) / 2));
      expect(Math.max(...ticks.map(tick => RATE_AXIS.label(tick).length))).toBeLessThanOrEqual(5);
      if (rows >= 6) expect(max / top).toBeGreaterThan(0.4);
    }
});

const SHARES: [max: number, rows: number, labels: string][] = [
  [0, 10, '0% 0.25% 0.5% 0.75% 1%'],
  [0.02, 10, '0% 2.5% 5% 7.5% 10%'],
  [0.1001, 5, '0% 50% 100%'],
  [1, 2, '0% 100%'],
];

test.each(SHARES)('an axis for a share of %d in %d rows', (max, rows, labels) => {
  expect(SHARE_AXIS.scale(max, rows).ticks.map(SHARE_AXIS.label).join(' ')).toBe(labels);
});

test('numbers in few characters', () => {
  expect([0, 0.0004, 0.5, 9.999, 999.4, 999.6, 12_345, 999_600, 1.2e6, 3e9].map(RATE_AXIS.label).join(' ')).toBe(
    '0 0 0.5 10 999 1k 12.3k 1M 1.2M 3G',
  );
});

test('moments between which labels fit', () => {
  expect(labelTimes(120, 74)).toEqual([0, 30, 60, 90, 120]);
  expect(labelTimes(60, 34)).toEqual([0, 30, 60]);
  expect(labelTimes(60, 10)).toEqual([0]);
  expect(labelTimes(2, 74)).toEqual([0, 1, 2]);
});
