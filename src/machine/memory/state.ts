import {type Alloc, carve} from '../../engine/arena.ts';
import type {EventQueue} from '../../engine/queue.ts';
import {Streams} from '../../engine/random.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import {BUCKETS} from '../../protocol/record/histogram.ts';
import {BOOT_ENDS, type Ns, type Trigger} from '../../protocol/words.ts';
import {canSend} from '../hardware/assumed-hardware.ts';
import type {Policy} from '../policy/policy.ts';
import type {Costs, MachineSpec} from '../spec.ts';
import {ACK} from './codes.ts';
import {type MachinePlan, plan} from './plan.ts';
import {BIND, CPU, DEVICE, DOMAIN, HOST, LINE} from './records.ts';
import type {StepRing} from './step-ring.ts';

// All that changes lives in one ArrayBuffer: the records, the event queue, the random streams, and a few tables that belong to
// records and would make them too long. One copy is a snapshot.

export type QueueKind = new (alloc: Alloc, options: {slots: number; meanGapNs: number}) => EventQueue;

export type Machine = {
  spec: MachineSpec;
  policy: Policy;
  /** A delivery notifies all domains of the line, and they owe; else the kernel or the supervisor looks after the devices first. */
  notifiesAll: boolean;
  costs: Costs;
  /** Where everything is, by name and number; never changes. */
  plan: MachinePlan;
  buffer: ArrayBuffer;
  /** Facts since they were last taken; empty whenever a snapshot is made. */
  facts: Fact[];
  /** Outside the snapshot; `null`: nobody wants steps. */
  steps: StepRing | null;
} & ReturnType<typeof columns>;

/** Lays out a machine and puts its records in their places; nothing is bound or scheduled yet. */
export function build(spec: MachineSpec, policy: Policy, Queue: QueueKind, steps: StepRing | null): Machine {
  const fixed = plan(spec);
  const {buffer, state} = carve(alloc => columns(alloc, fixed, Queue));
  const notifiesAll = policy.handlers === 'domains' && (policy.quiet === 'none' || policy.quietAt === 'death');
  const m: Machine = {spec, policy, notifiesAll, costs: spec.costs, plan: fixed, buffer, facts: [], steps, ...state};
  place(m);
  wire(m);
  return m;
}

function columns(alloc: Alloc, p: MachinePlan, Queue: QueueKind) {
  const times = alloc.f64(p.places / 2);
  const queue = new Queue(alloc, {slots: p.slots, meanGapNs: p.meanGapNs});
  return {
    queue,
    /** Now, at index 0. */
    clock: queue.clock,
    streams: new Streams(alloc, 2 * p.deviceAt.length + p.lineAt.length),
    times,
    ints: new Int32Array(times.buffer, times.byteOffset, times.length * 2),
    /** When each waiting cause was raised: a ring of `room` places for each device. */
    ring: alloc.f64(p.ringPlaces),
    /** Interrupts taken, by number of line and CPU: up to the last sample, and since. */
    counts: alloc.f64(p.lineAt.length * p.cpuAt.length),
    newCounts: alloc.i32(p.lineAt.length * p.cpuAt.length),
    /** Latencies since the last sample: of acknowledgements by number of domain, of causes served by number of device. */
    ackNs: alloc.i32(p.domainAt.length * BUCKETS),
    servedNs: alloc.i32(p.deviceAt.length * BUCKETS),
  };
}

