import {restore, snapshot} from '../engine/arena.ts';
import {Wheel} from '../engine/wheel.ts';
import type {MachineCommand} from '../protocol/command/command.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {Sample} from '../protocol/record/sample.ts';
import type {Step} from '../protocol/record/step.ts';
import type {Ns} from '../protocol/words.ts';
import {applyCommand} from './command/command.ts';
import {updateState} from './counted/accounts.ts';
import {keyframeOf} from './counted/keyframe.ts';
import {takeSample} from './counted/sample.ts';
import {keptFromNs, moveRingTo, stepsOf, takeSteps} from './counted/steps.ts';
import {cpuDone} from './handlers/cpu-done.ts';
import {guestPoll} from './handlers/detector.ts';
import {kernelPoll} from './handlers/linux-handlers.ts';
import {wiredFor} from './hardware/assumed-hardware.ts';
import {bind} from './life/binding.ts';
import {taskDone} from './life/domain.ts';
import {hostUp} from './life/outage.ts';
import {resetStepDone} from './life/reset-over.ts';
import {timeLimit} from './life/stale-debts.ts';
import {messageWatchdog} from './life/wiring.ts';
import {EVENT} from './memory/codes.ts';
import {BIND, DEVICE, HOST, LINE} from './memory/records.ts';
import {build, type Machine, type QueueKind} from './memory/state.ts';
import {stepRing} from './memory/step-ring.ts';
import type {Policy} from './policy/policy.ts';
import type {MachineSpec} from './spec.ts';
import {arrive, requestLate, startTraffic} from './wire/device.ts';
import {limiterOver, windowOver} from './wire/limit-end.ts';

/** A simulated host. The same spec, policy, seed and commands at the same times give the same records, however it is sliced. */
export type SimulatedHost = {
  /** Simulated time, integer ns. Stands still once the host is lost. */
  now(): Ns;
  lost(): boolean;
  /** Lets everything happen up to and including `untilNs`. */
  run(untilNs: Ns): void;
  /** Facts since they were last taken. */
  takeFacts(): Fact[];
  takeSample(): Sample;
  /** To be taken right after a sample. */
  keyframe(): Keyframe;
  /** Null when done, else why not. Its facts are taken like all others. */
  apply(command: MachineCommand): string | null;
  /** A copy of all state, into `into` when given (as long as `stateBytes`); to be made with no facts left to take. */
  snapshot(into?: ArrayBuffer): ArrayBuffer;
  /** Goes back to, or on from, a snapshot of the same spec, policy and queue. */
  restore(from: ArrayBuffer): void;
  readonly stateBytes: number;
  /** Hardware-level steps of a line that are still kept. */
  steps(irq: string, from: Ns, to: Ns): Step[];
  /** From when on all of them are kept, `Infinity`: none are. */
  stepsFromNs(): Ns;
  /** Those of all lines since they were last taken, as far as they are still kept. */
  takeSteps(): Step[];
  /** Events handled since the machine was built; not part of its state. */
  events(): number;
  /** Events that wait in the queue. */
  pending(): number;
};

export type HostOptions = {
  spec: MachineSpec;
  policy: Policy;
  /** 0 to 2^32-1. */
  seed: number;
  /** Keep the last steps. */
  steps?: boolean;
  /** The event queue; the wheel unless a test wants the oracle. */
  queue?: QueueKind;
};

/** 260,000 steps, 4 MB: a minute of a small host. */
const STEP_BITS = 18;

