import {newTracking} from '../judge/tracking.ts';
import type {CpuRow, DeviceRow, DomainRow, LineRow, ViewDraft} from '../view/view.ts';

/**
 * Records are missing here: whatever they changed is unknown. Totals are known again after the next keyframe, a gauge also after a sample
 * that has it. Wiring stays as it was last seen. Counts of this fold go on, as rates are of the samples that are there.
 */
export function foldGap(view: ViewDraft): void {
  const {t, cpus, lines, domains, devices} = view;
  view.down = false;
  view.cpus = cpus.with(cpus.rows.map((row): CpuRow => ({...row, total: null, jammedSinceNs: null})));
  view.lines = lines.with(lines.rows.map((row): LineRow => ({...row, ...NO_LINE, tracking: newTracking(t)})));
  view.domains = domains.with(domains.rows.map((row): DomainRow => ({...row, ...NO_DOMAIN})));
  view.devices = devices.with(devices.rows.map((row): DeviceRow => ({...row, ...NO_DEVICE})));
}

const NO_LINE = {
  state: null,
  stateSinceNs: null,
  heldSinceNs: null,
  sampled: null,
  owedBy: null,
  perCpu: null,
  total: null,
  unhandled: null,
} as const satisfies Partial<LineRow>;

const NO_DOMAIN = {
  down: false,
  restarts: null,
  toolstackState: null,
  state: null,
  sampled: null,
  hang: null,
  owes: null,
  oldestDebtSinceNs: null,
  silentSinceNs: null,
  health: 'unknown',
  tracking: {answers: 0, lateSinceNs: null, starving: []},
} as const satisfies Partial<DomainRow>;

const NO_DEVICE = {
  power: null,
  asserted: null,
  inService: null,
  sampled: null,
  raised: null,
  served: null,
  late: null,
  lost: null,
} as const satisfies Partial<DeviceRow>;
