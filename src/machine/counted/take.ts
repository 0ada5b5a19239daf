import {BUCKETS} from '../../protocol/record/histogram.ts';
import type {Histogram} from '../../protocol/record/sample.ts';

/** Reads a count and sets it back to 0. */
export function take(places: Int32Array | Float64Array, at: number): number {
  const value = places[at];
  places[at] = 0;
  return value;
}

/** Reads and empties the buckets of entity number `index`. */
export function takeHistogram(buckets: Int32Array, index: number): Histogram {
  const histogram: Histogram = [];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = take(buckets, index * BUCKETS + bucket);
    if (count > 0) histogram.push([bucket, count]);
  }
  return histogram;
}
