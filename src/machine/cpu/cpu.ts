import {charge} from '../counted/cpu-time.ts';
import {MODE} from '../memory/codes.ts';
import {CPU, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {waitsForEoi} from './priority.ts';
import {deliveryNs, startDelivery} from './start-delivery.ts';
import {beginSegment} from './vcpu.ts';

// A CPU does one thing at a time. The supervisor's interrupt path runs with interrupts off: what comes meanwhile waits until its
// end. It cuts a vCPU short, which goes on afterwards where it was. A CPU without work in the path runs its vCPUs, each to the
// end of its upcall, in the order in which they became ready. A domain that hangs spins only while nobody else wants its CPU
// (a woken vCPU preempts a spinning one), so spinning needs no time here.

/** A line's interrupt reaches the CPU: it is taken now, or after what the CPU has in the path. */
export function interrupt(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  if (ints[cpu + CPU.eoiTop] >= 0 && waitsForEoi(m, cpu, line)) return;
  if (ints[cpu + CPU.mode] <= MODE.vcpu) {
    enterPath(m, cpu, line);
    return;
  }
  ints[line + LINE.nextIrq] = -1;
  if (ints[cpu + CPU.irqTail] < 0) ints[cpu + CPU.irqHead] = line;
  else ints[ints[cpu + CPU.irqTail] + LINE.nextIrq] = line;
  ints[cpu + CPU.irqTail] = line;
}

/** The CPU has to send the EOI of a line that it took. A line stands in the list once. */
export function queueEoi(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  if (ints[cpu + CPU.mode] <= MODE.vcpu) {
    enterPath(m, cpu, ~line);
    return;
  }
  ints[line + LINE.nextEoi] = -1;
  if (ints[cpu + CPU.eoiTail] < 0) ints[cpu + CPU.eoiHead] = line;
  else ints[ints[cpu + CPU.eoiTail] + LINE.nextEoi] = line;
  ints[cpu + CPU.eoiTail] = line;
}

/** A vCPU became ready: it runs after those that already wait. */
export function ready(m: Machine, domain: number): void {
  const {ints} = m;
  const cpu = ints[domain + DOMAIN.cpu];
  if (ints[cpu + CPU.mode] === MODE.idle) {
    startVcpu(m, cpu, domain);
    return;
  }
  m.times[(domain >> 1) + DOMAIN.waitingSince] = m.clock[0];
  ints[domain + DOMAIN.queued] = 1;
  ints[domain + DOMAIN.nextRun] = -1;
  if (ints[cpu + CPU.runTail] < 0) ints[cpu + CPU.runHead] = domain;
  else ints[ints[cpu + CPU.runTail] + DOMAIN.nextRun] = domain;
  ints[cpu + CPU.runTail] = domain;
}

/** Takes a vCPU off its CPU, wherever it is: its domain crashed, hangs or was paused. Its segment is not finished. */
export function stopVcpu(m: Machine, domain: number): void {
  const {ints} = m;
  const cpu = ints[domain + DOMAIN.cpu];
  if (ints[domain + DOMAIN.queued]) dequeue(m, cpu, domain);
  else if (ints[cpu + CPU.mode] === MODE.vcpu && ints[cpu + CPU.job] === domain) {
    cutShort(m, cpu);
    dequeue(m, cpu, domain);
    nextWork(m, cpu);
  }
}

/** Occupies the CPU for `ns` with a segment of the vCPU that has it. */
export function runSegment(m: Machine, cpu: number, ns: number): void {
  const {ints} = m;
  ints[cpu + CPU.mode] = MODE.vcpu;
  m.queue.schedule(ns, ints[cpu + CPU.slot]);
}

/** Gives a CPU that has just finished something its next work: the path first, then vCPUs. */
export function nextWork(m: Machine, cpu: number): void {
  const {ints, times} = m;
  const work = nextPathWork(m, cpu);
  if (work !== NOTHING) {
    startPath(m, cpu, work);
    return;
  }
  times[(cpu >> 1) + CPU.pathSince] = -1;
  const domain = ints[cpu + CPU.runHead];
  if (domain < 0) {
    ints[cpu + CPU.mode] = MODE.idle;
    ints[cpu + CPU.job] = -1;
    return;
  }
  dequeue(m, cpu, domain);
  startVcpu(m, cpu, domain);
}

/** The answer of `nextPathWork` when there is no work; no record begins here. */
const NOTHING = 0;

/** Takes what waits longest for the path: ~line for an EOI to send, else the line of an interrupt. */
function nextPathWork(m: Machine, cpu: number): number {
  const {ints} = m;
  const eoi = ints[cpu + CPU.eoiHead];
  if (eoi >= 0) {
    ints[cpu + CPU.eoiHead] = ints[eoi + LINE.nextEoi];
    if (ints[cpu + CPU.eoiHead] < 0) ints[cpu + CPU.eoiTail] = -1;
    return ~eoi;
  }
  for (;;) {
    const line = ints[cpu + CPU.irqHead];
    if (line < 0) return NOTHING;
    ints[cpu + CPU.irqHead] = ints[line + LINE.nextIrq];
    if (ints[cpu + CPU.irqHead] < 0) ints[cpu + CPU.irqTail] = -1;
    if (ints[cpu + CPU.eoiTop] < 0 || !waitsForEoi(m, cpu, line)) return line;
  }
}

function startVcpu(m: Machine, cpu: number, domain: number): void {
  m.ints[cpu + CPU.job] = domain;
  m.times[(cpu >> 1) + CPU.segmentSince] = m.clock[0];
  runSegment(m, cpu, beginSegment(m, domain));
}

function enterPath(m: Machine, cpu: number, work: number): void {
  if (m.ints[cpu + CPU.mode] === MODE.vcpu) cutShort(m, cpu);
  startPath(m, cpu, work);
}

/** Stops a vCPU in the middle of its segment. */
function cutShort(m: Machine, cpu: number): void {
  const {ints, queue} = m;
  const domain = ints[cpu + CPU.job];
  const slot = ints[cpu + CPU.slot];
  keepFor(m, cpu, domain, queue.timeOf(slot) - m.clock[0]);
  queue.cancel(slot);
  charge(m, cpu);
  ints[cpu + CPU.mode] = MODE.idle;
}

/** The vCPU has a segment of `ns` to run as soon as the path is left: it stands in front of those that are ready. */
export function keepFor(m: Machine, cpu: number, domain: number, ns: number): void {
  const {ints} = m;
  ints[domain + DOMAIN.remaining] = ns;
  m.times[(domain >> 1) + DOMAIN.waitingSince] = m.clock[0];
  ints[domain + DOMAIN.queued] = 1;
  ints[domain + DOMAIN.nextRun] = ints[cpu + CPU.runHead];
  ints[cpu + CPU.runHead] = domain;
  if (ints[cpu + CPU.runTail] < 0) ints[cpu + CPU.runTail] = domain;
}

function startPath(m: Machine, cpu: number, work: number): void {
  const {ints, times} = m;
  const now = m.clock[0];
  if (times[(cpu >> 1) + CPU.pathSince] < 0) times[(cpu >> 1) + CPU.pathSince] = now;
  ints[cpu + CPU.mode] = MODE.path;
  ints[cpu + CPU.job] = work;
  times[(cpu >> 1) + CPU.segmentSince] = now;
  if (work >= 0) startDelivery(m, cpu, work);
  occupy(m, cpu, work < 0 ? m.costs.release : deliveryNs(m, work));
}

/** Until the end of the next step of the path. A handler of the kernel may spin for longer than a short delay can hold. */
export function occupy(m: Machine, cpu: number, ns: number): void {
  if (ns < 0x7fff_ffff) m.queue.schedule(ns, m.ints[cpu + CPU.slot]);
  else m.queue.scheduleAt(m.clock[0] + ns, m.ints[cpu + CPU.slot]);
}

function dequeue(m: Machine, cpu: number, domain: number): void {
  const {ints} = m;
  ints[domain + DOMAIN.queued] = 0;
  if (ints[cpu + CPU.runHead] === domain) {
    ints[cpu + CPU.runHead] = ints[domain + DOMAIN.nextRun];
    if (ints[cpu + CPU.runHead] < 0) ints[cpu + CPU.runTail] = -1;
    return;
  }
  let before = ints[cpu + CPU.runHead];
  while (ints[before + DOMAIN.nextRun] !== domain) before = ints[before + DOMAIN.nextRun];
  ints[before + DOMAIN.nextRun] = ints[domain + DOMAIN.nextRun];
  if (ints[cpu + CPU.runTail] === domain) ints[cpu + CPU.runTail] = before;
}
