import type {Ns} from '../../protocol/words.ts';

/**
 * Which part of the host may unmask a line, when, and what happens if none does: one setting for each mechanism. A policy is a preset of
 * all of them. A new mechanism is a new field here, code where it takes effect (see "How to add" in src/README.md), and a value in every row.
 */
export type Mechanisms = {
  /**
   * What keeps a delivered level line from delivering again until its debts are paid: the masked pin, the EOI withheld on the
   * CPU that took it, or nothing. An 8259 has only the pin; a message without mask bit only the EOI.
   */
  hold: 'mask' | 'eoi' | 'none';
  /** All debts on a line are cancelled this long after its last delivery; `null`: never. */
  forcedEoiNs: Ns | null;
  /** What one acknowledgement pays: the debt on the line it is for, or all debts of its domain (the source of 2005). */
  ackScope: 'line' | 'domain';
  /** Where handlers run: each domain runs its own, or one kernel runs all of them in order, in its interrupt path. */
  handlers: 'domains' | 'kernel';
  /** The kernel runs Linux's *nobody cared* detector on each line. */
  spurious: boolean;
  /** The guests run it on their virtual interrupts. */
  guestSpurious: boolean;
  /** The number of deliveries in a window after which a line waits; `null`: no limit. */
  limit: Limit | null;
  /** How the supervisor silences a device by itself, so that the line does not wait for its owner. */
  quiet: 'none' | 'disable-bit' | 'descriptor' | 'stub';
  /** When it does so: at each delivery, or only when the owner dies. */
  quietAt: 'delivery' | 'death';
  /** What the supervisor does about a debt that is too old: nothing; restart its owner with the line masked and the device reset; send its devices through D3. */
  remedy: 'none' | 'reset-first' | 'd3-cycle';
  /** A debt is too old after this long. */
  debtNs: Ns;
  /** `reset-first` unmasks when the owner is bound again, or as soon as the device was reset. */
  unmaskAfter: 'bind' | 'reset';
  /** `d3-cycle` leaves the line held after this many attempts. */
  cycles: number;
  /** What the toolstack does with a crashed domain, `CRASH_REACTION_NS` later. */
  onCrash: 'destroy' | 'restart' | 'preserve';
  /** When a destroyed domain's lines are unbound and its debts cancelled: before its devices are reset, or as the last step. */
  unbind: 'first' | 'last';
  /** Destroying a domain resets its devices that have a reset, this long after it began; `null`: it leaves them as they are. */
  resetOnDestroyNs: Ns | null;
  /** Destroying a domain first silences its devices: bus master off, interrupts off. */
  quiesce: boolean;
  /** Devices that can send messages do. */
  messages: boolean;
  /** Every device has a line of its own. */
  exclusive: boolean;
};

/**
 * `admin`: an administrator's figure; over it the line is masked until the window's end and nothing is lost. `xen`: its `irq_ratelimit`;
 * over it interrupts are dropped, the line is disabled where its controller can, one timer for all of them releases it.
 */
export type Limit = {kind: 'admin' | 'xen'; count: number; windowNs: Ns};

/** A feature of the hardware that a policy needs. */
export type Feature = 'disable-bit' | 'msi' | 'exclusive-lines' | 'registers' | 'stub';

export type Policy = Mechanisms & {
  name: string;
  title: string;
  /** Two lines of explanation. */
  about: readonly [string, string];
  /** The hardware that it assumes. */
  assumes: readonly Feature[];
  /** Where the rules come from. */
  source: string;
};

export const CRASH_REACTION_NS = 200_000_000;
export const DESTROY_NS = 50_000_000;
/** The host's watchdog: a CPU that ran nothing but the interrupt path for this long loses the host. */
export const WATCHDOG_NS = 5_000_000_000;

/** Acknowledge by all, as in 2005. The other presets list their differences from it. */
const XEN_2005: Mechanisms = {
  hold: 'mask',
  forcedEoiNs: null,
  ackScope: 'line',
  handlers: 'domains',
  spurious: false,
  guestSpurious: true,
  limit: null,
  quiet: 'none',
  quietAt: 'delivery',
  remedy: 'none',
  debtNs: 1_000_000_000,
  unmaskAfter: 'bind',
  cycles: 3,
  onCrash: 'destroy',
  unbind: 'last',
  resetOnDestroyNs: null,
  quiesce: false,
  messages: false,
  exclusive: false,
};

