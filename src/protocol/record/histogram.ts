import type {Histogram} from './sample.ts';

// Latency buckets: eight to an octave from 512 ns to 2^37 ns (137 s), so a bucket's middle is within 6.25 % of every value in it.
// Bucket 0 takes what is shorter, the last one what is longer. Integer arithmetic only: the machine fills them.

const LOW_OCTAVE = 9;
const HIGH_OCTAVE = 37;
export const BUCKETS = (HIGH_OCTAVE - LOW_OCTAVE) * 8 + 2;

/** The bucket of a duration of `ns` (0 or more). */
export function bucketOf(ns: number): number {
  if (ns < 512) return 0;
  if (ns >= 2 ** HIGH_OCTAVE) return BUCKETS - 1;
  // Above 2^31 sixteen bits of precision go, so that the octave and the eighth can be seen in 32.
  const shift = ns < 0x8000_0000 ? 0 : 16;
  const bits = shift === 0 ? ns | 0 : Math.floor(ns / 0x1_0000) | 0;
  const octave = 31 - Math.clz32(bits);
  return 1 + (octave + shift - LOW_OCTAVE) * 8 + ((bits >> (octave - 3)) & 7);
}

/** The lower bound of a bucket in ns; the upper one is that of the next. */
export function bucketLow(bucket: number): number {
  if (bucket <= 0) return 0;
  const octave = LOW_OCTAVE + ((bucket - 1) >> 3);
  return 2 ** octave * (1 + ((bucket - 1) & 7) / 8);
}

/** The value below which `share` (0 to 1) of the counts lie, as the middle of its bucket in ns; `null` without counts. */
export function quantile(histogram: Histogram, share: number): number | null {
  let total = 0;
  for (const [, count] of histogram) total += count;
  if (total === 0) return null;
  let below = 0;
  for (const [bucket, count] of histogram) {
    below += count;
    if (below >= share * total) return Math.round((bucketLow(bucket) + bucketLow(bucket + 1)) / 2);
  }
  return null;
}
