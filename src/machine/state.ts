import {type Alloc, carve} from '../engine/arena.ts';
import type {EventQueue} from '../engine/queue.ts';
import {Streams} from '../engine/random.ts';
import type {Fact} from '../protocol/fact.ts';
import {BUCKETS} from '../protocol/histogram.ts';
import {type Plan, plan} from './plan.ts';
import type {Policy} from './policy.ts';
import type {MachineSpec} from './spec.ts';
import type {StepRing} from './steps.ts';

// All that changes lives in one ArrayBuffer, as columns indexed by small integers: one copy is a snapshot. Times are float64
// (integer ns), everything else int32 or bytes. -1 stands for nobody, nothing, never.

export type QueueKind = new (alloc: Alloc, options: {slots: number; meanGapNs: number}) => EventQueue;

export type Machine = {
  spec: MachineSpec;
  policy: Policy;
  /** What never changes after the start: wiring as indexes, prices, slots of the event queue. */
  plan: Plan;
  buffer: ArrayBuffer;
  /** Facts since they were last taken; empty whenever a snapshot is made. */
  facts: Fact[];
  /** Outside the snapshot; `null`: nobody wants steps. */
  steps: StepRing | null;
} & Columns;

type Columns = ReturnType<typeof columns>;

/** Lays out the columns of a machine; nothing is scheduled or bound yet. */
export function build(spec: MachineSpec, policy: Policy, Queue: QueueKind, steps: StepRing | null): Machine {
  const fixed = plan(spec);
  const {buffer, state} = carve(alloc => columns(alloc, fixed, Queue));
  return {spec, policy, plan: fixed, buffer, facts: [], steps, ...state};
}

function columns(alloc: Alloc, p: Plan, Queue: QueueKind) {
  return {
    queue: new Queue(alloc, {slots: p.slots, meanGapNs: p.meanGapNs}),
    streams: new Streams(alloc, p.devices + p.lines),
    host: {
      /** The CPU that lost the host, or -1. */
      lostBy: alloc.i32(1).fill(-1),
      /** Time of the last sample. */
      sampledAt: alloc.f64(1),
    },
    cpus: cpuColumns(alloc, p.cpus),
    lines: lineColumns(alloc, p),
    binds: bindColumns(alloc, p.binds),
    doms: domainColumns(alloc, p.domains),
    devs: deviceColumns(alloc, p),
  };
}

function cpuColumns(alloc: Alloc, n: number) {
  return {
    /** What it does: IDLE, PATH or VCPU of cpu.ts. */
    mode: alloc.u8(n),
    /** The line or domain that it works for; in PATH for an EOI, the line as ~line. */
    job: alloc.i32(n).fill(-1),
    /** When the running segment began. */
    segmentSince: alloc.f64(n),
    /** Since when it has run nothing but the interrupt path, or -1. */
    pathSince: alloc.f64(n).fill(-1),
    /** Lines whose interrupt waits for it, first come first served. */
    irqHead: alloc.i32(n).fill(-1),
    irqTail: alloc.i32(n).fill(-1),
    /** Lines whose EOI it still has to send. */
    eoiHead: alloc.i32(n).fill(-1),
    eoiTail: alloc.i32(n).fill(-1),
    /** Domains whose vCPU is ready. */
    runHead: alloc.i32(n).fill(-1),
    runTail: alloc.i32(n).fill(-1),
    /** Since the last sample. */
    supervisorNs: alloc.f64(n),
    handlerNs: alloc.f64(n),
  };
}

function lineColumns(alloc: Alloc, p: Plan) {
  const n = p.lines;
  return {
    /** Devices that hold the pin up (level). */
    asserting: alloc.i32(n),
    /** An edge is remembered that no CPU has taken (edge). */
    edge: alloc.u8(n),
    /** Its interrupt waits for a CPU or is in the path. */
    inService: alloc.u8(n),
    /** Delivered and not released: the pin is masked, or its EOI withheld. */
    held: alloc.u8(n),
    /** An operator masked it. */
    masked: alloc.u8(n),
    /** Nobody is bound and the supervisor does not want it either. */
    disabled: alloc.u8(n),
    /** Held by guests that have given it up, and no time limit will release it. */
    killed: alloc.u8(n),
    /** Domains that owe. */
    debts: alloc.i32(n),
    /** The CPU that took the last interrupt. */
    cpu: alloc.i32(n).fill(-1),
    /** An EOI is queued on that CPU: 0 no, 1 for an acknowledgement, 2 forced. */
    eoi: alloc.u8(n),
    /** Bindings in bind order. */
    bindHead: alloc.i32(n).fill(-1),
    bindTail: alloc.i32(n).fill(-1),
    bound: alloc.i32(n),
    /** Bound guests that have given it up. */
    gaveUp: alloc.i32(n),
    nextIrq: alloc.i32(n).fill(-1),
    nextEoi: alloc.i32(n).fill(-1),
    /** Index into STATES of accounts.ts, and since when. */
    state: alloc.u8(n),
    stateSince: alloc.f64(n),
    /** Up to when the time in this state has been accounted. */
    heldFrom: alloc.f64(n),
    /** Interrupts taken since the start, by line and CPU. */
    counts: alloc.f64(n * p.cpus),
    /** Since the last sample. */
    taken: alloc.i32(n),
    newCounts: alloc.i32(n * p.cpus),
    heldNs: alloc.f64(n * 6),
    released: alloc.i32(n * 5),
    cpuNs: alloc.f64(n),
    /** As last told in a sample. */
    toldState: alloc.u8(n),
    toldSince: alloc.f64(n),
    toldUnhandled: alloc.i32(n),
    /** `owedBy` or `domains` changed since the last sample. */
    debtsChanged: alloc.u8(n),
    bindsChanged: alloc.u8(n),
  };
}