/** Builds a host at t = 0: domains run, lines are bound, traffic flows. */
export function createHost({spec, policy, seed, steps = false, queue = Wheel}: HostOptions): SimulatedHost {
  const m = build(wiredFor(spec, policy), policy, queue, steps ? stepRing(STEP_BITS) : null);
  begin(m, seed);
  let events = 0;
  return {
    now: () => m.clock[0],
    lost: () => m.ints[m.plan.host + HOST.lostBy] >= 0,
    run: untilNs => {
      events += run(m, untilNs);
    },
    takeFacts: () => m.facts.splice(0),
    takeSample: () => takeSample(m),
    keyframe: () => keyframeOf(m),
    apply: command => applyCommand(m, command),
    snapshot(into) {
      if (m.facts.length > 0) throw new Error('a snapshot holds no facts: take them first');
      return snapshot(m.buffer, into);
    },
    restore(from) {
      const leftNs = m.clock[0];
      restore(m.buffer, from);
      m.facts.length = 0;
      moveRingTo(m.steps, m.clock[0], leftNs);
    },
    stateBytes: m.buffer.byteLength,
    steps: (irq, from, to) => stepsOf(m, irq, from, to),
    stepsFromNs: () => (m.steps === null ? Number.POSITIVE_INFINITY : keptFromNs(m.steps)),
    takeSteps: () => takeSteps(m),
    events: () => events,
    pending: () => m.queue.pending(),
  };
}

function begin(m: Machine, seed: number): void {
  const {ints, spec, plan, streams} = m;
  for (const [d, device] of spec.devices.entries()) streams.seed(d, seed, `arrivals of ${device.name}`);
  for (const [l, line] of spec.lines.entries()) streams.seed(plan.deviceAt.length + l, seed, `affinity of ${line.irq}`);
  for (const [d, device] of spec.devices.entries())
    streams.seed(plan.deviceAt.length + plan.lineAt.length + d, seed, `power of ${device.name}`);
  for (const one of plan.bindAt) if (ints[one + BIND.devices] >= 0) bind(m, one);
  for (const device of plan.deviceAt) if (isUsed(m, device)) startTraffic(m, device);
  // The keyframe at the start contains all this.
  for (const line of plan.lineAt) {
    if (ints[line + LINE.bound] === 0 && ints[line + LINE.ownDevices] < 0) ints[line + LINE.disabled] = 1;
    updateState(m, line);
    ints[line + LINE.sampledState] = ints[line + LINE.state];
    ints[line + LINE.bindsChanged] = 0;
  }
  for (const device of plan.deviceAt) ints[device + DEVICE.sampledInService] = ints[device + DEVICE.inService];
}

/** The supervisor's own, and those whose domain was bound. */
function isUsed({ints}: Machine, device: number): boolean {
  const bind = ints[device + DEVICE.bind];
  return bind < 0 || ints[bind + BIND.bound] === 1;
}

/** The loop: events in order of time, up to and including the limit. Returns their number. */
function run(m: Machine, untilNs: Ns): number {
  const {queue, ints} = m;
  const {slotKind, slotRecord} = m.plan;
  const lostBy = m.plan.host + HOST.lostBy;
  let events = 0;
  while (ints[lostBy] < 0) {
    const slot = queue.popUntil(untilNs);
    if (slot < 0) break;
    events++;
    handle(m, slotKind[slot], slotRecord[slot]);
  }
  return events;
}

function handle(m: Machine, kind: number, record: number): void {
  switch (kind) {
    case EVENT.cpu_done:
      cpuDone(m, record);
      break;
    case EVENT.arrival:
      arrive(m, record);
      break;
    case EVENT.time_limit:
      timeLimit(m, record);
      break;
    case EVENT.domain_timer:
      taskDone(m, record);
      break;
    case EVENT.reset_step:
      resetStepDone(m, record);
      break;
    case EVENT.guest_poll:
      guestPoll(m, record);
      break;
    default:
      handleRare(m, kind, record);
  }
}

function handleRare(m: Machine, kind: number, record: number): void {
  switch (kind) {
    case EVENT.kernel_poll:
      kernelPoll(m, record);
      break;
    case EVENT.limit_end:
      windowOver(m, record);
      break;
    case EVENT.message_watchdog:
      messageWatchdog(m, record);
      break;
    case EVENT.coalesced_ask:
      requestLate(m, record);
      break;
    case EVENT.limiter:
      limiterOver(m);
      break;
    case EVENT.host_up:
      hostUp(m);
  }
}
