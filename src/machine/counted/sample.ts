import type {CpuSample, Sample} from '../../protocol/record/sample.ts';
import {CPU, HOST, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {charge} from './cpu-time.ts';
import {deviceSample} from './device-sample.ts';
import {domainSample} from './domain-sample.ts';
import {counterSample, lineSample} from './line-sample.ts';
import {forgetBlame} from './starvation.ts';
import {take} from './take.ts';

/** The counts since the last sample, and the changes; counting starts again at 0. Rows without news are left out. */
export function takeSample(m: Machine): Sample {
  const {ints, times, plan, spec} = m;
  const t = m.clock[0];
  const since = times[(plan.host >> 1) + HOST.sampledAt];
  times[(plan.host >> 1) + HOST.sampledAt] = t;
  for (const cpu of plan.cpuAt) charge(m, cpu);
  const tables = {
    lines: [...plan.lineAt.map(line => lineSample(m, line)), ...spec.counters.map(row => counterSample(row, since, t))],
    cpus: plan.cpuAt.map(cpu => cpuSample(m, cpu)),
    domains: plan.domainAt.map(domain => domainSample(m, domain, t)),
    devices: plan.deviceAt.map(device => deviceSample(m, device)),
  };
  for (const bind of plan.bindAt) forgetBlame(m, bind);
  for (const line of plan.lineAt) if (!ints[line + LINE.blocked]) ints[line + LINE.blockedBy] = -1;
  return {kind: 'sample', t, spanNs: t - since, ...telling(tables)};
}

function cpuSample(m: Machine, cpu: number): CpuSample {
  const row: CpuSample = {cpu: m.ints[cpu + CPU.index]};
  const supervisorNs = take(m.times, (cpu >> 1) + CPU.supervisorNs);
  const handlerNs = take(m.times, (cpu >> 1) + CPU.handlerNs);
  if (supervisorNs > 0) row.supervisorNs = supervisorNs;
  if (handlerNs > 0) row.handlerNs = handlerNs;
  return row;
}

/** Only the rows that say more than their name, and only the tables that have such. */
function telling(tables: {[table: string]: object[]}): Partial<Sample> {
  const told = Object.entries(tables).map(([table, rows]) => [table, rows.filter(row => Object.keys(row).length > 1)]);
  return Object.fromEntries(told.filter(([, rows]) => rows.length > 0));
}
