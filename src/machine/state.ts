import {type Alloc, carve} from '../engine/arena.ts';
import type {EventQueue} from '../engine/queue.ts';
import {Streams} from '../engine/random.ts';
import type {Fact} from '../protocol/fact.ts';
import {BUCKETS} from '../protocol/histogram.ts';
import {type Plan, plan} from './plan.ts';
import type {Policy} from './policy.ts';
import {BIND, CPU, DEVICE, DOMAIN, HOST, LINE} from './records.ts';
import type {Costs, MachineSpec} from './spec.ts';
import type {StepRing} from './steps.ts';

// All that changes lives in one ArrayBuffer: the records, the event queue, the random streams, and a few tables that belong to
// records and would make them too long. One copy is a snapshot.

export type QueueKind = new (alloc: Alloc, options: {slots: number; meanGapNs: number}) => EventQueue;

export type Machine = {
  spec: MachineSpec;
  policy: Policy;
  costs: Costs;
  /** Where everything is, by name and number; never changes. */
  plan: Plan;
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
  const m: Machine = {spec, policy, costs: spec.costs, plan: fixed, buffer, facts: [], steps, ...state};
  place(m);
  wire(m);
  return m;
}

function columns(alloc: Alloc, p: Plan, Queue: QueueKind) {
  const times = alloc.f64(p.places / 2);
  const queue = new Queue(alloc, {slots: p.slots, meanGapNs: p.meanGapNs});
  return {
    queue,
    /** Now, at index 0. */
    clock: queue.clock,
    streams: new Streams(alloc, p.deviceAt.length + p.lineAt.length),
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
    ints[cpu + CPU.slot] = plan.cpuSlot + index;
  });
  plan.lineAt.forEach((line, index) => {
    const {trigger, affinity} = m.spec.lines[index];
    const busy = affinity.flatMap((weight, cpu) => (weight > 0 ? [plan.cpuAt[cpu]] : []));
    ints[line + LINE.index] = index;
    ints[line + LINE.slot] = plan.lineSlot + index;
    ints[line + LINE.level] = trigger === 'level' ? 1 : 0;
    if (busy.length === 1) ints[line + LINE.onlyCpu] = busy[0];
  });
  plan.domainAt.forEach((domain, index) => {
    ints[domain + DOMAIN.index] = index;
    ints[domain + DOMAIN.slot] = plan.domainSlot + index;
    ints[domain + DOMAIN.cpu] = plan.cpuAt[m.spec.domains[index].cpu];
  });
}

/** Devices to lines and bindings, each list in the order of the spec. */
function wire(m: Machine): void {
  const {ints, times, plan} = m;
  plan.bindings.forEach(({line, domain}, index) => {
    const bind = plan.bindAt[index];
    ints[bind + BIND.slot] = plan.bindSlot + index;
    ints[bind + BIND.line] = line;
    ints[bind + BIND.domain] = domain;
  });
  let ringAt = 0;
  m.spec.devices.forEach((spec, index) => {
    const device = plan.deviceAt[index];
    ints[device + DEVICE.index] = index;
    ints[device + DEVICE.arrivalSlot] = plan.arrivalSlot + index;
    ints[device + DEVICE.resetSlot] = plan.resetSlot + index;
    ints[device + DEVICE.room] = spec.queue;
    ints[device + DEVICE.ringAt] = ringAt;
    ringAt += spec.queue;
    ints[device + DEVICE.serviceNs] = spec.serviceNs;
    ints[device + DEVICE.closed] = spec.loop === 'closed' ? 1 : 0;
    ints[device + DEVICE.periodic] = spec.arrivals === 'periodic' ? 1 : 0;
    // A whole number, which V8 can hand on without making an object of it: 16 bytes for every cause.
    times[(device >> 1) + DEVICE.meanNs] = spec.perSecond > 0 ? Math.max(1, Math.floor(1e9 / spec.perSecond)) : 0;
    const line = plan.lineOf.get(spec.line)!;
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

function append(ints: Int32Array, head: number, device: number): void {
  let end = head;
  while (ints[end] >= 0) end = ints[end] + DEVICE.next;
  ints[end] = device;
}
