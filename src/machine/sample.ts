import {BUCKETS} from '../protocol/histogram.ts';
import type {CpuSample, DeviceSample, DomainSample, Histogram, LineSample, Sample} from '../protocol/sample.ts';
import {account, HELD_REASONS, RELEASES, STATES} from './accounts.ts';
import {charge} from './cpu.ts';
import {DOMAIN_STATES} from './domain.ts';
import {culprits} from './starvation.ts';
import type {Machine} from './state.ts';

/** Order of the columns of `totals`. */
export const DEVICE_COUNTS = ['raised', 'served', 'late', 'lost'] as const;

/** Tells what was counted since the last sample and what changed, and begins to count anew. Rows that tell nothing are left out. */
export function takeSample(m: Machine): Sample {
  const t = m.queue.now();
  const sample: Sample = {kind: 'sample', t, spanNs: t - m.host.sampledAt[0]};
  m.host.sampledAt[0] = t;
  for (let cpu = 0; cpu < m.plan.cpus; cpu++) charge(m, cpu);
  const domains = rows(m.plan.domains, domain => domainSample(m, domain, t));
  const lines = rows(m.plan.lines, line => lineSample(m, line));
  for (let row = 0; row < m.spec.counters.length; row++) {
    const counts = counterCounts(m, row, t - sample.spanNs, t);
    if (counts.length > 0) lines.push({irq: m.spec.counters[row].irq, counts});
  }
  const cpus = rows(m.plan.cpus, cpu => cpuSample(m, cpu));
  const devices = rows(m.plan.devices, device => deviceSample(m, device));
  m.binds.blamed.fill(0);
  if (lines.length > 0) sample.lines = lines;
  if (cpus.length > 0) sample.cpus = cpus;
  if (domains.length > 0) sample.domains = domains;
  if (devices.length > 0) sample.devices = devices;
  return sample;
}

/** Names of the domains bound to a line, in bind order; with `owing`, of those that owe. */
export function boundTo(m: Machine, line: number, owing: boolean): string[] {
  const names: string[] = [];
  for (let bind = m.lines.bindHead[line]; bind >= 0; bind = m.binds.next[bind]) {
    if (!owing || m.binds.debt[bind]) names.push(m.spec.domains[m.plan.bindDomain[bind]].name);
  }
  return names;
}

/** What a counter row has counted on a CPU up to `t`. */
export function counterTotal(m: Machine, row: number, cpu: number, t: number): number {
  return Math.floor((m.spec.counters[row].perSecond[cpu] * t) / 1e9);
}

/** A device asks: its pin is up (level), or a cause waits (edge). */
export function asserted(m: Machine, device: number): 0 | 1 {
  return m.devs.waiting[device] > 0 ? 1 : 0;
}

function rows<Row extends object>(n: number, row: (i: number) => Row): Row[] {
  const list: Row[] = [];
  for (let i = 0; i < n; i++) {
    const one = row(i);
    // The first field is the name; a row of one field tells nothing.
    if (Object.keys(one).length > 1) list.push(one);
  }
  return list;
}

function lineSample(m: Machine, line: number): LineSample {
  const {lines} = m;
  const row: LineSample = {irq: m.spec.lines[line].irq};
  account(m, line);
  if (lines.taken[line] > 0) row.counts = takeCounts(m, line);
  const released = takeReleases(m, line);
  if (released) row.released = released;
  const heldNs = takeHeld(m, line);
  if (heldNs) row.heldNs = heldNs;
  if (lines.cpuNs[line] > 0) row.cpuNs = lines.cpuNs[line];
  lines.cpuNs[line] = 0;
  if (lines.state[line] !== lines.toldState[line]) row.state = STATES[lines.state[line]];
  if (lines.stateSince[line] !== lines.toldSince[line]) row.stateSinceNs = lines.stateSince[line];
  lines.toldState[line] = lines.state[line];
  lines.toldSince[line] = lines.stateSince[line];
  if (lines.debtsChanged[line]) row.owedBy = boundTo(m, line, true);
  if (lines.bindsChanged[line]) row.domains = boundTo(m, line, false);
  lines.debtsChanged[line] = 0;
  lines.bindsChanged[line] = 0;
  tellUnhandled(m, line, row);
  return row;
}

