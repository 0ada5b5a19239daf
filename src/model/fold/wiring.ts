import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../../protocol/record/keyframe.ts';
import type {Knowledge} from '../../protocol/record/knowledge.ts';
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
  // Out of the draft, because every access to one is slow.
  const knows = new Set(view.knows);
  if (keyframe.sourceTrouble) view.sourceTrouble = keyframe.sourceTrouble;
  view.down = keyframe.down ?? false;
  view.cpus = Table.of(
    keyframe.cpus.map((cpu, place) => cpuRow(cpus.get(cpu), cpu, taken(keyframe, place), keyframe.t, knows)),
    row => row.cpu,
  );
  view.lines = Table.of(
    keyframe.lines.map(line => lineRow(lines.get(line.irq), line, keyframe.t, knownOf(knows, line))),
    row => row.irq,
  );
  view.domains = Table.of(
    keyframe.domains.map(domain => domainRow(domains.get(domain.name), domain, keyframe, knownOf(knows, domain))),
    row => row.name,
  );
  view.devices = Table.of(
    keyframe.devices.map(device => deviceRow(devices.get(device.name), device, knownOf(knows, device))),
    row => row.name,
  );
}

type Known = (knowledge: Knowledge) => boolean;

/** The knowledge of the source, without what a row takes away. */
function knownOf(knows: ReadonlySet<Knowledge>, {unknown}: {unknown?: readonly Knowledge[]}): Known {
  return knowledge => knows.has(knowledge) && !unknown?.includes(knowledge);
}

/** `null` where the counts of a line are unknown. */
function taken({lines}: Keyframe, place: number): number | null {
  const counting = lines.filter(({counter}) => !counter);
  if (counting.some(({perCpu}) => perCpu === null)) return null;
  return counting.reduce((sum, {perCpu}) => sum + (perCpu![place] ?? 0), 0);
}

function cpuRow(
  old: CpuRow | undefined,
  cpu: number,
  total: number | null,
  t: Ns,
  knows: ReadonlySet<Knowledge>,
): CpuRow {
  const time = knows.has('cpu-time') ? 0 : null;
  return {
    cpu,
    bornNs: old?.bornNs ?? t,
    total,
    taken: old?.taken ?? (total === null ? null : 0),
    supervisorNs: old ? old.supervisorNs : time,
    handlerNs: old ? old.handlerNs : time,
    jammedSinceNs: old?.jammedSinceNs ?? null,
  };
}

/** What its source knows begins at 0. */
function lineRow(old: LineRow | undefined, line: LineKeyframe, t: Ns, known: Known): LineRow {
  const counts = line.perCpu;
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
    heldSinceNs: line.state !== null && line.state !== 'open' ? (old?.heldSinceNs ?? since) : null,
    sampled: null,
    owedBy: line.owedBy,
    perCpu: counts && Float64Array.from(counts),
    total: counts?.reduce((sum, count) => sum + count, 0) ?? null,
    taken: old?.taken ?? (counts || known('counts') ? 0 : null),
    released: old ? old.released : known('releases') ? NEVER_RELEASED : null,
    heldNs: old ? old.heldNs : known('holds') ? NEVER_HELD : null,
    cpuNs: old ? old.cpuNs : known('line-time') ? 0 : null,
    limited: old ? old.limited : known('limits') ? 0 : null,
    unhandled: line.unhandled ?? old?.unhandled ?? null,
    tracking: old?.tracking ?? newTracking(t),
  };
}

function domainRow(old: DomainRow | undefined, domain: DomainKeyframe, {lines}: Keyframe, known: Known): DomainRow {
  const knowsDebts = lines.some(line => line.owedBy !== null);
  const owes = knowsDebts ? lines.filter(line => line.owedBy?.includes(domain.name)).map(line => line.irq) : null;
  return {
    id: domain.id,
    name: domain.name,
    down: domain.down,
    restarts: domain.restarts,
    toolstackState: domain.toolstackState ?? null,
    state: domain.state ?? null,
    sampled: null,
    hang: domain.hang ?? null,
    notified: old ? old.notified : known('acknowledgements') ? 0 : null,
    acked: old ? old.acked : known('acknowledgements') ? 0 : null,
    ackNs: old?.ackNs ?? null,
    owes,
    oldestDebtSinceNs: domain.oldestDebtSinceNs ?? (owes?.length ? (old?.oldestDebtSinceNs ?? null) : null),
    silentSinceNs: domain.silentSinceNs ?? old?.silentSinceNs ?? null,
    starvedNs: old ? old.starvedNs : known('starvation') ? 0 : null,
    starvedBy: old?.starvedBy ?? new Map(),
    health: domain.down ? 'down' : old && old.health !== 'down' ? old.health : 'unknown',
    tracking: old?.tracking ?? {answers: 0, lateSinceNs: null, starving: []},
  };
}

function deviceRow(old: DeviceRow | undefined, device: DeviceKeyframe, known: Known): DeviceRow {
  const initial = known('causes') ? 0 : null;
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
