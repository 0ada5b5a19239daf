import type {LineSample} from '../../protocol/record/sample.ts';
import {LINE_STATES, type Ns, RELEASE_REASONS} from '../../protocol/words.ts';
import {domainName, lineName} from '../memory/names.ts';
import {BIND, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import type {MachineSpec} from '../spec.ts';
import {account} from './accounts.ts';
import {addOwedBy} from './owed.ts';
import {take} from './take.ts';

export function lineSample(m: Machine, line: number): LineSample {
  const {ints, times} = m;
  const row: LineSample = {irq: lineName(m, line)};
  account(m, line);
  if (take(ints, line + LINE.taken) > 0) row.counts = takeCounts(m, ints[line + LINE.index]);
  addReleases(m, line, row);
  addHeld(m, line, row);
  const cpuNs = take(times, (line >> 1) + LINE.cpuNs);
  if (cpuNs > 0) row.cpuNs = cpuNs;
  addState(m, line, row);
  const limited = take(ints, line + LINE.dropped);
  if (limited > 0) row.limited = limited;
  addOwedBy(m, line, row);
  if (take(ints, line + LINE.bindsChanged)) row.domains = boundTo(m, line);
  addUnhandled(m, line, row);
  return row;
}

export function counterSample(counter: MachineSpec['counters'][number], from: number, to: number): LineSample {
  const counts = counter.perSecond.map((rate, cpu): [number, number] => [
    cpu,
    countedUpTo(rate, to) - countedUpTo(rate, from),
  ]);
  const some = counts.filter(([, count]) => count > 0);
  return some.length > 0 ? {irq: counter.irq, counts: some} : {irq: counter.irq};
}

/** Names of the domains bound to a line, in bind order. */
export function boundTo(m: Machine, line: number): string[] {
  const {ints} = m;
  const names: string[] = [];
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    names.push(domainName(m, ints[bind + BIND.domain]));
  return names;
}

function takeCounts(m: Machine, index: number): [number, number][] {
  const cpus = m.plan.cpuAt.length;
  const counts: [number, number][] = [];
  for (let cpu = 0, at = index * cpus; cpu < cpus; cpu++, at++) {
    const count = take(m.newCounts, at);
    if (count === 0) continue;
    counts.push([cpu, count]);
    m.counts[at] += count;
  }
  return counts;
}

function addReleases(m: Machine, line: number, row: LineSample): void {
  for (let i = 0; i < RELEASE_REASONS.length; i++) {
    const count = take(m.ints, line + LINE.released + i);
    if (count > 0) row.released = {...row.released, [RELEASE_REASONS[i]]: count};
  }
}

function addHeld(m: Machine, line: number, row: LineSample): void {
  for (let i = 1; i < LINE_STATES.length; i++) {
    const ns = take(m.times, (line >> 1) + LINE.heldNs + i);
    if (ns > 0) row.heldNs = {...row.heldNs, [LINE_STATES[i]]: ns};
  }
}

/** The time since which a line is open again is reported only with a change: it changes with every interrupt, and nothing needs it. */
function addState(m: Machine, line: number, row: LineSample): void {
  const {ints, times} = m;
  const state = ints[line + LINE.state];
  const since = times[(line >> 1) + LINE.stateSince];
  const changed = state !== ints[line + LINE.sampledState];
  if (changed) row.state = LINE_STATES[state];
  if (changed || (LINE_STATES[state] !== 'open' && since !== times[(line >> 1) + LINE.sampledSince]))
    row.stateSinceNs = since;
  ints[line + LINE.sampledState] = state;
  times[(line >> 1) + LINE.sampledSince] = since;
}

/** Of the kernel's detector, and the bound guests' own, the highest count. */
function addUnhandled(m: Machine, line: number, row: LineSample): void {
  const {ints} = m;
  let most = ints[line + LINE.unhandled];
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    most = Math.max(most, ints[bind + BIND.unhandled]);
  }
  if (most !== ints[line + LINE.sampledUnhandled]) row.unhandled = most;
  ints[line + LINE.sampledUnhandled] = most;
}

/** What a counter that is no line has counted up to `t`, at so many a second. */
export function countedUpTo(perSecond: number, t: Ns): number {
  return Math.floor((perSecond * t) / 1e9);
}
