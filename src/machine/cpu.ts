import {runVcpu, vcpuDone} from './guest.ts';
import {finishEoi} from './hold.ts';
import {deliver, deliveryNs, startDelivery} from './line.ts';
import {CPU_DONE} from './plan.ts';
import {WATCHDOG_NS} from './policy.ts';
import {starveWaiting} from './starvation.ts';
import type {Machine} from './state.ts';

// A CPU does one thing at a time. The supervisor's interrupt path runs with interrupts off: what comes meanwhile waits until its
// end. It cuts a vCPU short, which goes on afterwards where it was. A CPU without work in the path runs its vCPUs, each to the
// end of its upcall, in the order in which they became ready. A domain that hangs spins only while nobody else wants its CPU
// (a woken vCPU preempts a spinning one), so spinning needs no time here.

// In the first two of these a CPU can be interrupted.
export const IDLE = 0;
export const VCPU = 1;
export const PATH = 2;
/** A vCPU's segment is over and its effects are being worked out; what they wake waits until the CPU has settled. */
const BETWEEN = 3;

/** A line's interrupt waits for the CPU; it starts now unless the CPU is in the path. */
export function interrupt(m: Machine, cpu: number, line: number): void {
  const {cpus, lines} = m;
  lines.nextIrq[line] = -1;
  if (cpus.irqTail[cpu] < 0) cpus.irqHead[cpu] = line;
  else lines.nextIrq[cpus.irqTail[cpu]] = line;
  cpus.irqTail[cpu] = line;
  if (cpus.mode[cpu] <= VCPU) enterPath(m, cpu);
}

/** The CPU has to send the EOI of a line that it took. A line stands in the list once. */
export function queueEoi(m: Machine, cpu: number, line: number): void {
  const {cpus, lines} = m;
  lines.nextEoi[line] = -1;
  if (cpus.eoiTail[cpu] < 0) cpus.eoiHead[cpu] = line;
  else lines.nextEoi[cpus.eoiTail[cpu]] = line;
  cpus.eoiTail[cpu] = line;
  if (cpus.mode[cpu] <= VCPU) enterPath(m, cpu);
}

/** A vCPU became ready: it runs after those that already wait. */
export function ready(m: Machine, domain: number): void {
  const cpu = m.plan.domCpu[domain];
  const {cpus, doms} = m;
  doms.queued[domain] = 1;
  doms.nextRun[domain] = -1;
  if (cpus.runTail[cpu] < 0) cpus.runHead[cpu] = domain;
  else doms.nextRun[cpus.runTail[cpu]] = domain;
  cpus.runTail[cpu] = domain;
  if (cpus.mode[cpu] === IDLE) next(m, cpu);
}

/** Takes a vCPU off its CPU, wherever it is: its domain crashed, hangs or was paused. Its segment is not finished. */
export function stopVcpu(m: Machine, domain: number): void {
  const cpu = m.plan.domCpu[domain];
  const {cpus, doms} = m;
  if (doms.queued[domain]) dequeue(m, cpu, domain);
  else if (cpus.mode[cpu] === VCPU && cpus.job[cpu] === domain) {
    cutShort(m, cpu);
    dequeue(m, cpu, domain);
    next(m, cpu);
  }
}

/** Occupies the CPU for `ns` with a segment of a domain's vCPU. */
export function runSegment(m: Machine, cpu: number, domain: number, ns: number): void {
  m.cpus.mode[cpu] = VCPU;
  m.cpus.job[cpu] = domain;
  m.cpus.segmentSince[cpu] = m.queue.now();
  m.queue.schedule(ns, m.plan.slotBase[CPU_DONE] + cpu);
}

/** The running segment of a CPU is over. */
export function cpuDone(m: Machine, cpu: number): void {
  const {cpus} = m;
  const job = cpus.job[cpu];
  charge(m, cpu);
  if (cpus.mode[cpu] === VCPU) {
    cpus.mode[cpu] = BETWEEN;
    const more = vcpuDone(m, cpu, job);
    settle(m, cpu, more ? job : -1);
    return;
  }
  if (job < 0) finishEoi(m, cpu, ~job);
  else deliver(m, cpu, job);
  next(m, cpu);
}