function bindColumns(alloc: Alloc, n: number) {
  return {
    bound: alloc.u8(n),
    next: alloc.i32(n).fill(-1),
    /** Notified and not acknowledged; since when. */
    debt: alloc.u8(n),
    debtSince: alloc.f64(n),
    /** Told of something and no answer of its own since; from when, or -1. */
    silentSince: alloc.f64(n).fill(-1),
    /** The event bit: set and not yet looked at by the guest. */
    event: alloc.u8(n),
    /** The guest's 10 Hz poll is due. */
    poll: alloc.u8(n),
    nextEvent: alloc.i32(n).fill(-1),
    /** Devices of this binding with an unserved cause. */
    causes: alloc.i32(n),
    /** The guest's own detector: counted, unhandled, when the last unhandled one was; given up. */
    counted: alloc.i32(n),
    unhandled: alloc.i32(n),
    lastUnhandled: alloc.f64(n).fill(-1),
    givenUp: alloc.u8(n),
    /** Starving now, and since when. */
    starving: alloc.u8(n),
    starvedFrom: alloc.f64(n),
    /** Since the last sample: how long it starved, and whether it kept somebody starving. */
    starvedNs: alloc.f64(n),
    blamed: alloc.u8(n),
  };
}

function domainColumns(alloc: Alloc, n: number) {
  return {
    /** Index into DOMAIN_STATES of domain.ts. */
    state: alloc.u8(n),
    deaf: alloc.u8(n),
    extraNs: alloc.f64(n),
    restarts: alloc.i32(n),
    /** What its vCPU does: a phase of guest.ts. */
    phase: alloc.u8(n),
    /** The binding and device it is at, whether this is a poll, what the handlers said. */
    bind: alloc.i32(n).fill(-1),
    device: alloc.i32(n).fill(-1),
    polling: alloc.u8(n),
    mine: alloc.u8(n),
    handled: alloc.u8(n),
    /** Time left of a segment that an interrupt cut short, or -1. */
    remaining: alloc.i32(n).fill(-1),
    queued: alloc.u8(n),
    nextRun: alloc.i32(n).fill(-1),
    eventHead: alloc.i32(n).fill(-1),
    eventTail: alloc.i32(n).fill(-1),
    /** What its timer stands for: a task of domain.ts. */
    task: alloc.u8(n),
    /** Restart once destroyed. */
    restart: alloc.u8(n),
    /** Bindings of it that starve now, and since when at least one does. */
    starving: alloc.i32(n),
    starvedFrom: alloc.f64(n),
    /** Since the last sample. */
    starvedNs: alloc.f64(n),
    notified: alloc.i32(n),
    acked: alloc.i32(n),
    ackLow: alloc.i32(n).fill(BUCKETS),
    ackHigh: alloc.i32(n).fill(-1),
    ackNs: alloc.i32(n * BUCKETS),
    /** As last told in a sample. */
    toldState: alloc.u8(n),
    toldDebtSince: alloc.f64(n).fill(-1),
    toldSilentSince: alloc.f64(n).fill(-1),
    debtsChanged: alloc.u8(n),
  };
}

function deviceColumns(alloc: Alloc, p: Plan) {
  const n = p.devices;
  return {
    /** When each waiting cause was raised: a ring of `queue` places for each device, from `ringAt` of the plan. */
    ring: alloc.f64(p.ringPlaces),
    head: alloc.i32(n),
    waiting: alloc.i32(n),
    /** Closed loop: at its limit, so nothing is scheduled. */
    stalled: alloc.u8(n),
    inService: alloc.u8(n),
    /** A step of the reset that runs, 0: none. */
    resetting: alloc.u8(n),
    inD3: alloc.u8(n),
    /** Its driver waits for the end of the reset to probe it. */
    probeLater: alloc.u8(n),
    /** Since the last sample. */
    raised: alloc.i32(n),
    served: alloc.i32(n),
    late: alloc.i32(n),
    lost: alloc.i32(n),
    /** Of these four, up to the last sample. */
    totals: alloc.f64(n * 4),
    servedLow: alloc.i32(n).fill(BUCKETS),
    servedHigh: alloc.i32(n).fill(-1),
    servedNs: alloc.i32(n * BUCKETS),
    /** As last told in a sample. */
    toldAsserted: alloc.u8(n),
    toldD3: alloc.u8(n),
    toldInService: alloc.u8(n),
  };
}
