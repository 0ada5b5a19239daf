import type {Histogram} from './sample.ts';

// Latency buckets: eight to an octave from 512 ns to 2^37 ns (137 s), so a bucket's middle is within 6.25 % of every value in it.
// Bucket 0 takes what is shorter, the last one what is longer. Integer arithmetic only: the machine fills them.

const LOW_OCTAVE = 9;
const HIGH_OCTAVE = 37;
export const BUCKETS = (HIGH_OCTAVE - LOW_OCTAVE) * 8 + 2;

/** The bucket of a duration of `ns` (0 or more). */
export function bucketOf(ns: number): number {
  if (ns < 512) return 0;
  // Above 2^31 the octave is found in the upper half, where clz32 can see it.
  const octave = ns < 0x8000_0000 ? 31 - Math.clz32(ns) : 62 - Math.clz32(Math.floor(ns / 0x8000_0000));
  if (octave >= HIGH_OCTAVE) return BUCKETS - 1;
  const low = octave < 31 ? 1 << octave : 0x8000_0000 * (1 << (octave - 31));
  return 1 + (octave - LOW_OCTAVE) * 8 + Math.floor(((ns - low) * 8) / low);
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
