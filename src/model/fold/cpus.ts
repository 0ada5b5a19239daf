import type {CpuSample, Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Table} from '../frame/table.ts';
import type {CpuRow} from '../view/view.ts';

const JAMMED_SHARE = 0.98;

/** The CPUs after a sample. `taken`: the interrupts that each took in it, in the order of the CPUs. */
export function foldCpus(cpus: Table<CpuRow, number>, sample: Sample, taken: Float64Array): Table<CpuRow, number> {
  const rows = cpus.rows.slice();
  for (let place = 0; place < rows.length; place++)
    if (taken[place] > 0)
      rows[place] = {...rows[place], total: rows[place].total + taken[place], taken: rows[place].taken + taken[place]};
  if (sample.cpus) foldTimes(rows, cpus, sample.cpus, sample);
  else releaseAll(rows);
  return cpus.with(rows);
}

/** A source that knows the times of one CPU knows those of all: a missing row spent none. */
function foldTimes(rows: CpuRow[], cpus: Table<CpuRow, number>, samples: CpuSample[], sample: Sample): void {
  const spent = new Map(samples.map(times => [cpus.place(times.cpu), times]));
  rows.forEach((row, place) => {
    const times = spent.get(place);
    if (times || row.supervisorNs === null || row.jammedSinceNs !== null) rows[place] = timed(row, times, sample);
  });
}

function timed(row: CpuRow, times: CpuSample | undefined, sample: Sample): CpuRow {
  const supervisorNs = times?.supervisorNs ?? 0;
  return {
    ...row,
    supervisorNs: (row.supervisorNs ?? 0) + supervisorNs,
    handlerNs: (row.handlerNs ?? 0) + (times?.handlerNs ?? 0),
    jammedSinceNs: jammedSince(row, supervisorNs, sample),
  };
}

/** Handlers in domains do not count: a CPU that is full of them still runs its domains, and the host is up. */
function jammedSince(row: CpuRow, supervisorNs: Ns, {t, spanNs}: Sample): Ns | null {
  if (spanNs <= 0 || supervisorNs < JAMMED_SHARE * spanNs) return null;
  return row.jammedSinceNs ?? t - spanNs;
}

function releaseAll(rows: CpuRow[]): void {
  rows.forEach((row, place) => {
    if (row.jammedSinceNs !== null) rows[place] = {...row, jammedSinceNs: null};
  });
}
