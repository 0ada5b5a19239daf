import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../../protocol/record/keyframe.ts';
import type {Ns} from '../../protocol/words.ts';
import {Table} from '../frame/table.ts';
import {newTracking} from '../judge/tracking.ts';
import type {CpuRow, DeviceRow, DomainRow, LineRow, ViewDraft} from '../view/view.ts';
import {NEVER_HELD, NEVER_RELEASED} from './lines.ts';

/**
 * Folds a keyframe: wiring, totals and states are those of the keyframe, and what it does not contain is gone. Counts of this fold,
 * verdicts and alerts continue, so that a keyframe in the middle of a stream changes nothing.
 */
export function foldKeyframe(view: ViewDraft, keyframe: Keyframe): void {
  const {cpus, lines, domains, devices} = view;
  if (keyframe.sourceTrouble) view.sourceTrouble = keyframe.sourceTrouble;
  view.down = keyframe.down ?? false;
  view.cpus = Table.of(
    keyframe.cpus.map((cpu, place) => cpuRow(cpus.get(cpu), cpu, taken(keyframe, place), keyframe.t)),
    row => row.cpu,
  );
  view.lines = Table.of(
    keyframe.lines.map(line => lineRow(lines.get(line.irq), line, keyframe.t)),
    row => row.irq,
  );
  view.domains = Table.of(
    keyframe.domains.map(domain => domainRow(domains.get(domain.name), domain, keyframe)),
    row => row.name,
  );
  view.devices = Table.of(
    keyframe.devices.map(device => deviceRow(devices.get(device.name), device)),
    row => row.name,
  );
}

function taken({lines}: Keyframe, place: number): number {
  return lines.reduce((sum, line) => (line.counter ? sum : sum + (line.perCpu[place] ?? 0)), 0);
}

function cpuRow(old: CpuRow | undefined, cpu: number, total: number, t: Ns): CpuRow {
  return {
    cpu,
    bornNs: old?.bornNs ?? t,
    total,
    taken: old?.taken ?? 0,
    supervisorNs: old?.supervisorNs ?? null,
    handlerNs: old?.handlerNs ?? null,
    jammedSinceNs: old?.jammedSinceNs ?? null,
  };
}

/** A source that knows the state of a line also knows its holds and releases, so they begin at 0; for others they are unknown. */
function lineRow(old: LineRow | undefined, line: LineKeyframe, t: Ns): LineRow {
  const known = line.state !== null;
  const since = line.stateSinceNs ?? (old?.state === line.state ? old.stateSinceNs : null);
  return {
    irq: line.irq,
    counter: line.counter ?? false,
    chip: line.chip,
    trigger: line.trigger,
    devices: line.devices,
    domains: line.domains,
    state: line.state,
    stateSinceNs: since,
    heldSinceNs: known && line.state !== 'open' ? (old?.heldSinceNs ?? since) : null,
    sampled: null,
    owedBy: line.owedBy,
    perCpu: Float64Array.from(line.perCpu),
    total: line.perCpu.reduce((sum, count) => sum + count, 0),
    taken: old?.taken ?? 0,
    released: old ? old.released : known ? NEVER_RELEASED : null,
    heldNs: old ? old.heldNs : known ? NEVER_HELD : null,
    cpuNs: old ? old.cpuNs : known ? 0 : null,
    limited: old ? old.limited : known ? 0 : null,
    unhandled: line.unhandled ?? old?.unhandled ?? null,
    tracking: old?.tracking ?? newTracking(t),
  };
}

/** Only a simulator knows the true state of a domain, and it also knows starvation: time that it never reported is 0. */
function domainRow(old: DomainRow | undefined, domain: DomainKeyframe, {lines}: Keyframe): DomainRow {
  const knowsDebts = lines.some(line => line.owedBy !== null);
  const owes = knowsDebts ? lines.filter(line => line.owedBy?.includes(domain.name)).map(line => line.irq) : null;
  return {
    id: domain.id,
    name: domain.name,
    down: domain.down,
    restarts: domain.restarts,
    state: domain.state ?? null,
    sampled: null,
    hang: domain.hang ?? null,
    notified: old ? old.notified : knowsDebts ? 0 : null,
    acked: old ? old.acked : knowsDebts ? 0 : null,
    ackNs: old?.ackNs ?? null,
    owes,
    oldestDebtSinceNs: domain.oldestDebtSinceNs ?? (owes?.length ? (old?.oldestDebtSinceNs ?? null) : null),
    silentSinceNs: domain.silentSinceNs ?? old?.silentSinceNs ?? null,
    starvedNs: old ? old.starvedNs : domain.state === undefined ? null : 0,
    starvedBy: old?.starvedBy ?? new Map(),
    health: domain.down ? 'down' : old && old.health !== 'down' ? old.health : 'unknown',
    tracking: old?.tracking ?? {answers: 0, lateSinceNs: null, starving: []},
  };
}

/** A source that knows whether a device is in service also knows its causes. */
function deviceRow(old: DeviceRow | undefined, device: DeviceKeyframe): DeviceRow {
  const initial = device.inService === undefined ? null : 0;
  return {
    name: device.name,
    line: device.line,
    domain: device.domain,
    power: device.power,
    asserted: device.asserted,
    resets: device.resets ?? null,
    inService: device.inService ?? null,
    sampled: null,
    raised: device.raised ?? old?.raised ?? initial,
    served: device.served ?? old?.served ?? initial,
    late: device.late ?? old?.late ?? initial,
    lost: device.lost ?? old?.lost ?? initial,
    servedNs: old?.servedNs ?? null,
  };
}
