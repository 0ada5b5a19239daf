import {record} from './record.ts';

// What is remembered of each thing in the machine; `record.ts` says how it is laid out and used.

/** When it was last sampled; the CPU that lost it. */
export const HOST = record({
  times: {sampledAt: 1},
  ints: {
    /** Switched off, while a card is moved. */
    down: 1,
  },
  none: {
    lostBy: 1,
    /** Lines that Xen's limiter has disabled, in the order of their release. */
    limitedHead: 1,
  },
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
    /** Lines whose EOI is withheld here, the latest first; and those whose interrupt waits for these, first come first served. */
    eoiTop: 1,
    blockedHead: 1,
    blockedTail: 1,
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
      /** How it is acknowledged: a constant of hold.ts. */
      ack: 1,
      /** Priority class of its vector; 0: it neither waits for others nor they for it. */
      priority: 1,
      /** A rate limit holds it back; it is killed: nobody cared, and nothing will release it. */
      limited: 1,
      killed: 1,
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
      /** When the limiter's window began. */
      limitSince: 1,
    },
    never: {
      /** The kernel's detector: when the last unhandled one was. */
      lastUnhandled: 1,
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
      /** An edge that meets its mask is remembered, once. */
      keepsEdge: 1,
      /** Of an 8259. */
      pic: 1,
      /** Its interrupt waits for a vector of higher or equal priority to be acknowledged. */
      blocked: 1,
      /** Its EOI may be sent as soon as those withheld later are, and why: a reason of accounts.ts plus 1. */
      eoiReady: 1,
      /** The interrupt in the path is dropped by the limiter; deliveries in the limiter's window, dropped ones since the last sample. */
      drop: 1,
      limitCount: 1,
      dropped: 1,
      /** Count and length in ms of an administrator's limit of its own; 0: that of the policy. */
      ownLimit: 1,
      ownWindowMs: 1,
      /** The kernel's detector: how many it counted, and of them unhandled. */
      counted: 1,
      unhandled: 1,
      /** Devices of the debtors are on their way through D3. */
      cycling: 1,
      /** Debts that the supervisor has taken over. */
      kept: 1,
      /** Slots of the end of its limit and of the kernel's poll. */
      limitSlot: 1,
      pollSlot: 1,
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
      /** The line whose EOI was withheld before its own, on the same CPU. */
      below: 1,
      /** The line that it waits for or has waited for since the last sample. */
      blockedBy: 1,
      /** In the list of lines that Xen's limiter has disabled. */
      nextLimited: 1,
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
      /** Its devices are out of service: it is told and owes nothing. */
      excused: 1,
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
      /** The supervisor has taken its debt over, and keeps the line held. */
      kept: 1,
      /** How often its devices went through D3. */
      cycles: 1,
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
      /** It answers and quiets nothing; else how it hangs: an index into HANGS. */
      deaf: 1,
      hang: 1,
      /** How its next boots end: an index into BOOT_ENDS. */
      boots: 1,
      /** Its devices are being reset before it boots. */
      awaitsReset: 1,
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
      /** It interrupts at most once in this time; 0: at once. */
      gapNs: 1,
    },
    ints: {
      line: 1,
      /** It holds its pin up. */
      pin: 1,
      /** Kept from asking: its disable bit is set, its enable bit cleared. */
      off: 1,
      /** Causes that wait, at most so many, the oldest at `head` of its ring, which begins at `ringAt`. */
      waiting: 1,
      room: 1,
      head: 1,
      ringAt: 1,
      serviceNs: 1,
      /** Causes that a call of its handler serves. */
      perCall: 1,
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
      /** Since when it was found asking again and again. */
      refireSince: 1,
      /** From when on it may interrupt again. */
      askFrom: 1,
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
      /** It holds its pin up whoever serves it; its messages have locked up; it never came back from a reset. */
      stuck: 1,
      mute: 1,
      gone: 1,
      /** It sends messages; messages that it has sent. */
      messages: 1,
      sent: 1,
      /** Its descriptor was found out; deliveries in a row within 1 ms that found it asking. */
      bad: 1,
      refires: 1,
      /** An operator set its disable bit. */
      operatorOff: 1,
      /** A message wanted sending and was not: its driver's watchdog runs, in this slot. */
      watchSlot: 1,
      /** Slot of the end of its gap. */
      askSlot: 1,
      /** Number of the slot that it stands in, plus 1; 0: soldered. */
      inSlot: 1,
      /** As last told in a sample. */
      toldAsserted: 1,
      toldD3: 1,
      toldInService: 1,
    },
  },
);