export const POLICIES: readonly Policy[] = [
  {
    name: 'xen-2005',
    title: 'acknowledge by all, no time limit: Xen in March 2005',
    about: [
      'Mask the pin, notify every sharer, unmask when the last one has acknowledged. Nothing limits the wait.',
      'The debt of a destroyed domain is cancelled; its device is left as it is.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005; Xen 3.0 irq_guest_action_t',
    ...XEN_2005,
  },
  {
    name: 'xen',
    title: 'acknowledge by all, forced after 1 ms: Xen today',
    about: [
      'Withhold the EOI, notify every sharer; 1 ms after the last delivery all debts are cancelled, so a line never freezes.',
      'Destroying a domain first unbinds it, and 5 ms later resets those of its devices that have a reset.',
    ],
    assumes: [],
    source: 'Xen xen/arch/x86/irq.c, tools/libs/light/libxl_pci.c',
    ...XEN_2005,
    hold: 'eoi',
    forcedEoiNs: 1_000_000,
    limit: {kind: 'xen', count: 10_000, windowNs: 10_000_000},
    onCrash: 'restart',
    unbind: 'first',
    resetOnDestroyNs: 5_000_000,
  },
  {
    name: 'linux',
    title: 'one kernel runs all handlers, and kills a line that nobody cares for: Linux',
    about: [
      'All handlers run in order at every interrupt; more than 99,900 unhandled of 100,000 kill the line for all sharers.',
      'A killed line is polled ten times per second until another driver requests it. A domain is a driver here.',
    ],
    assumes: [],
    source: 'Linux kernel/irq/spurious.c, chip.c, handle.c',
    ...XEN_2005,
    handlers: 'kernel',
    spurious: true,
    guestSpurious: false,
  },
  {
    name: 'vfio',
    title: 'silence the interrupting device by its disable bit: VFIO, PCI 2.3',
    about: [
      'The status bit shows which device interrupts; its disable bit silences it until it is served. No line is held.',
      'The device of a dead owner is silenced and reset first. A device without the bit needs a line of its own.',
    ],
    assumes: ['disable-bit'],
    source: 'Linux drivers/vfio/pci/vfio_pci_intrs.c, vfio_pci_core.c',
    ...XEN_2005,
    quiet: 'disable-bit',
    onCrash: 'restart',
    resetOnDestroyNs: 0,
    quiesce: true,
  },
  {
    name: 'reset-first',
    title: 'restart the driver and reset the device before unmasking, which the thread calls sensible',
    about: [
      'After a debt of 1 s or a crash the domain is destroyed with the line masked, its device is reset, and it boots again.',
      'The line is unmasked when the domain is bound again, or, with unmask-after=reset, once the device is quiet.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: restart the driver and reset the device before unmasking',
    ...XEN_2005,
    remedy: 'reset-first',
    onCrash: 'restart',
    resetOnDestroyNs: 50_000_000,
  },
  {
    name: 'rate-limit',
    title: 'acknowledge by all, and an administrator’s limit for each line',
    about: [
      'Like xen-2005, but a line that interrupts more than 200 times in 100 ms waits for the end of that window.',
      'It keeps a host alive in a storm, even in one of a deaf driver. It does not help against starvation.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: a reasonable number of interrupts a second',
    ...XEN_2005,
    limit: {kind: 'admin', count: 200, windowNs: 100_000_000},
  },
  {
    name: 'descriptor',
    title: 'the driver describes how to silence its device when it binds',
    about: [
      'The supervisor disables the interrupting device by its own registers and notifies only its owner.',
      'If the descriptor does not silence the device, that is detected, and the owner owes as in 2005.',
    ],
    assumes: ['registers'],
    source: 'xen-devel, March 2005: width, space, BAR, offset, mask and value',
    ...XEN_2005,
    quiet: 'descriptor',
    quiesce: true,
  },
  {
    name: 'stub',
    title: 'a small driver in the supervisor silences the devices that it knows',
    about: [
      'The stub clears the cause and keeps the status for the owner; no domain owes. Devices without a stub: like xen-2005.',
      'Data that a dead owner does not fetch fills the ring of the device and is lost.',
    ],
    assumes: ['stub'],
    source: 'xen-devel, March 2005: a hardware-specific driver, if only to acknowledge',
    ...XEN_2005,
    quiet: 'stub',
  },
  {
    name: 'd3-cycle',
    title: 'power-cycle the devices of a domain that owes for too long',
    about: [
      'Like xen-2005, but a debt older than 250 ms sends its owner’s devices on the line through D3hot and is cancelled.',
      'This works for some devices; one that keeps its cause is tried three times. A slow owner loses its device.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: suspended out of D0 and back by a timer, with some success',
    ...XEN_2005,
    remedy: 'd3-cycle',
    debtNs: 250_000_000,
    // The timer also handles a crashed domain; if it were destroyed by then, it would no longer owe.
    onCrash: 'preserve',
  },
  {
    name: 'msi',
    title: 'every device has a message of its own: nothing is shared',
    about: [
      'A message is an edge with a mask bit: EOI at once, nothing held. The messages of a dead owner are switched off first.',
      'Some cards advertise messages and lock up: after 5 s the driver’s watchdog goes back to the shared line.',
    ],
    assumes: ['msi'],
    source: 'xen-devel, March 2005; PCI Local Bus 3.0; Xen xen/arch/x86/msi.c',
    ...XEN_2005,
    quiesce: true,
    messages: true,
  },
  {
    name: 'exclusive',
    title: 'every device has a line of its own: the baseline for comparisons',
    about: [
      'Like xen-2005 with one sharer on each line: a domain that hangs starves no other.',
      'Desktops share everything, all the time; you can not rely on an exclusive line.',
    ],
    assumes: ['exclusive-lines'],
    source: 'xen-devel, March 2005: given to one domain for its exclusive use it is safe',
    ...XEN_2005,
    exclusive: true,
  },
  {
    name: 'naive',
    title: 'notify every sharer and never hold the line: the problem of the thread',
    about: [
      'EOI at once, acknowledgements are ignored, nothing is ever masked: an asserted line interrupts again and again.',
      'Unless the owner’s vCPU is on another CPU, the first cause is the last: the CPU never leaves the interrupt path.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: the interrupt loops and the host reboots',
    ...XEN_2005,
    hold: 'none',
  },
];
