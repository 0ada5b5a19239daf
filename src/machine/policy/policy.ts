import type {Ns} from '../../protocol/words.ts';

/**
 * Which part may unmask a line and when, and what happens if none does: one setting per mechanism. A policy is a preset of all of them.
 * A new mechanism is a new field here, read where its moment is (see "How to add" in src/README.md), and a value in every row.
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
  /** Where handlers run: each domain its own, or one kernel all of them, in order, in its interrupt path. */
  handlers: 'domains' | 'kernel';
  /** The kernel runs Linux's *nobody cared* detector on each line. */
  spurious: boolean;
  /** The guests run it on their virtual interrupts. */
  guestSpurious: boolean;
  /** So many deliveries of a line in a window, and it waits; `null`: no limit. */
  limit: Limit | null;
  /** How the supervisor quiets a device by itself, so that the line need not wait for its owner. */
  quiet: 'none' | 'disable-bit' | 'descriptor' | 'stub';
  /** When: at each delivery, or only when its owner dies. */
  quietAt: 'delivery' | 'death';
  /** What the supervisor does about a debt that is too old: nothing; restart its owner with the line masked and the device reset; send its devices through D3. */
  remedy: 'none' | 'reset-first' | 'd3-cycle';
  /** A debt is too old after this long. */
  debtNs: Ns;
  /** `reset-first` unmasks when the owner is bound again, or as soon as the device was reset. */
  unmaskAfter: 'bind' | 'reset';
  /** `d3-cycle` tries so often, then leaves the line held. */
  cycles: number;
  /** What the toolstack does with a crashed domain, `CRASH_REACTION_NS` later. */
  onCrash: 'destroy' | 'restart' | 'preserve';
  /** When a destroyed domain's lines are unbound and its debts given up: before its devices are reset, or as the last thing. */
  unbind: 'first' | 'last';
  /** Destroying a domain resets its devices that can be, this long after it began; `null`: it leaves them as they are. */
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

/** Something of the hardware that a policy can not do without. */
export type Feature = 'disable-bit' | 'msi' | 'exclusive-lines' | 'registers' | 'stub';

export type Policy = Mechanisms & {
  name: string;
  title: string;
  /** Two lines of explanation. */
  about: readonly [string, string];
  /** Hardware that it takes for granted. */
  assumes: readonly Feature[];
  /** Where the rules come from. */
  source: string;
};

export const CRASH_REACTION_NS = 200_000_000;
export const DESTROY_NS = 50_000_000;
/** The host's watchdog: a CPU that ran nothing but the interrupt path for this long loses the host. */
export const WATCHDOG_NS = 5_000_000_000;

/** Acknowledge by all, as in 2005; the presets that are built on it say what they do otherwise. */
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
      'Mask the pin, tell every sharer, unmask when the last one has acknowledged. Nothing limits the wait.',
      'A destroyed domain’s debt is given up; its device is left as it is.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005; Xen 3.0 irq_guest_action_t',
    ...XEN_2005,
  },
  {
    name: 'xen',
    title: 'acknowledge by all, forced after 1 ms: Xen today',
    about: [
      'Withhold the EOI, tell every sharer; 1 ms after the last delivery all debts are cancelled, so a line never freezes.',
      'Destroying a domain unbinds it first and resets its devices 5 ms later, when they have a reset.',
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
      'All handlers run in order at every interrupt; of 100,000 more than 99,900 unhandled kill the line for all.',
      'A killed line is polled ten times a second until one more driver asks for it. A domain is a driver here.',
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
    title: 'silence the device that asks by its disable bit: VFIO, PCI 2.3',
    about: [
      'The status bit tells who asks, the disable bit silences that device until it was served; no line is held.',
      'A dead owner’s device is silenced and reset first. Without the bit a device must have its line for itself.',
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
    title: 'restart the driver and reset the device before unmasking: what the thread calls sensible',
    about: [
      'A debt of 1 s, or a crash: the domain is destroyed with the line still masked, its device reset, the domain booted.',
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
      'As xen-2005; a line that interrupts more than 200 times in 100 ms waits for the end of that window.',
      'Keeps a host alive in a storm, also one of a driver that is deaf. No answer to starvation.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: a reasonable number of interrupts a second',
    ...XEN_2005,
    limit: {kind: 'admin', count: 200, windowNs: 100_000_000},
  },
  {
    name: 'descriptor',
    title: 'the driver says how its device is quieted when it binds',
    about: [
      'On the device’s own registers: the supervisor disables who asks and tells its owner alone.',
      'A descriptor that does not quiet its device is found out and left for a debt as in 2005.',
    ],
    assumes: ['registers'],
    source: 'xen-devel, March 2005: width, space, BAR, offset, mask and value',
    ...XEN_2005,
    quiet: 'descriptor',
    quiesce: true,
  },
  {
    name: 'stub',
    title: 'a tiny driver in the supervisor quiets the devices that it knows',
    about: [
      'The stub clears the cause and keeps the status for the owner; nobody owes. Devices without a stub: as xen-2005.',
      'What a dead owner does not fetch fills the device’s ring and is lost.',
    ],
    assumes: ['stub'],
    source: 'xen-devel, March 2005: a hardware-specific driver, if only to acknowledge',
    ...XEN_2005,
    quiet: 'stub',
  },
  {
    name: 'd3-cycle',
    title: 'power-cycle the devices of whoever owes for too long',
    about: [
      'As xen-2005; a debt older than 250 ms sends its owner’s devices on the line through D3hot, then it is cancelled.',
      'Some success: a device that keeps its cause is tried three times. A slow owner loses its device.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: suspended out of D0 and back by a timer, with some success',
    ...XEN_2005,
    remedy: 'd3-cycle',
    debtNs: 250_000_000,
    // The timer looks after a crashed domain too; destroyed by then, it would owe nothing any more.
    onCrash: 'preserve',
  },
  {
    name: 'msi',
    title: 'a message of its own for every device: nothing is shared',
    about: [
      'An edge with a mask bit, EOI at once, nothing held. A dead owner’s messages are switched off first.',
      'Some cards advertise them and lock up: the driver’s watchdog goes back to the shared line after 5 s.',
    ],
    assumes: ['msi'],
    source: 'xen-devel, March 2005; PCI Local Bus 3.0; Xen xen/arch/x86/msi.c',
    ...XEN_2005,
    quiesce: true,
    messages: true,
  },
  {
    name: 'exclusive',
    title: 'a line for every device: what all this is measured against',
    about: [
      'As xen-2005 with one sharer to a line: whoever hangs starves nobody else.',
      'Desktops share everything, all the time; you can not count on an exclusive line.',
    ],
    assumes: ['exclusive-lines'],
    source: 'xen-devel, March 2005: given to one domain for its exclusive use it is safe',
    ...XEN_2005,
    exclusive: true,
  },
  {
    name: 'naive',
    title: 'tell everybody and never hold the line: the problem of the thread',
    about: [
      'EOI at once, acknowledgements are ignored, nothing ever masks: an asserted line interrupts again and again.',
      'Unless the server’s vCPU is on another CPU, the first cause is the last: the CPU never leaves the interrupt path.',
    ],
    assumes: [],
    source: 'xen-devel, March 2005: the interrupt loops and the host reboots',
    ...XEN_2005,
    hold: 'none',
  },
];
