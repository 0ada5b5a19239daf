import {record} from './record.ts';

// What is remembered of each thing in the machine; `record.ts` says how it is laid out and used.

/** When it was last sampled; the CPU that lost it. */
export const HOST = record({
  times: {sampledAt: 1},
  none: {lostBy: 1},
});

export const CPU = record({
  times: {
    /** Up to when the time of the running segment is booked. */
    segmentSince: 1,
    /** Since the last sample. */
    supervisorNs: 1,
    handlerNs: 1,
  },
  never: {
    /** Since when it has run nothing but the interrupt path. */
    pathSince: 1,
  },
  ints: {
    /** What it does: a mode of cpu.ts. */
    mode: 1,
    /** Its slot in the event queue: the end of its segment. */
    slot: 1,
    index: 1,
  },
  none: {
    /** The line or domain that it works for; for an EOI to send, the line as ~line. */
    job: 1,
    /** Lines whose interrupt waits for it, first come first served. */
    irqHead: 1,
    irqTail: 1,
    /** Lines whose EOI it still has to send. */
    eoiHead: 1,
    eoiTail: 1,
    /** Domains whose vCPU is ready. */
    runHead: 1,
    runTail: 1,
  },
});

export const LINE = record(
  {
    ints: {
      /** Its interrupt waits for a CPU or is in the path. */
      inService: 1,
      /** Delivered and not released: the pin is masked, or its EOI withheld. */
      held: 1,
      /** An operator masked it. */
      masked: 1,
      /** Nobody is bound and the supervisor does not want it either. */
      disabled: 1,
      /** Devices that hold the pin up (level). */
      asserting: 1,
      /** An edge is remembered that no CPU has taken (edge). */
      edge: 1,
      /** Level-triggered; else edge. */
      level: 1,
      bound: 1,
      /** Domains that owe. */
      debts: 1,
      /** Bound guests that have given it up; that starve. */
      gaveUp: 1,
      starving: 1,
      /** Interrupts taken since the last sample. */
      taken: 1,
      index: 1,
    },
    none: {
      /** The CPU that all its interrupts go to; none: they are shared out. */
      onlyCpu: 1,
      /** Bindings in bind order. */
      bindHead: 1,
      /** Devices that the supervisor handles itself. */
      ownDevices: 1,
    },
  },
  {
    times: {
      /** Since when it has been in its state, and up to when that time is booked. */
      stateSince: 1,
      heldFrom: 1,
      /** Since the last sample: CPU time that it cost, time by state. */
      cpuNs: 1,
      heldNs: 6,
      /** As last told in a sample. */
      toldSince: 1,
    },
    ints: {
      /** Index into STATES of accounts.ts. */
      state: 1,
      /** Since the last sample, by reason. */
      released: 5,
      /** Slot of the time limit for its debts. */
      slot: 1,
      /** An EOI is queued on its CPU, and why: a constant of hold.ts. */
      eoi: 1,
      /** Held by guests that have given it up, and no time limit will release it. */
      killed: 1,
      /** Who owes, or who is bound, changed since the last sample. */
      debtsChanged: 1,
      bindsChanged: 1,
      /** As last told in a sample. */
      toldState: 1,
      toldUnhandled: 1,
    },
    none: {
      /** The CPU that took the last interrupt. */
      cpu: 1,
      nextIrq: 1,
      nextEoi: 1,
      bindTail: 1,
    },
  },
);