/** Books the time of the running segment so far: for the CPU, for the line that it serves, and for those whom it keeps waiting. */
export function charge(m: Machine, cpu: number): void {
  const {cpus, lines} = m;
  const mode = cpus.mode[cpu];
  if (mode === IDLE) return;
  const now = m.queue.now();
  const spent = now - cpus.segmentSince[cpu];
  cpus.segmentSince[cpu] = now;
  const job = cpus.job[cpu];
  if (mode === VCPU) {
    cpus.handlerNs[cpu] += spent;
    const bind = m.doms.bind[job];
    if (bind >= 0) lines.cpuNs[m.plan.bindLine[bind]] += spent;
    return;
  }
  cpus.supervisorNs[cpu] += spent;
  lines.cpuNs[job < 0 ? ~job : job] += spent;
  if (cpus.runHead[cpu] >= 0) starveWaiting(m, cpu, spent);
}

/** Gives a CPU that has just finished something its next work: the path first, then vCPUs. */
export function next(m: Machine, cpu: number): void {
  const {cpus} = m;
  if (cpus.eoiHead[cpu] >= 0 || cpus.irqHead[cpu] >= 0) {
    startPath(m, cpu);
    return;
  }
  cpus.pathSince[cpu] = -1;
  cpus.mode[cpu] = IDLE;
  cpus.job[cpu] = -1;
  const domain = cpus.runHead[cpu];
  if (domain < 0) return;
  dequeue(m, cpu, domain);
  runVcpu(m, cpu, domain);
}

/** After a segment of a vCPU: interrupts that came meanwhile, then the same vCPU when it has more to do. */
function settle(m: Machine, cpu: number, domain: number): void {
  const pathWork = m.cpus.eoiHead[cpu] >= 0 || m.cpus.irqHead[cpu] >= 0;
  if (domain >= 0) {
    if (!pathWork) runVcpu(m, cpu, domain);
    else putInFront(m, cpu, domain);
  }
  if (pathWork || domain < 0) next(m, cpu);
}

function enterPath(m: Machine, cpu: number): void {
  if (m.cpus.mode[cpu] === VCPU) cutShort(m, cpu);
  startPath(m, cpu);
}

/** Keeps what is left of a vCPU's segment and puts it in front of those that are ready. */
function cutShort(m: Machine, cpu: number): void {
  const {cpus, doms, queue} = m;
  const domain = cpus.job[cpu];
  const slot = m.plan.slotBase[CPU_DONE] + cpu;
  doms.remaining[domain] = queue.timeOf(slot) - queue.now();
  queue.cancel(slot);
  charge(m, cpu);
  putInFront(m, cpu, domain);
  cpus.mode[cpu] = IDLE;
}

function putInFront(m: Machine, cpu: number, domain: number): void {
  const {cpus, doms} = m;
  doms.queued[domain] = 1;
  doms.nextRun[domain] = cpus.runHead[cpu];
  cpus.runHead[cpu] = domain;
  if (cpus.runTail[cpu] < 0) cpus.runTail[cpu] = domain;
}

function startPath(m: Machine, cpu: number): void {
  const {cpus, lines, queue} = m;
  const now = queue.now();
  if (cpus.pathSince[cpu] < 0) cpus.pathSince[cpu] = now;
  else if (now - cpus.pathSince[cpu] >= WATCHDOG_NS) {
    m.host.lostBy[0] = cpu;
    m.facts.push({t: now, kind: 'host_lost', cpu});
    return;
  }
  cpus.mode[cpu] = PATH;
  cpus.segmentSince[cpu] = now;
  let ns = m.spec.costs.release;
  let line = cpus.eoiHead[cpu];
  if (line >= 0) {
    cpus.eoiHead[cpu] = lines.nextEoi[line];
    if (cpus.eoiHead[cpu] < 0) cpus.eoiTail[cpu] = -1;
    cpus.job[cpu] = ~line;
  } else {
    line = cpus.irqHead[cpu];
    cpus.irqHead[cpu] = lines.nextIrq[line];
    if (cpus.irqHead[cpu] < 0) cpus.irqTail[cpu] = -1;
    cpus.job[cpu] = line;
    startDelivery(m, cpu, line);
    ns = deliveryNs(m, line);
  }
  queue.schedule(ns, m.plan.slotBase[CPU_DONE] + cpu);
}

function dequeue(m: Machine, cpu: number, domain: number): void {
  const {cpus, doms} = m;
  doms.queued[domain] = 0;
  if (cpus.runHead[cpu] === domain) {
    cpus.runHead[cpu] = doms.nextRun[domain];
    if (cpus.runHead[cpu] < 0) cpus.runTail[cpu] = -1;
    return;
  }
  let before = cpus.runHead[cpu];
  while (doms.nextRun[before] !== domain) before = doms.nextRun[before];
  doms.nextRun[before] = doms.nextRun[domain];
  if (cpus.runTail[cpu] === domain) cpus.runTail[cpu] = before;
}