function takeCounts(m: Machine, line: number): [number, number][] {
  const {lines, plan} = m;
  const counts: [number, number][] = [];
  lines.taken[line] = 0;
  for (let cpu = 0, at = line * plan.cpus; cpu < plan.cpus; cpu++, at++) {
    if (lines.newCounts[at] === 0) continue;
    counts.push([cpu, lines.newCounts[at]]);
    lines.counts[at] += lines.newCounts[at];
    lines.newCounts[at] = 0;
  }
  return counts;
}

function takeReleases(m: Machine, line: number): LineSample['released'] {
  let released: LineSample['released'];
  RELEASES.forEach((reason, i) => {
    const at = line * RELEASES.length + i;
    if (m.lines.released[at] === 0) return;
    released ??= {};
    released[reason] = m.lines.released[at];
    m.lines.released[at] = 0;
  });
  return released;
}

function takeHeld(m: Machine, line: number): LineSample['heldNs'] {
  let held: LineSample['heldNs'];
  HELD_REASONS.forEach((reason, i) => {
    const at = line * STATES.length + i + 1;
    if (m.lines.heldNs[at] === 0) return;
    held ??= {};
    held[reason] = m.lines.heldNs[at];
    m.lines.heldNs[at] = 0;
  });
  return held;
}

/** Of the bound guests' own detectors, the highest count. */
function tellUnhandled(m: Machine, line: number, row: LineSample): void {
  let most = 0;
  for (let bind = m.lines.bindHead[line]; bind >= 0; bind = m.binds.next[bind])
    most = Math.max(most, m.binds.unhandled[bind]);
  if (most !== m.lines.toldUnhandled[line]) row.unhandled = most;
  m.lines.toldUnhandled[line] = most;
}

function counterCounts(m: Machine, row: number, from: number, to: number): [number, number][] {
  const counts: [number, number][] = [];
  for (let cpu = 0; cpu < m.plan.cpus; cpu++) {
    const count = counterTotal(m, row, cpu, to) - counterTotal(m, row, cpu, from);
    if (count > 0) counts.push([cpu, count]);
  }
  return counts;
}

function cpuSample(m: Machine, cpu: number): CpuSample {
  const {cpus} = m;
  const row: CpuSample = {cpu};
  if (cpus.supervisorNs[cpu] > 0) row.supervisorNs = cpus.supervisorNs[cpu];
  if (cpus.handlerNs[cpu] > 0) row.handlerNs = cpus.handlerNs[cpu];
  cpus.supervisorNs[cpu] = 0;
  cpus.handlerNs[cpu] = 0;
  return row;
}

function domainSample(m: Machine, domain: number, t: number): DomainSample {
  const {doms} = m;
  const row: DomainSample = {name: m.spec.domains[domain].name};
  if (doms.notified[domain] > 0) row.notified = doms.notified[domain];
  if (doms.acked[domain] > 0) row.acked = doms.acked[domain];
  doms.notified[domain] = 0;
  doms.acked[domain] = 0;
  if (doms.ackHigh[domain] >= 0) row.ackNs = takeHistogram(doms.ackNs, doms.ackLow, doms.ackHigh, domain);
  if (doms.debtsChanged[domain]) row.owes = owes(m, domain);
  doms.debtsChanged[domain] = 0;
  tellAges(m, domain, row);
  if (doms.state[domain] !== doms.toldState[domain]) row.state = DOMAIN_STATES[doms.state[domain]];
  doms.toldState[domain] = doms.state[domain];
  tellStarvation(m, domain, row, t);
  return row;
}

