import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../../protocol/record/keyframe.ts';
import type {DeviceRow, DomainRow, LineRow, View} from '../view/view.ts';

/** The keyframe of a view. Folded into a new view, it gives the same wiring, totals and states. */
export function keyframe(view: View): Keyframe {
  return {
    kind: 'keyframe',
    t: view.t,
    ...(view.down && {down: true as const}),
    cpus: view.cpus.rows.map(row => row.cpu),
    lines: view.lines.rows.map(lineKeyframe),
    domains: view.domains.rows.map(domainKeyframe),
    devices: view.devices.rows.map(deviceKeyframe),
    ...(view.sourceTrouble && {sourceTrouble: {...view.sourceTrouble}}),
  };
}

function lineKeyframe(row: LineRow): LineKeyframe {
  return {
    irq: row.irq,
    ...(row.counter && {counter: true}),
    chip: row.chip,
    trigger: row.trigger,
    devices: [...row.devices],
    domains: row.domains && [...row.domains],
    state: row.state,
    ...(row.stateSinceNs !== null && {stateSinceNs: row.stateSinceNs}),
    owedBy: row.owedBy && [...row.owedBy],
    ...(row.unhandled && {unhandled: row.unhandled}),
    perCpu: row.perCpu && [...row.perCpu],
  };
}

function domainKeyframe(row: DomainRow): DomainKeyframe {
  return {
    id: row.id,
    name: row.name,
    down: row.down,
    restarts: row.restarts,
    ...(row.toolstackState !== null && {toolstackState: row.toolstackState}),
    ...(row.oldestDebtSinceNs !== null && {oldestDebtSinceNs: row.oldestDebtSinceNs}),
    ...(row.silentSinceNs !== null && {silentSinceNs: row.silentSinceNs}),
    ...(row.state !== null && {state: row.state}),
    ...(row.hang !== null && {hang: row.hang}),
  };
}

function deviceKeyframe(row: DeviceRow): DeviceKeyframe {
  return {
    name: row.name,
    line: row.line,
    domain: row.domain,
    power: row.power,
    asserted: row.asserted,
    ...(row.resets !== null && {resets: [...row.resets]}),
    ...(row.inService !== null && {inService: row.inService}),
    ...(row.raised !== null && {raised: row.raised}),
    ...(row.served !== null && {served: row.served}),
    ...(row.late !== null && {late: row.late}),
    ...(row.lost !== null && {lost: row.lost}),
  };
}
