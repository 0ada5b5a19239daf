import fc from 'fast-check';
import {expect, test} from 'vitest';
import {BUCKETS, bucketLow, bucketOf, quantile} from '../../src/protocol/record/histogram.ts';

test('every duration from 512 ns to 137 s lies in a bucket whose middle is within 6.25 % of it', () => {
  fc.assert(
    fc.property(fc.integer({min: 512, max: 2 ** 37 - 1}), ns => {
      const bucket = bucketOf(ns);
      expect(bucketLow(bucket)).toBeLessThanOrEqual(ns);
      expect(bucketLow(bucket + 1)).toBeGreaterThan(ns);
      const middle = (bucketLow(bucket) + bucketLow(bucket + 1)) / 2;
      expect(Math.abs(middle - ns) / ns).toBeLessThanOrEqual(0.0625);
    }),
    {numRuns: 5_000},
  );
});

test('the edges: what is shorter is in the first bucket, what is longer in the last', () => {
  expect([
    bucketOf(0),
    bucketOf(511),
    bucketOf(512),
    bucketOf(2 ** 37 - 1),
    bucketOf(2 ** 37),
    bucketOf(2 ** 53),
  ]).toEqual([0, 0, 1, BUCKETS - 2, BUCKETS - 1, BUCKETS - 1]);
  // Where 32 bits end.
  expect([2 ** 31 - 1, 2 ** 31, 2 ** 32].map(ns => bucketLow(bucketOf(ns)))).toEqual([
    2 ** 30 * 1.875,
    2 ** 31,
    2 ** 32,
  ]);
});

test('a quantile is the middle of the bucket in which that share is reached', () => {
  expect(quantile([], 0.99)).toBeNull();
  // 99 of 100 took 1,024 to 1,151 ns, one a second or so.
  const histogram: [number, number][] = [
    [bucketOf(1_024), 99],
    [bucketOf(1e9), 1],
  ];
  expect(quantile(histogram, 0.99)).toBe(1_088);
  expect(quantile(histogram, 0.995)).toBeGreaterThan(0.9e9);
});
