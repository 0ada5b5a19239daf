import {BUCKETS, quantile} from '../../protocol/record/histogram.ts';
import type {Histogram} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';

/** A new tally with the counts of a histogram added; `null` stands for one without counts. */
export function added(tally: Float64Array | null, histogram: Histogram | undefined): Float64Array | null {
  if (!histogram?.length) return tally;
  const sum = tally?.slice() ?? new Float64Array(BUCKETS);
  for (const [bucket, count] of histogram) sum[bucket] += count;
  return sum;
}

/** A counter grown by what was told; one that was never told stays unknown. */
export function grown(total: number | null, told: number | undefined): number | null {
  return told === undefined ? total : (total ?? 0) + told;
}

/** 99 % of what was counted between two tallies is below this, in ns; `null` when nothing was. */
export function p99Between(now: Float64Array | null, since: Float64Array | null): Ns | null {
  if (now === null || now === since) return null;
  const counted: Histogram = [];
  // Of every device of a frame: a plain loop costs a third of a callback for each bucket.
  for (let bucket = 0; bucket < now.length; bucket++) {
    const more = since === null ? now[bucket] : now[bucket] - since[bucket];
    if (more > 0) counted.push([bucket, more]);
  }
  return quantile(counted, 0.99);
}
