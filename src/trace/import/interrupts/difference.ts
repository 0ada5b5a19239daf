import type {Fact} from '../../../protocol/record/fact.ts';
import type {Keyframe} from '../../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import type {LineSample} from '../../../protocol/record/sample.ts';
import type {Ns} from '../../../protocol/words.ts';
import type {AbsentCounts} from './absent-counts.ts';
import type {Tick} from './clock.ts';
import {type CountsBefore, countsBefore} from './counts-before.ts';
import {cpuAt, type Row, rowOf, type Snapshot} from './snapshot.ts';

/** The first snapshot: wiring and totals, as the file has them. */
export function firstKeyframe(now: Snapshot, t: Ns): Keyframe {
  return keyframe(
    now,
    now.rows.map(row => row.counts),
    t,
  );
}

/**
 * The records of a snapshot after another one: facts; a keyframe if lines, devices or CPUs changed, or a counter did not simply count
 * on; the sample. The keyframe has the new wiring and the old totals: with the sample, every total is exactly the number in the file,
 * and the rates miss nothing that was counted.
 */
export function recordsBetween(before: Snapshot, now: Snapshot, absent: AbsentCounts, tick: Tick): TraceRecord[] {
  const {t, spanNs, rebooted} = tick;
  if (rebooted) absent.forget();
  else absent.keep(before, now);
  const cells = now.rows.map(row => (rebooted ? fromZero(row) : countsBefore(row, before, now, absent)));
  const facts = [
    ...(rebooted ? [{t, kind: 'host_rebooted' as const}] : []),
    ...cpuFacts(before, now, t),
    ...lineFacts(before, now, t),
    ...resets(now.rows, cells, t),
  ];
  const lines = now.rows.flatMap((row, place) => lineSample(row, cells[place].counts, now.cpus));
  const needsKeyframe = facts.length > 0 || cells.some(({unchanged}) => !unchanged);
  const counts = cells.map(each => each.counts);
  return [...facts, ...(needsKeyframe ? [keyframe(now, counts, t)] : []), {kind: 'sample', t, spanNs, lines}];
}

function fromZero({counts}: Row): CountsBefore {
  return {counts: new Float64Array(counts.length), unchanged: false, reset: false};
}

function cpuFacts({cpus: before}: Snapshot, {cpus: now}: Snapshot, t: Ns): Fact[] {
  if (before === now) return [];
  const [old, online] = [new Set(before), new Set(now)];
  return [
    ...before.filter(cpu => !online.has(cpu)).map(cpu => ({t, kind: 'cpu_offline' as const, cpu})),
    ...now.filter(cpu => !old.has(cpu)).map(cpu => ({t, kind: 'cpu_online' as const, cpu})),
  ];
}

function lineFacts(before: Snapshot, now: Snapshot, t: Ns): Fact[] {
  if (before.places === now.places) return [];
  const gone = before.rows.filter(({irq}) => !now.places.has(irq));
  return [
    ...gone.map(({irq}) => ({t, kind: 'line_vanished' as const, line: irq})),
    ...now.rows.flatMap((row): Fact[] => {
      const old = rowOf(before, row.irq);
      if (!old) return [{t, kind: 'line_appeared', line: row.irq}];
      return isSameWiring(old, row) ? [] : [{t, kind: 'line_rewired', line: row.irq, devices: row.devices}];
    }),
  ];
}

/** A row read from the same text has the same list of devices. */
function isSameWiring(one: Row, other: Row): boolean {
  if (one.chip !== other.chip || one.trigger !== other.trigger) return false;
  return one.devices === other.devices || one.devices.join('\n') === other.devices.join('\n');
}

function resets(rows: readonly Row[], cells: readonly CountsBefore[], t: Ns): Fact[] {
  return rows.filter((_, place) => cells[place].reset).map(({irq}) => ({t, kind: 'counter_reset' as const, line: irq}));
}

/** Only CPUs that counted something. */
function lineSample(row: Row, before: Float64Array, cpus: readonly number[]): LineSample[] {
  const {irq, counts: now} = row;
  const counts: [cpu: number, count: number][] = [];
  for (let place = 0; place < now.length; place++)
    if (now[place] !== before[place]) counts.push([cpuAt(cpus, place), now[place] - before[place]]);
  return counts.length > 0 ? [{irq, counts}] : [];
}

/** States, domains and unacknowledged interrupts are not in the file: unknown. Devices have no rows of their own: two lines may share a name. */
function keyframe({cpus, rows}: Snapshot, counts: readonly Float64Array[], t: Ns): Keyframe {
  const lines = rows.map(({irq, counter, chip, trigger, devices}, place) => ({
    irq,
    ...(counter && {counter: true as const}),
    chip,
    trigger,
    devices,
    domains: null,
    state: null,
    owedBy: null,
    perCpu: Array.from(counts[place]),
  }));
  return {kind: 'keyframe', t, cpus: [...cpus], lines, domains: [], devices: []};
}
