import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Drill, Hold} from '../file/document.ts';

/** Whether what must hold does, judged by what devices really were served; asked after each sample. */
export type Watch = {
  add(sample: Sample): void;
  /** Over the last `for`; true as long as less than that has been seen. */
  readonly holding: boolean;
};

/** Keeps what the samples of the last `for` counted of each thing that must hold, and their sums. */
export function openWatch({holds, for: windowNs}: Pick<Drill, 'holds' | 'for'>): Watch {
  const window: {spanNs: Ns; counts: Count[]}[] = [];
  const sums = holds.map((): Count => ({count: 0, late: 0}));
  let coveredNs = 0;
  const grow = (counts: readonly Count[], by: 1 | -1) => {
    for (const [at, {count, late}] of counts.entries()) {
      sums[at].count += by * count;
      sums[at].late += by * late;
    }
  };
  return {
    add(sample) {
      const counts = holds.map(hold => counted(hold, sample));
      window.push({spanNs: sample.spanNs, counts});
      coveredNs += sample.spanNs;
      grow(counts, 1);
      while (coveredNs - window[0].spanNs >= windowNs) {
        const oldest = window.shift()!;
        coveredNs -= oldest.spanNs;
        grow(oldest.counts, -1);
      }
    },
    get holding() {
      return coveredNs < windowNs || holds.every((hold, at) => holdsOver(hold, sums[at], coveredNs));
    },
  };
}

/** When something that must hold does not, in a run; `null`: never. */
export function brokenIn(drill: Pick<Drill, 'holds' | 'for'>, records: readonly TraceRecord[]): Ns | null {
  const watch = openWatch(drill);
  for (const record of records) {
    if (record.kind !== 'sample') continue;
    watch.add(record);
    if (!watch.holding) return record.t;
  }
  return null;
}

/** Of a device: causes served, and those of them that were late; of a line: interrupts. */
type Count = {count: number; late: number};

function counted({device, line}: Hold, {devices = [], lines = []}: Sample): Count {
  if (device !== undefined) {
    const told = devices.find(({name}) => name === device);
    return {count: told?.served ?? 0, late: told?.late ?? 0};
  }
  const counts = lines.find(({irq}) => irq === line)?.counts ?? [];
  return {count: counts.reduce((sum, [, count]) => sum + count, 0), late: 0};
}

function holdsOver({serves, late, below, device}: Hold, sum: Count, ns: Ns): boolean {
  const perS = (sum.count * NS_PER_S) / ns;
  return device === undefined ? perS <= below! : perS >= serves && sum.late <= late * sum.count;
}
