import {LATE_NS} from '../model/judge/health.ts';
import {bucketOf, quantile} from '../protocol/record/histogram.ts';
import type {DeviceSample, Histogram, Sample} from '../protocol/record/sample.ts';
import type {Ns} from '../protocol/words.ts';

export type Causes = {
  add(sample: Sample): void;
  /** What became of them; those that wait are taken to wait until `untilNs`. */
  close(untilNs: Ns): {late: number; p99Ns: Ns | null};
};

/**
 * The outcome of the causes of some devices after `fromNs`. A cause that is never served is never late in a sample, and no percentile shows
 * it. So waiting causes count too, with their age: causes are served in the order in which they were raised, and each was raised
 * before the end of the sample that reported it. So an age is too short by one sample at most.
 */
export function openCauses(names: readonly string[], fromNs: Ns): Causes {
  const devices = new Map(names.map(name => [name, {waiting: [] as Batch[], servedNs: new Map<number, number>()}]));
  let late = 0;
  return {
    add(sample) {
      for (const told of sample.devices ?? []) {
        const device = devices.get(told.name);
        if (!device) continue;
        queue(device.waiting, told, sample.t);
        if (sample.t <= fromNs) continue;
        late += told.late ?? 0;
        for (const [bucket, count] of told.servedNs ?? []) grow(device.servedNs, bucket, count);
      }
    },
    close(untilNs) {
      let p99Ns: Ns | null = null;
      for (const {waiting, servedNs} of devices.values()) {
        for (const {t, count} of waiting) {
          grow(servedNs, bucketOf(untilNs - t), count);
          if (untilNs - t > LATE_NS) late += count;
        }
        const ns = quantile(ascending(servedNs), 0.99);
        if (ns !== null) p99Ns = Math.max(p99Ns ?? 0, ns);
      }
      return {late, p99Ns};
    },
  };
}

/** Causes raised by `t` that wait. */
type Batch = {t: Ns; count: number};

/** The newest are lost when a queue is full, the oldest when a reset throws them away: then more is lost than was raised. */
function queue(waiting: Batch[], {raised = 0, served = 0, lost = 0}: DeviceSample, t: Ns): void {
  if (raised > lost) waiting.push({t, count: raised - lost});
  let gone = served + Math.max(0, lost - raised);
  while (gone > 0 && waiting.length > 0) {
    const [oldest] = waiting;
    const taken = Math.min(gone, oldest.count);
    gone -= taken;
    oldest.count -= taken;
    if (oldest.count === 0) waiting.shift();
  }
}

function grow(counts: Map<number, number>, bucket: number, count: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + count);
}

function ascending(counts: ReadonlyMap<number, number>): Histogram {
  return [...counts].sort(([one], [other]) => one - other);
}
