import {bucketLow} from '../../protocol/record/histogram.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {DomainSample, LineSample, Sample} from '../../protocol/record/sample.ts';
import {NS_PER_MS, NS_PER_S, type Ns} from '../../protocol/words.ts';

// What an operator could have noticed. The thresholds are close to those of alerts and verdicts (model/judge), but not all the same.

const SOON_NS = 500 * NS_PER_MS;
const LATE_NS = 10 * NS_PER_MS;
const FORCED_PER_S = 100;
const STORM_PER_S = 10_000;
const STORM_CPU_SHARE = 0.5;
const USUAL_AFTER = 20;
const STOPPED_GAPS = 20;

/** A sign at the time when it first shows in a run: `silent/net`, `stopped/169`. */
export type Sign = {t: Ns; sign: string};

/** The first sign of a run, from `fromNs` on, that the healthy run does not show as early; `null`: there is none. */
export function visibleNs(run: readonly TraceRecord[], healthy: readonly TraceRecord[], fromNs: Ns): Sign | null {
  const usual = new Set<string>();
  const others = signsOf(healthy);
  let other = others.next();
  for (const {t, sign} of signsOf(run)) {
    for (; !other.done && other.value.t <= t; other = others.next()) usual.add(other.value.sign);
    if (t >= fromNs && !usual.has(sign)) return {t, sign};
  }
  return null;
}

/** The signs of a run in order of time, each when it first shows. A generator, because most of a run is not needed. */
function* signsOf(records: readonly TraceRecord[]): Generator<Sign> {
  const known = new Set<string>();
  const keyframe = records[0] as Keyframe;
  const counters = new Set(keyframe.lines.filter(({counter}) => counter).map(({irq}) => irq));
  const memory: Memory = {since: new Map(), silentSince: new Map(), fired: new Map()};
  for (const record of records)
    for (const sign of signsAt(record, memory, counters)) {
      if (known.has(sign)) continue;
      known.add(sign);
      yield {t: record.t, sign};
    }
}

function signsAt(record: TraceRecord, memory: Memory, counters: ReadonlySet<string>): string[] {
  if (record.kind === 'sample') return signsIn(record, memory, counters);
  if (record.kind === 'domain_crashed' || record.kind === 'domain_destroyed') return [`down/${record.domain}`];
  if (record.kind === 'host_lost') return ['host-lost'];
  return record.kind === 'paged' ? [`called/${record.text}`] : [];
}

/** Kept from sample to sample. */
type Memory = {
  /** The start of each unbroken run of samples that show a sign. */
  since: Map<string, Ns>;
  silentSince: Map<string, Ns | null>;
  /** When a line last fired, and how many times in all. */
  fired: Map<string, {t: Ns; total: number}>;
};

function signsIn(sample: Sample, memory: Memory, counters: ReadonlySet<string>): string[] {
  const {t, spanNs, lines = [], domains = []} = sample;
  const runs = new Set<string>();
  for (const line of lines) {
    if (counters.has(line.irq)) continue;
    if (((line.released?.forced ?? 0) * NS_PER_S) / spanNs > FORCED_PER_S) runs.add(`re-firing/${line.irq}`);
    if (isStorm(line, spanNs)) runs.add(`storm/${line.irq}`);
    const count = counted(line);
    if (count > 0) memory.fired.set(line.irq, {t, total: (memory.fired.get(line.irq)?.total ?? 0) + count});
  }
  for (const domain of domains) {
    if (domain.silentSinceNs !== undefined) memory.silentSince.set(domain.name, domain.silentSinceNs);
    if (isSlow(domain)) runs.add(`slow/${domain.name}`);
    if ((domain.starvedNs ?? 0) >= 0.9 * spanNs) runs.add(`starvation/${domain.name}`);
  }
  return [...lasting(runs, memory, sample), ...silent(memory, t), ...stopped(memory, t)];
}

/** The signs that have shown without a break for as long as an alert waits. */
function lasting(runs: ReadonlySet<string>, {since}: Memory, {t, spanNs}: Sample): string[] {
  for (const sign of since.keys()) if (!runs.has(sign)) since.delete(sign);
  for (const sign of runs) if (!since.has(sign)) since.set(sign, t - spanNs);
  return [...runs].filter(sign => t - since.get(sign)! >= SOON_NS);
}

function silent({silentSince}: Memory, t: Ns): string[] {
  return [...silentSince]
    .filter(([, since]) => since !== null && t - since >= SOON_NS)
    .map(([name]) => `silent/${name}`);
}

function stopped({fired}: Memory, t: Ns): string[] {
  return [...fired]
    .filter(
      ([, {t: last, total}]) => total >= USUAL_AFTER && t - last >= Math.max(NS_PER_S, (STOPPED_GAPS * last) / total),
    )
    .map(([irq]) => `stopped/${irq}`);
}

function counted({counts = []}: LineSample): number {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}

function isStorm(line: LineSample, spanNs: Ns): boolean {
  return (counted(line) * NS_PER_S) / spanNs > STORM_PER_S || (line.cpuNs ?? 0) / spanNs >= STORM_CPU_SHARE;
}

function isSlow({ackNs = []}: DomainSample): boolean {
  return ackNs.some(([bucket]) => bucketLow(bucket) >= LATE_NS);
}