/** Numbers the records and sets what begins as nobody or never. */
function place(m: Machine): void {
  const {ints, times, plan} = m;
  const kinds = [
    {record: HOST, places: [plan.host]},
    {record: CPU, places: plan.cpuAt},
    {record: LINE, places: plan.lineAt},
    {record: BIND, places: plan.bindAt},
    {record: DOMAIN, places: plan.domainAt},
    {record: DEVICE, places: plan.deviceAt},
  ];
  for (const {record, places} of kinds) {
    for (const at of places) {
      for (const field of record.unset.times) times[(at >> 1) + field] = -1;
      for (const field of record.unset.ints) ints[at + field] = -1;
    }
  }
  plan.cpuAt.forEach((cpu, index) => {
    ints[cpu + CPU.index] = index;
    ints[cpu + CPU.slot] = plan.firstSlot.cpu_done + index;
  });
  plan.lineAt.forEach((line, index) => {
    const {trigger, affinity, chip, vector = 0} = m.spec.lines[index];
    const busy = affinity.flatMap((weight, cpu) => (weight > 0 ? [plan.cpuAt[cpu]] : []));
    ints[line + LINE.index] = index;
    ints[line + LINE.slot] = plan.firstSlot.time_limit + index;
    ints[line + LINE.pollSlot] = plan.firstSlot.kernel_poll + index;
    ints[line + LINE.limitSlot] = plan.firstSlot.limit_end + index;
    ints[line + LINE.level] = trigger === 'level' ? 1 : 0;
    ints[line + LINE.ack] = ackOf(chip, trigger, m.policy);
    ints[line + LINE.priority] = vector >> 4;
    ints[line + LINE.hasLimit] = m.policy.limit?.kind === 'admin' ? 1 : 0;
    ints[line + LINE.pic] = chip === 'XT-PIC' ? 1 : 0;
    ints[line + LINE.keepsEdge] = chip === 'XT-PIC' || chip === 'PCI-MSI/-X' ? 1 : 0;
    // Until it has interrupted: where an EOI or a hold of it would be the business of.
    ints[line + LINE.cpu] = busy[0];
    if (busy.length === 1) ints[line + LINE.onlyCpu] = busy[0];
  });
  plan.domainAt.forEach((domain, index) => {
    ints[domain + DOMAIN.index] = index;
    ints[domain + DOMAIN.boots] = BOOT_ENDS.indexOf(m.spec.domains[index].boots ?? 'ready');
    ints[domain + DOMAIN.slot] = plan.firstSlot.domain_timer + index;
    ints[domain + DOMAIN.cpu] = plan.cpuAt[m.spec.domains[index].cpu];
  });
}

/** Devices to lines and bindings, each list in the order of the spec. */
function wire(m: Machine): void {
  const {ints, times, plan} = m;
  plan.bindings.forEach(({line, domain}, index) => {
    const bind = plan.bindAt[index];
    ints[bind + BIND.slot] = plan.firstSlot.guest_poll + index;
    ints[bind + BIND.line] = line;
    ints[bind + BIND.domain] = domain;
  });
  let ringAt = 0;
  m.spec.devices.forEach((spec, index) => {
    const device = plan.deviceAt[index];
    ints[device + DEVICE.index] = index;
    ints[device + DEVICE.arrivalSlot] = plan.firstSlot.arrival + index;
    ints[device + DEVICE.resetSlot] = plan.firstSlot.reset_step + index;
    ints[device + DEVICE.room] = spec.queue;
    ints[device + DEVICE.ringAt] = ringAt;
    ringAt += spec.queue;
    ints[device + DEVICE.watchSlot] = plan.firstSlot.message_watchdog + index;
    ints[device + DEVICE.askSlot] = plan.firstSlot.coalesced_ask + index;
    ints[device + DEVICE.serviceNs] = spec.serviceNs;
    ints[device + DEVICE.perCall] = spec.perCall ?? spec.queue;
    ints[device + DEVICE.inSlot] = (m.spec.slots?.findIndex(slot => slot.name === spec.slot) ?? -1) + 1;
    ints[device + DEVICE.messages] = m.policy.messages && spec.msi && canSend(m.spec, spec) ? 1 : 0;
    ints[device + DEVICE.closed] = spec.loop === 'closed' ? 1 : 0;
    ints[device + DEVICE.periodic] = spec.arrivals === 'periodic' ? 1 : 0;
    // A whole number, which V8 can hand on without making an object of it: 16 bytes for every cause.
    times[(device >> 1) + DEVICE.meanNs] = meanNs(spec.perSecond);
    const line = plan.lineOf.get(ints[device + DEVICE.messages] ? spec.msi!.line : spec.line)!;
    ints[device + DEVICE.line] = line;
    if (spec.domain === null) append(ints, line + LINE.ownDevices, device);
    else {
      const domain = plan.domainOf.get(spec.domain)!;
      const bind = plan.bindAt[plan.bindings.findIndex(one => one.line === line && one.domain === domain)];
      ints[device + DEVICE.bind] = bind;
      append(ints, bind + BIND.devices, device);
    }
  });
}

/** Of a rate per second; 0: it never asks. */
export function meanNs(perSecond: number): Ns {
  return perSecond > 0 ? Math.max(1, Math.floor(1e9 / perSecond)) : 0;
}

/** By its controller, and by what the policy holds level lines with. */
function ackOf(chip: string, trigger: Trigger, {hold}: Policy): number {
  if (hold === 'none') return ACK.none;
  if (chip === 'PCI-MSI') return ACK.eoi;
  if (trigger === 'edge') return ACK.none;
  return hold === 'eoi' && chip !== 'XT-PIC' ? ACK.eoi : ACK.unmask;
}

function append(ints: Int32Array, head: number, device: number): void {
  let end = head;
  while (ints[end] >= 0) end = ints[end] + DEVICE.next;
  ints[end] = device;
}
