import type {Ns} from '../protocol/words.ts';

/**
 * Who may unmask when, and what happens when nobody does: one setting per mechanism. A policy is a preset of all of them.
 * A new mechanism is a new field here, read where its moment is (line.ts, guest.ts, domain.ts), and a value in every row.
 */
export type Mechanisms = {
  /**
   * What keeps a delivered level line from delivering again until its debts are paid: the masked pin, the EOI withheld on the
   * CPU that took it, or nothing.
   */
  hold: 'mask' | 'eoi' | 'none';
  /** All debts on a line are cancelled this long after its last delivery; `null`: never. */
  forcedEoiNs: Ns | null;
  /** The guests run Linux's own *nobody cared* detector on their virtual interrupts. */
  guestSpurious: boolean;
  /** What the toolstack does with a crashed domain, `CRASH_REACTION_NS` later. */
  onCrash: 'destroy' | 'restart' | 'preserve';
  /** When a destroyed domain's lines are unbound and its debts given up: before its devices are reset, or as the last thing. */
  unbind: 'first' | 'last';
  /** Destroying a domain resets its devices that can be, this long after it began; `null`: it leaves them as they are. */
  resetOnDestroyNs: Ns | null;
};

/** Something of the hardware that a policy can not do without. */
export type Feature = 'disable-bit' | 'msi' | 'exclusive-lines';

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
    hold: 'mask',
    forcedEoiNs: null,
    guestSpurious: true,
    onCrash: 'destroy',
    unbind: 'last',
    resetOnDestroyNs: null,
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
    hold: 'eoi',
    forcedEoiNs: 1_000_000,
    guestSpurious: true,
    onCrash: 'restart',
    unbind: 'first',
    resetOnDestroyNs: 5_000_000,
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
    hold: 'none',
    forcedEoiNs: null,
    guestSpurious: true,
    onCrash: 'destroy',
    unbind: 'last',
    resetOnDestroyNs: null,
  },
];