/** A domain on a line, however many of its devices are wired there; the record exists for good, bound or not. */
export const BIND = record(
  {
    times: {
      /** Since when it owes. */
      debtSince: 1,
    },
    never: {
      /** Told of something and no answer of its own since. */
      silentSince: 1,
    },
    ints: {
      line: 1,
      domain: 1,
      /** Notified and not acknowledged. */
      debt: 1,
      /** The event bit: set and not yet looked at by the guest. */
      event: 1,
      /** Devices of it with an unserved cause. */
      causes: 1,
      /** It starves now. */
      starving: 1,
      /** The guest has given the line up. */
      givenUp: 1,
      /** The guest's own detector: how many it counted, and of them unhandled. */
      counted: 1,
      unhandled: 1,
    },
    none: {
      /** On its line, in bind order. */
      next: 1,
      /** In the list of events of its domain. */
      nextEvent: 1,
      /** In the order of their handlers. */
      devices: 1,
    },
  },
  {
    never: {
      /** The guest's own detector: when the last unhandled one was. */
      lastUnhandled: 1,
    },
    times: {
      /** Since when it has been starving, as far as not booked; and how long since the last sample. */
      starvedFrom: 1,
      starvedNs: 1,
    },
    ints: {
      bound: 1,
      /** The 10 Hz poll of a guest that has given the line up is due. */
      poll: 1,
      /** It kept somebody starving since the last sample. */
      blamed: 1,
      /** Slot of the guest's poll. */
      slot: 1,
    },
  },
);

export const DOMAIN = record(
  {
    // Every handler waits this much longer.
    times: {extraNs: 1},
    ints: {
      /** That its vCPU is pinned to. */
      cpu: 1,
      /** Index into DOMAIN_STATES of domain.ts. */
      state: 1,
      /** What its vCPU does: a phase of guest.ts. */
      phase: 1,
      /** Whether this is a poll, what the device's status said, what the handlers said. */
      polling: 1,
      mine: 1,
      handled: 1,
      /** It stands in the list of its CPU. */
      queued: 1,
      notified: 1,
      acked: 1,
    },
    none: {
      /** The binding and the device that its vCPU is at. */
      bind: 1,
      device: 1,
      /** Time left of a segment that an interrupt cut short. */
      remaining: 1,
      /** Bindings that were told. */
      eventHead: 1,
      eventTail: 1,
    },
  },
  {
    times: {
      /** Since when it has starved, or up to when that is booked; and how long since the last sample. */
      starvedFrom: 1,
      starvedNs: 1,
      /** Since when it has been waiting for its CPU. */
      waitingSince: 1,
    },
    never: {
      /** As last told in a sample. */
      toldDebtSince: 1,
      toldSilentSince: 1,
    },
    ints: {
      index: 1,
      deaf: 1,
      /** Its debts changed since the last sample. */
      debtsChanged: 1,
      /** Bindings of it that starve now. */
      starving: 1,
      /** Slot of its timer, and what that stands for: a task of domain.ts. */
      slot: 1,
      task: 1,
      /** Boot again once destroyed; how often it was booted. */
      restart: 1,
      restarts: 1,
      /** As last told in a sample. */
      toldState: 1,
    },
    none: {
      nextRun: 1,
    },
  },
);

export const DEVICE = record(
  {
    times: {
      /** Mean gap between causes; 0: it never asks. */
      meanNs: 1,
    },
    ints: {
      line: 1,
      /** Causes that wait, at most so many, the oldest at `head` of its ring, which begins at `ringAt`. */
      waiting: 1,
      room: 1,
      head: 1,
      ringAt: 1,
      serviceNs: 1,
      closed: 1,
      /** Closed loop: at its limit, so nothing is scheduled. */
      stalled: 1,
      /** Slot of its next cause. */
      arrivalSlot: 1,
      index: 1,
      /** Since the last sample. */
      raised: 1,
      served: 1,
    },
    none: {
      /** The binding that serves it; none: the supervisor. */
      bind: 1,
      /** The next one of the same binding, or of the supervisor's on the same line. */
      next: 1,
    },
  },
  {
    times: {
      /** Up to the last sample: raised, served, late, lost. */
      totals: 4,
    },
    ints: {
      /** Since the last sample. */
      late: 1,
      lost: 1,
      periodic: 1,
      inService: 1,
      inD3: 1,
      /** Slot of its reset, and the step of it that runs: a constant of device.ts. */
      resetSlot: 1,
      resetting: 1,
      /** Its driver waits for the end of the reset to probe it. */
      probeLater: 1,
      /** As last told in a sample. */
      toldAsserted: 1,
      toldD3: 1,
      toldInService: 1,
    },
  },
);