function owes(m: Machine, domain: number): string[] {
  const {plan, binds} = m;
  const owed = plan.domBinds[domain].filter(bind => binds.debt[bind] === 1);
  return Array.from(owed, bind => m.spec.lines[plan.bindLine[bind]].irq);
}

function tellAges(m: Machine, domain: number, row: DomainSample): void {
  const {binds, doms} = m;
  let debt = -1;
  let silent = -1;
  for (const bind of m.plan.domBinds[domain]) {
    if (binds.debt[bind] && (debt < 0 || binds.debtSince[bind] < debt)) debt = binds.debtSince[bind];
    const since = binds.silentSince[bind];
    if (since >= 0 && (silent < 0 || since < silent)) silent = since;
  }
  if (debt !== doms.toldDebtSince[domain]) row.oldestDebtSinceNs = debt < 0 ? null : debt;
  if (silent !== doms.toldSilentSince[domain]) row.silentSinceNs = silent < 0 ? null : silent;
  doms.toldDebtSince[domain] = debt;
  doms.toldSilentSince[domain] = silent;
}

function tellStarvation(m: Machine, domain: number, row: DomainSample, t: number): void {
  const {doms, binds, plan} = m;
  if (doms.starving[domain] > 0) {
    doms.starvedNs[domain] += t - doms.starvedFrom[domain];
    doms.starvedFrom[domain] = t;
  }
  if (doms.starvedNs[domain] === 0) return;
  row.starvedNs = doms.starvedNs[domain];
  doms.starvedNs[domain] = 0;
  row.starvedOn = [];
  for (const bind of plan.domBinds[domain]) {
    if (binds.starving[bind]) {
      binds.starvedNs[bind] += t - binds.starvedFrom[bind];
      binds.starvedFrom[bind] = t;
    }
    if (binds.starvedNs[bind] === 0) continue;
    const by = culprits(m, bind).map(culprit => m.spec.domains[culprit].name);
    row.starvedOn.push({line: m.spec.lines[plan.bindLine[bind]].irq, starvedNs: binds.starvedNs[bind], by});
    binds.starvedNs[bind] = 0;
  }
}

function deviceSample(m: Machine, device: number): DeviceSample {
  const {devs} = m;
  const row: DeviceSample = {name: m.spec.devices[device].name};
  const asks = asserted(m, device);
  if (devs.inD3[device] !== devs.toldD3[device]) row.power = devs.inD3[device] ? 'D3hot' : 'D0';
  if (asks !== devs.toldAsserted[device]) row.asserted = asks === 1;
  if (devs.inService[device] !== devs.toldInService[device]) row.inService = devs.inService[device] === 1;
  devs.toldD3[device] = devs.inD3[device];
  devs.toldAsserted[device] = asks;
  devs.toldInService[device] = devs.inService[device];
  DEVICE_COUNTS.forEach((count, i) => {
    if (devs[count][device] === 0) return;
    row[count] = devs[count][device];
    devs.totals[device * DEVICE_COUNTS.length + i] += devs[count][device];
    devs[count][device] = 0;
  });
  if (devs.servedHigh[device] >= 0)
    row.servedNs = takeHistogram(devs.servedNs, devs.servedLow, devs.servedHigh, device);
  return row;
}

/** Reads and empties the buckets of one entity; only those between the lowest and the highest used are looked at. */
function takeHistogram(buckets: Int32Array, low: Int32Array, high: Int32Array, entity: number): Histogram {
  const histogram: Histogram = [];
  const from = entity * BUCKETS;
  for (let bucket = low[entity]; bucket <= high[entity]; bucket++) {
    if (buckets[from + bucket] === 0) continue;
    histogram.push([bucket, buckets[from + bucket]]);
    buckets[from + bucket] = 0;
  }
  low[entity] = BUCKETS;
  high[entity] = -1;
  return histogram;
}
