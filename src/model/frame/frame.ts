import type {CpuFrame, DeviceFrame, DomainFrame, Frame} from '../../protocol/frame/frame.ts';
import {asSet} from '../../protocol/record/header.ts';
import type {Ns} from '../../protocol/words.ts';
import {hostState} from '../fold/host.ts';
import {p99Between} from '../fold/tally.ts';
import {rateOf, shareOf} from '../view/rates.ts';
import type {CpuRow, DeviceRow, DomainRow, LineRow, View} from '../view/view.ts';
import {lineFrame} from './line-frame.ts';

/**
 * The frame of a view, with rates, shares and counts over the interval since an earlier view of the same fold. Where samples cover no
 * time of the interval, counts are 0, and rates and shares are unknown.
 */
export function frame(view: View, since: View): Frame {
  const {source, file, program, scenario, settings, seed, policy} = view.header;
  const spanNs = view.sampledNs - since.sampledNs;
  return {
    tNs: view.t,
    source,
    file,
    program,
    scenario: scenario && asSet(scenario, settings),
    seed,
    policy,
    host: hostState(view),
    ...(view.sourceTrouble && {sourceTrouble: view.sourceTrouble}),
    cpus: view.cpus.rows.map(row => cpuFrame(row, sameCpu(row, since), spanNs)),
    lines: view.lines.rows.map(row => lineFrame(view, row, sameLine(row, since), spanNs)),
    domains: view.domains.rows.map(row => domainFrame(row, since.domains.get(row.name), view.t)),
    devices: view.devices.rows.map(row => deviceFrame(row, since.devices.get(row.name))),
    alerts: view.alerts.map(alert => ({...alert})),
  };
}

/** A CPU that went away and came back counts from 0 again, so its earlier row is not the same. */
function sameCpu(row: CpuRow, since: View): CpuRow | undefined {
  const before = since.cpus.get(row.cpu);
  return before?.bornNs === row.bornNs ? before : undefined;
}

function sameLine(row: LineRow, since: View): LineRow | undefined {
  const before = since.lines.get(row.irq);
  return before?.tracking.bornNs === row.tracking.bornNs ? before : undefined;
}

function cpuFrame(row: CpuRow, since: CpuRow | undefined, spanNs: Ns): CpuFrame {
  const supervisorNs = row.supervisorNs === null ? null : row.supervisorNs - (since?.supervisorNs ?? 0);
  const handlerNs = row.handlerNs === null ? null : row.handlerNs - (since?.handlerNs ?? 0);
  return {
    cpu: row.cpu,
    rate: rateOf(row, since, spanNs),
    irqShare: supervisorNs === null || handlerNs === null ? null : shareOf(supervisorNs + handlerNs, spanNs),
    supervisorShare: supervisorNs === null ? null : shareOf(supervisorNs, spanNs),
    total: row.total,
  };
}

function domainFrame(row: DomainRow, since: DomainRow | undefined, t: Ns): DomainFrame {
  return {
    id: row.id,
    name: row.name,
    ...(row.state !== null && {state: row.state}),
    toolstackState: row.toolstackState,
    health: row.health,
    unacked: row.owes && [...row.owes],
    oldestAckAgeNs: debtAge(row, t),
    ackP99Ns: p99Between(row.ackNs, since?.ackNs ?? null),
    ...(row.starvedNs !== null && {
      starvedNs: row.starvedNs - (since?.starvedNs ?? 0),
      ...culprits(row, since),
    }),
    restarts: row.restarts,
  };
}

function debtAge({owes, oldestDebtSinceNs: since}: DomainRow, t: Ns): Ns | null {
  if (owes?.length === 0) return 0;
  return since === null ? null : t - since;
}

/** What made it starve in the interval, and for how long, the worst first. */
function culprits(
  row: DomainRow,
  since: DomainRow | undefined,
): Required<Pick<DomainFrame, 'starvedBy' | 'starvedByNs'>> {
  const shares = [...row.starvedBy]
    .map(([name, ns]) => [name, ns - (since?.starvedBy.get(name) ?? 0)] as const)
    .filter(([, ns]) => ns > 0)
    .sort(([name, ns], [other, otherNs]) => otherNs - ns || (name < other ? -1 : 1));
  return {starvedBy: shares.map(([name]) => name), starvedByNs: Object.fromEntries(shares)};
}

function deviceFrame(row: DeviceRow, since: DeviceRow | undefined): DeviceFrame {
  const {name, line, domain, power, asserted, resets, inService, raised, served, late, lost} = row;
  return {
    name,
    line,
    domain,
    power,
    asserted,
    ...(resets !== null && {resets: [...resets]}),
    ...(inService !== null && {inService}),
    ...(raised !== null && {raised}),
    ...(served !== null && {served}),
    ...(late !== null && {late}),
    ...(lost !== null && {lost}),
    ...(served !== null && {p99Ns: p99Between(row.servedNs, since?.servedNs ?? null)}),
  };
}
