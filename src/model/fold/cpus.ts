import type {CpuSample, Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Table} from '../frame/table.ts';
import type {CpuRow} from '../view/view.ts';
import {grown} from './tally.ts';

const JAMMED_SHARE = 0.98;

/** The CPUs after a sample. `taken`: the interrupts that each took in it, in the order of the CPUs. */
export function foldCpus(cpus: Table<CpuRow, number>, sample: Sample, taken: Float64Array): Table<CpuRow, number> {
  const rows = cpus.rows.slice();
  for (let place = 0; place < rows.length; place++)
    if (taken[place] > 0) rows[place] = grownRow(rows[place], taken[place]);
  if (sample.cpus) foldTimes(rows, cpus, sample.cpus, sample);
  else releaseAll(rows);
  return cpus.with(rows);
}

function grownRow(row: CpuRow, taken: number): CpuRow {
  return {...row, total: row.total === null ? null : row.total + taken, taken: (row.taken ?? 0) + taken};
}

/** A CPU without a row spent no time, if its times are known at all. */
function foldTimes(rows: CpuRow[], cpus: Table<CpuRow, number>, samples: CpuSample[], sample: Sample): void {
  const spent = new Map(samples.map(times => [cpus.place(times.cpu), times]));
  rows.forEach((row, place) => {
    const times = spent.get(place);
    if (times || row.jammedSinceNs !== null) rows[place] = timed(row, times ?? {cpu: row.cpu}, sample);
  });
}

function timed(row: CpuRow, {supervisorNs, handlerNs}: CpuSample, sample: Sample): CpuRow {
  return {
    ...row,
    supervisorNs: grown(row.supervisorNs, supervisorNs),
    handlerNs: grown(row.handlerNs, handlerNs),
    jammedSinceNs: jammedSince(row, supervisorNs ?? 0, sample),
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
