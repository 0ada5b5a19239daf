import type {BootEnd, Ns, ResetMethod, Trigger} from '../protocol/words.ts';

// What a machine is made of: the wiring, the traffic and the prices. A scenario is one of these with a name.

export type MachineSpec = {
  /** Number of CPUs; they are numbered from 0. */
  cpus: number;
  costs: Costs;
  domains: DomainSpec[];
  lines: LineSpec[];
  devices: DeviceSpec[];
  /** Rows of the table that count and are no lines (LOC, NMI …): how often a second on each CPU. */
  counters: {irq: string; title: string; perSecond: number[]}[];
  buses?: BusSpec[];
  slots?: SlotSpec[];
  /** The second step of the wiring: which line each link of the interrupt router reaches. */
  router?: {readonly [link: string]: string};
  /** How long the whole host is down while a card is moved: shut down, opened, booted. Default: `MOVE_NS`. */
  moveNs?: Ns;
};

/** CPU time in ns that the steps of forwarding an interrupt take. */
export type Costs = {
  /** Supervisor: entry, finding the line, masking it or keeping its EOI back (d). */
  deliver: Ns;
  /** Supervisor: notifying one domain; or reading which devices of a line interrupt (n). */
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
  /** How a boot ends. Default: `ready`. */
  boots?: BootEnd;
};

export type LineSpec = {
  /** Its name in the table. */
  irq: string;
  /** As its kernel names it: `IO-APIC-level`, `IO-APIC-edge`, `XT-PIC`, `PCI-MSI`, `PCI-MSI/-X` (the last has a mask bit). */
  chip: string;
  trigger: Trigger;
  /** Share of its interrupts that each CPU takes; any positive scale, one entry a CPU. */
  affinity: number[];
  /** Its vector, 16 to 255: while its EOI is withheld, vectors of its priority class (vector >> 4) and below wait on that CPU. Left out: it neither waits nor keeps others waiting. */
  vector?: number;
};

/** A bus: a bus reset takes everything on it along. */
type BusSpec = {
  name: string;
  kind: 'pci' | 'pcie';
  /** Its bridges pass message-signalled interrupts on. */
  msi: boolean;
  /** The bus that its bridge is on. */
  behind?: string;
};

/** A slot: the first step of the wiring, from its interrupt pin to a link of the router. */
type SlotSpec = {
  name: string;
  bus: string;
  link: string;
  /** Its power can be switched: D3cold, and on PCI Express exchanging a card while the host runs. */
  power?: boolean;
};

export type DeviceSpec = {
  name: string;
  /** The line that its interrupt pin reaches. */
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
  /** Causes that one call of its handler serves, at least 1; left out: all that wait. A disk without command queueing: 1. */
  perCall?: number;
  /** CPU time of its handler when there is something to do. */
  serviceNs: Ns;
  /** Resets that it has, best first. */
  resets: ResetMethod[];
  /** It never comes back from a reset: silent, and no driver can initialise it. */
  lostInReset?: boolean;
  /** Probability that a way through D3hot clears its cause, 0 to 1; with No_Soft_Reset it is 0. Default: 1 with a `pm` reset, else 0. */
  d3Clears?: number;
  /** The bus it is on; left out: a function of the chipset, alone. */
  bus?: string;
  /** The slot it stands in; left out: soldered. */
  slot?: string;
  /** It has the interrupt status and disable bits of PCI 2.3. */
  disableBit?: boolean;
  /** The supervisor has a stub driver for this model: it can clear the cause and keep the status for the owner. */
  stub?: boolean;
  /** It can send messages instead, on a line of their own. */
  msi?: MsiSpec;
  /** Its interrupt registers; what the descriptor works on. */
  registers?: Registers;
  /** How its driver describes them when it binds. */
  descriptor?: Descriptor;
};

type MsiSpec = {
  /** Name of the line; its trigger is edge, its chip `PCI-MSI/-X` with a mask bit, else `PCI-MSI`. */
  line: string;
  /** The card advertises it and locks up after so many messages; left out: it works. */
  lockupAfter?: number;
  /** Whether its driver finds out that no message comes, after 5 s, and uses the pin; left out: it does. */
  watchdog?: boolean;
};

/** An access to a device's registers: width in bits, space, base address register 0 to 5, offset in bytes. */
export type Access = {width: 8 | 16 | 32; space: 'io' | 'memory'; bar: number; offset: number};

/** The two registers of a device's interrupt: which bit shows that it interrupts and how that is cleared, which bit enables it. */
export type Registers = {
  /** Sizes in bytes of the base address registers, 0: not there. */
  bars: readonly {space: 'io' | 'memory'; bytes: number}[];
  status: Access & {bit: number; clears: 'write-1' | 'read' | 'write-0'};
  enable: Access & {bit: number; enabled: 0 | 1};
};

/** One step of a descriptor: read, or read, change under the mask and write. */
export type RegisterStep = Access & {mask: number; value: number};

/**
 * What a driver hands over so that the supervisor can quiet its device without knowing it: (width, space, BAR, offset, mask, value) for
 * each of these. `detect` holds when the register under the mask equals the value.
 */
export type Descriptor = {
  detect: RegisterStep;
  clear: RegisterStep | null;
  enable: RegisterStep;
  disable: RegisterStep;
};

/** Served later than this after it was raised counts as late. */
export const LATE_AFTER_NS = 10_000_000;

/** Moving a card on conventional PCI: our choice, two minutes with the lid open and the firmware's own checks. */
export const MOVE_NS = 120_000_000_000;
