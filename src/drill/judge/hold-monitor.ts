import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Drill, Hold} from '../file/document.ts';

/** Whether the `holds` of a drill hold, judged by what its devices were really served. */
export type HoldMonitor = {
  add(sample: Sample): void;
  /** Over the last `for`; true while less time than that has been seen. */
  readonly holding: boolean;
};

/** Keeps the counts of each entry of `holds` in the samples of the last `for`, and their sums. */
export function openHoldMonitor({holds, for: windowNs}: Pick<Drill, 'holds' | 'for'>): HoldMonitor {
  const window: {spanNs: Ns; counts: Count[]}[] = [];
  const sums = holds.map((): Count => ({count: 0, late: 0}));
  let coveredNs = 0;
  return {
    add(sample) {
      const counts = holds.map(hold => countOf(hold, sample));
      window.push({spanNs: sample.spanNs, counts});
      coveredNs += sample.spanNs;
      addCounts(sums, counts, 1);
      while (coveredNs - window[0].spanNs >= windowNs) {
        const oldest = window.shift()!;
        coveredNs -= oldest.spanNs;
        addCounts(sums, oldest.counts, -1);
      }
    },
    get holding() {
      return coveredNs < windowNs || holds.every((hold, at) => holdsOver(hold, sums[at], coveredNs));
    },
  };
}

/** The first time in a run at which an entry of `holds` does not hold; `null`: never. */
export function brokenIn(drill: Pick<Drill, 'holds' | 'for'>, records: readonly TraceRecord[]): Ns | null {
  const monitor = openHoldMonitor(drill);
  for (const record of records) {
    if (record.kind !== 'sample') continue;
    monitor.add(record);
    if (!monitor.holding) return record.t;
  }
  return null;
}

/** Of a device: causes served, and how many of them late; of a line: interrupts. */
type Count = {count: number; late: number};

function addCounts(sums: Count[], counts: readonly Count[], sign: 1 | -1): void {
  for (const [at, {count, late}] of counts.entries()) {
    sums[at].count += sign * count;
    sums[at].late += sign * late;
  }
}

function countOf({device, line}: Hold, {devices = [], lines = []}: Sample): Count {
  if (device !== undefined) {
    const row = devices.find(({name}) => name === device);
    return {count: row?.served ?? 0, late: row?.late ?? 0};
  }
  const counts = lines.find(({irq}) => irq === line)?.counts ?? [];
  return {count: counts.reduce((sum, [, count]) => sum + count, 0), late: 0};
}

function holdsOver({serves, late, below, device}: Hold, sum: Count, ns: Ns): boolean {
  const perS = (sum.count * NS_PER_S) / ns;
  return device === undefined ? perS <= below! : perS >= serves && sum.late <= late * sum.count;
}
