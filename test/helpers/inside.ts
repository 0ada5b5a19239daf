import type {Alloc} from '../../src/engine/arena.ts';
import type {QueueOptions} from '../../src/engine/queue.ts';
import {Wheel} from '../../src/engine/wheel.ts';
import {wiredFor} from '../../src/machine/hardware/assumed-hardware.ts';
import {createHost, type SimulatedHost} from '../../src/machine/machine.ts';
import {DOMAIN_STATE} from '../../src/machine/memory/codes.ts';
import {BIND, CPU, DEVICE, DOMAIN, LINE} from '../../src/machine/memory/records.ts';
import {build, type Machine} from '../../src/machine/memory/state.ts';
import type {Policy} from '../../src/machine/policy/policy.ts';
import type {MachineSpec} from '../../src/machine/spec.ts';

// What can be seen in a machine from the inside. A host is opened by giving it an event queue that reports where the state lies and when an
// event was handled, so that the machine is the very one that the program runs.

export type Inside = Pick<Machine, 'spec' | 'policy' | 'plan' | 'queue' | 'clock' | 'ints' | 'times'>;

/** `settled`: after each event and each command. `moved`: the clock has gone on, and nothing has happened yet. */
export type Hooks = {settled?(m: Inside): void; moved?(m: Inside): void};

export type OpenOptions = {spec: MachineSpec; policy: Policy; seed: number; steps?: boolean};

/** A host with a view of its inside. */
export function openHost(options: OpenOptions, {settled, moved}: Hooks): {host: SimulatedHost; m: Inside} {
  const queues: Wheel[] = [];
  class Watched extends Wheel {
    constructor(alloc: Alloc, queueOptions: QueueOptions) {
      super(alloc, queueOptions);
      queues.push(this);
    }

    override popUntil(limitNs: number): number {
      settled?.(m);
      const slot = super.popUntil(limitNs);
      moved?.(m);
      return slot;
    }
  }
  const host = createHost({...options, queue: Watched});
  // The first of them only measured.
  const queue = queues.at(-1)!;
  const layout = build(wiredFor(options.spec, options.policy), options.policy, Wheel, null);
  const buffer = queue.clock.buffer;
  const times = new Float64Array(buffer, layout.times.byteOffset, layout.times.length);
  const ints = new Int32Array(buffer, layout.ints.byteOffset, layout.ints.length);
  const m: Inside = {...layout, queue, clock: queue.clock, times, ints};
  return {host, m};
}

export function causesOf(m: Inside, bind: number): number {
  const {ints} = m;
  let causes = 0;
  for (let v = ints[bind + BIND.devices]; v >= 0; v = ints[v + DEVICE.next])
    causes += ints[v + DEVICE.waiting] > 0 ? 1 : 0;
  return causes;
}

/** It is held, masked by an operator, limited or killed: it can not deliver. */
export function shut(m: Inside, line: number): boolean {
  return [LINE.held, LINE.masked, LINE.limited, LINE.killed].some(flag => m.ints[line + flag] === 1);
}

/** Its domain's vCPU is at this binding. */
export function atWork(m: Inside, bind: number): boolean {
  return m.ints[m.ints[bind + BIND.domain] + DOMAIN.bind] === bind;
}

export function isHealthy(m: Inside, domain: number): boolean {
  return m.ints[domain + DOMAIN.state] <= DOMAIN_STATE.slow;
}

export function canRun(m: Inside, domain: number): boolean {
  const state = m.ints[domain + DOMAIN.state];
  return state < DOMAIN_STATE.crashed && (state !== DOMAIN_STATE.hung || m.ints[domain + DOMAIN.deaf] === 1);
}

/** The records of a list; its tail is the last of them. (That of an empty list is not read, and may be stale.) */
export function list(m: Inside, head: number, next: number, tail?: number): number[] {
  const {ints} = m;
  const records: number[] = [];
  for (let at = ints[head]; at >= 0; at = ints[at + next]) {
    records.push(at);
    must(m, records.length < 100, 'list without end', at);
  }
  if (records.length > 0 && tail !== undefined) must(m, records.at(-1) === ints[tail], 'tail of a list', ints[head]);
  return records;
}

export function must(m: Inside, holds: boolean, what: string, at: number): asserts holds {
  if (!holds) throw new Error(`${what}: ${nameOf(m, at)} at ${m.clock[0]} ns`);
}

export function nameOf({plan, spec, ints}: Inside, at: number): string {
  if (plan.cpuAt.includes(at)) return `CPU ${ints[at + CPU.index]}`;
  if (plan.lineAt.includes(at)) return `line ${spec.lines[ints[at + LINE.index]].irq}`;
  if (plan.domainAt.includes(at)) return `domain ${spec.domains[ints[at + DOMAIN.index]].name}`;
  if (plan.deviceAt.includes(at)) return `device ${spec.devices[ints[at + DEVICE.index]].name}`;
  if (!plan.bindAt.includes(at)) return `record ${at}`;
  return `${nameOf({plan, spec, ints} as Inside, ints[at + BIND.domain])} on ${nameOf({plan, spec, ints} as Inside, ints[at + BIND.line])}`;
}
