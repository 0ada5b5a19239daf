import {layOut} from './layout.ts';

// The fields of each thing in the machine; `layout.ts` explains how they are laid out and used. Lines and devices have files of their own.

export {DEVICE} from './records-device.ts';
export {LINE} from './records-line.ts';

/** When it was last sampled; the CPU that lost it. */
export const HOST = layOut({
  times: {sampledAt: 1},
  ints: {
    /** Switched off, while a card is moved. */
    down: 1,
  },
  none: {
    lostBy: 1,
    /** Lines that Xen's limiter keeps back, in the order of their release. */
    limitedHead: 1,
  },
});

export const CPU = layOut({
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
    /** What it does: a MODE. */
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

/** A domain on a line, however many of its devices are wired there; the record exists for good, bound or not. */
export const BIND = layOut(
  {
    times: {
      /** Since when it owes. */
      debtSince: 1,
    },
    never: {
      /** Notified, and no answer of its own since. */
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
      /** Its devices are out of service: it is notified and owes nothing. */
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
      /** It starved since the last sample while nobody owed. */
      unowed: 1,
      /** Slot of the guest's poll. */
      slot: 1,
      /** Its debt as in the last sample: codes of counted/owed.ts. One place more and the record takes a cache line more. */
      sampledDebt: 1,
    },
  },
);

export const DOMAIN = layOut(
  {
    // Every handler waits this much longer.
    times: {extraNs: 1},
    ints: {
      /** That its vCPU is pinned to. */
      cpu: 1,
      /** A DOMAIN_STATE. */
      state: 1,
      /** What its vCPU does: a PHASE. */
      phase: 1,
      /** Whether this is a poll, the status of the device, the answers of the handlers. */
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
      /** Bindings with their event bit set. */
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
      /** As in the last sample. */
      sampledDebtSince: 1,
      sampledSilentSince: 1,
    },
    ints: {
      index: 1,
      /** It answers and quiets nothing; else how it hangs: a HANG plus 1. */
      deaf: 1,
      hang: 1,
      /** How its next boots end: a BOOT. */
      boots: 1,
      /** Its devices are being reset before it boots. */
      awaitsReset: 1,
      /** Bindings of it that starve now. */
      starving: 1,
      /** Slot of its timer, and what that stands for: a TASK. */
      slot: 1,
      task: 1,
      /** Boot again once destroyed; how often it was booted. */
      restart: 1,
      restarts: 1,
      /** As in the last sample. */
      sampledState: 1,
    },
    none: {
      nextRun: 1,
    },
  },
);
