import type {Ns, ResetMethod, Trigger} from '../protocol/words.ts';
import type {Feature} from './policy.ts';

// What a machine is made of: the wiring, the traffic and the prices. A scenario is one of these with a name.

export type MachineSpec = {
  /** Number of CPUs; they are numbered from 0. */
  cpus: number;
  /** What this hardware has of that which policies assume; nothing of it when left out. */
  has?: readonly Feature[];
  costs: Costs;
  domains: DomainSpec[];
  lines: LineSpec[];
  devices: DeviceSpec[];
  /** Rows of the table that count and are no lines (LOC, NMI …): how often a second on each CPU. */
  counters: {irq: string; title: string; perSecond: number[]}[];
};

/** CPU time in ns that the steps of forwarding an interrupt take. */
export type Costs = {
  /** Supervisor: entry, finding the line, masking it or keeping its EOI back (d). */
  deliver: Ns;
  /** Supervisor: telling one domain (n). */
  notify: Ns;
  /** Domain: from the event to its handlers (w). */
  upcall: Ns;
  /** Handler that finds nothing to do (h0). */
  notMine: Ns;
  /** Domain: the hypercall that acknowledges (e). */
  acknowledge: Ns;
  /** Supervisor: unmasking, or sending the EOI (u). */
  release: Ns;
};

export type DomainSpec = {
  /** As the hypervisor numbers it. */
  id: number;
  name: string;
  /** The CPU that its one vCPU is pinned to. */
  cpu: number;
  /** From the toolstack's start of a boot until its lines are bound and its devices probed. */
  bootNs: Ns;
};

export type LineSpec = {
  /** Its name in the table. */
  irq: string;
  chip: string;
  trigger: Trigger;
  /** Share of its interrupts that each CPU takes; any positive scale, one entry a CPU. */
  affinity: number[];
};

export type DeviceSpec = {
  name: string;
  line: string;
  /** The domain whose driver serves it; `null`: the supervisor handles it itself. */
  domain: string | null;
  /** How often a second it raises a cause while nothing holds it up; 0: never. */
  perSecond: number;
  /** `poisson`: exponential gaps. `periodic`: a clock. */
  arrivals: 'poisson' | 'periodic';
  /** `open`: causes come whatever happens to earlier ones. `closed`: none comes while `queue` of them wait. */
  loop: 'open' | 'closed';
  /** Causes the device can hold, at least 1: the ring of a NIC, outstanding commands of a disk. What comes beyond is lost. */
  queue: number;
  /** CPU time of its handler when there is something to do. */
  serviceNs: Ns;
  /** Resets that it has, best first. */
  resets: ResetMethod[];
};

/** Served later than this after it was raised counts as late. */
export const LATE_AFTER_NS = 10_000_000;
