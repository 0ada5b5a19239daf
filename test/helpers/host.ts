import {createHost, type HostOptions, type SimulatedHost} from '../../src/machine/machine.ts';
import {type Mechanisms, POLICIES, type Policy} from '../../src/machine/policy/policy.ts';
import type {Costs, DeviceSpec, LineSpec, MachineSpec} from '../../src/machine/spec.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import type {Fact} from '../../src/protocol/record/fact.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {LineSample, Sample} from '../../src/protocol/record/sample.ts';
import {parseTime} from '../../src/protocol/time.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';

// Machines for tests: the PowerEdge, and one so small that every step of it can be worked out by hand.

export const S = 1e9;
export const MS = 1e6;
export const US = 1e3;

export const poweredge = SCENARIOS.find(row => row.name === 'poweredge-400sc')!.scenario.machine;

/** d = 2 µs, n = 0.5, w = 4, h0 = 2, e = 1, u = 1: the prices of machine.md. */
export const costs: Costs = poweredge.costs;

export function policy(name: string, changed: Partial<Mechanisms> = {}): Policy {
  return {...POLICIES.find(row => row.name === name)!, ...changed};
}

/** A device that raises a cause every 100 ms from 100 ms on, served in 15 µs; on line 5, for domain `a`. */
export function device(changed: Partial<DeviceSpec> = {}): DeviceSpec {
  return {
    name: 'A',
    line: '5',
    domain: 'a',
    perSecond: 10,
    arrivals: 'periodic',
    loop: 'open',
    queue: 4,
    serviceNs: 15 * US,
    resets: [],
    ...changed,
  };
}

/** Level line 5 on CPU 0, shared by `a` (CPU 0, device A) and `b` (CPU 1, device B, which never asks). */
export function tiny(changed: Partial<MachineSpec> = {}): MachineSpec {
  return {
    cpus: 2,
    costs,
    domains: [
      {id: 1, name: 'a', cpu: 0, bootNs: S},
      {id: 2, name: 'b', cpu: 1, bootNs: S},
    ],
    lines: [line('5')],
    devices: [device(), device({name: 'B', domain: 'b', perSecond: 0})],
    counters: [],
    ...changed,
  };
}

/** A line with its own pin, level-triggered unless given otherwise. */
export function line(irq: string, changed: Partial<LineSpec> = {}): LineSpec {
  return {irq, chip: 'IO-APIC-level', trigger: 'level', affinity: [1, 0], ...changed};
}

export type Timed = {at: string; do: MachineCommand};

/** A command at a time as people write it. */
export function at(time: string, command: MachineCommand): Timed {
  return {at: time, do: command};
}

export type Run = {host: SimulatedHost; records: TraceRecord[]; samples: Sample[]; facts: Fact[]};

/**
 * Runs a host with commands at their times and samples every 100 ms. `slice` cuts every stretch into pieces of that length, which
 * must not matter.
 */
export function drive(options: HostOptions, until: string, schedule: Timed[] = [], slice = Infinity): Run {
  const host = createHost(options);
  const records: TraceRecord[] = [host.keyframe()];
  let sampleAt = 100 * MS;
  const advance = (t: number) => {
    while (host.now() < t && !host.lost()) {
      host.run(Math.min(t, sampleAt, host.now() + slice));
      records.push(...host.takeFacts());
      if (host.now() !== sampleAt && !host.lost()) continue;
      records.push(host.takeSample());
      sampleAt += 100 * MS;
    }
  };
  for (const {at, do: command} of schedule) {
    advance(parseTime(at)!);
    const t = host.now();
    const reason = host.apply(command);
    records.push(
      reason === null ? {t, kind: 'command_applied', command} : {t, kind: 'command_refused', command, reason},
    );
    records.push(...host.takeFacts());
  }
  advance(parseTime(until)!);
  const samples = records.filter(record => record.kind === 'sample') as Sample[];
  const facts = records.filter(record => !['sample', 'keyframe', 'step'].includes(record.kind)) as Fact[];
  return {host, records, samples, facts};
}

/** The steps of a line as [µs from A's first cause at 100 ms, what, whose]. */
export function stepsOf({host}: Pick<Run, 'host'>, irq = '5'): unknown[][] {
  return host
    .steps(irq, 0, 10 * S)
    .map(step => [(step.t - 100 * MS) / US, step.what, step.device ?? step.domain ?? step.cpu]);
}

/** The times of all facts of a kind. */
export function times(run: Run, kind: Fact['kind']): number[] {
  return run.facts.filter(fact => fact.kind === kind).map(fact => fact.t);
}

type Row = {[field: string]: unknown};

/** Adds up a field of the rows of one entity over the samples after `from` up to `to` (both times as people write them). */
export function total(
  run: Run,
  table: 'lines' | 'domains' | 'devices' | 'cpus',
  name: string | number,
  field: string,
  from = '0',
  to = '10h',
): number {
  let sum = 0;
  for (const row of rowsOf(run, table, name, from, to)) sum += Number(row[field] ?? 0);
  return sum;
}

/** Interrupts that a line's CPUs took after `from` up to `to`. */
export function taken(run: Run, irq: string, from = '0', to = '10h'): number {
  const rows = rowsOf(run, 'lines', irq, from, to) as LineSample[];
  return rows.reduce((sum, row) => sum + (row.counts ?? []).reduce((n, [, count]) => n + count, 0), 0);
}

/** The last recorded value of a gauge, up to `at`. */
export function gauge(
  run: Run,
  table: 'lines' | 'domains' | 'devices',
  name: string,
  field: string,
  at = '10h',
): unknown {
  let value: unknown;
  for (const row of rowsOf(run, table, name, '0', at)) if (field in row) value = row[field];
  return value;
}

function rowsOf(
  run: Run,
  table: 'lines' | 'domains' | 'devices' | 'cpus',
  name: string | number,
  from: string,
  to: string,
): Row[] {
  const [low, high] = [parseTime(from)!, parseTime(to)!];
  const key = table === 'lines' ? 'irq' : table === 'cpus' ? 'cpu' : 'name';
  const inside = run.samples.filter(sample => sample.t > low && sample.t <= high);
  return inside.flatMap(sample => ((sample[table] ?? []) as Row[]).filter(row => row[key] === name));
}
