import {restore, snapshot} from '../engine/arena.ts';
import {Wheel} from '../engine/wheel.ts';
import type {MachineCommand} from '../protocol/command.ts';
import type {Fact} from '../protocol/fact.ts';
import type {Keyframe} from '../protocol/keyframe.ts';
import type {Sample} from '../protocol/sample.ts';
import type {Step} from '../protocol/step.ts';
import type {Ns} from '../protocol/words.ts';
import {tell} from './accounts.ts';
import {apply} from './command.ts';
import {cpuDone} from './cpu.ts';
import {arrive, resetStepDone, startTraffic} from './device.ts';
import {bind, taskDone} from './domain.ts';
import {guestPoll} from './guest.ts';
import {forcedEoi} from './hold.ts';
import {keyframeOf} from './keyframe.ts';
import {ARRIVAL, CPU_DONE, DEVICE_TIMER, DOMAIN_TIMER, FORCED_EOI} from './plan.ts';
import type {Policy} from './policy.ts';
import {takeSample} from './sample.ts';
import type {MachineSpec} from './spec.ts';
import {build, type Machine, type QueueKind} from './state.ts';
import {stepRing, stepsOf} from './steps.ts';

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
  /** Events handled since the machine was built; not part of its state. */
  events(): number;
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

/** Builds a host at t = 0: domains run, lines are bound, traffic flows. */
export function createHost({spec, policy, seed, steps = false, queue = Wheel}: HostOptions): SimulatedHost {
  const m = build(spec, policy, queue, steps ? stepRing() : null);
  begin(m, seed);
  let events = 0;
  return {
    now: () => m.queue.now(),
    lost: () => m.host.lostBy[0] >= 0,
    run: untilNs => {
      events += run(m, untilNs);
    },
    takeFacts: () => m.facts.splice(0),
    takeSample: () => takeSample(m),
    keyframe: () => keyframeOf(m),
    apply: command => apply(m, command),
    snapshot: into => snapshot(m.buffer, into),
    restore: from => restore(m.buffer, from),
    stateBytes: m.buffer.byteLength,
    steps: (irq, from, to) => stepsOf(m, irq, from, to),
    events: () => events,
  };
}

function begin(m: Machine, seed: number): void {
  const {spec, plan, streams} = m;
  for (const [d, device] of spec.devices.entries()) streams.seed(d, seed, `arrivals of ${device.name}`);
  for (const [l, line] of spec.lines.entries()) streams.seed(plan.devices + l, seed, `affinity of ${line.irq}`);
  for (let b = 0; b < plan.binds; b++) bind(m, b);
  for (let line = 0; line < plan.lines; line++) {
    if (m.lines.bound[line] === 0 && plan.ownDevices[line].length === 0) m.lines.disabled[line] = 1;
    tell(m, line);
  }
  for (let device = 0; device < plan.devices; device++) startTraffic(m, device);
  // The keyframe at the start tells all this.
  m.lines.bindsChanged.fill(0);
  m.lines.toldState.set(m.lines.state);
  m.devs.toldInService.fill(1);
}

/** The loop: events in order of time, up to and including the limit. Returns their number. */
function run(m: Machine, untilNs: Ns): number {
  const {queue} = m;
  const {slotKind, slotEntity} = m.plan;
  const {lostBy} = m.host;
  let events = 0;
  while (lostBy[0] < 0) {
    const slot = queue.popUntil(untilNs);
    if (slot < 0) break;
    events++;
    const entity = slotEntity[slot];
    switch (slotKind[slot]) {
      case CPU_DONE:
        cpuDone(m, entity);
        break;
      case ARRIVAL:
        arrive(m, entity);
        break;
      case FORCED_EOI:
        forcedEoi(m, entity);
        break;
      case DOMAIN_TIMER:
        taskDone(m, entity);
        break;
      case DEVICE_TIMER:
        resetStepDone(m, entity);
        break;
      default:
        guestPoll(m, entity);
    }
  }
  return events;
}
