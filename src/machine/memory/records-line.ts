import {layOut} from './layout.ts';

export const LINE = layOut(
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
      /** How it is acknowledged: an ACK. */
      ack: 1,
      /** Priority class of its vector; 0: it neither waits for others nor they for it. */
      priority: 1,
      /** An administrator limits it. */
      hasLimit: 1,
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
      /** As in the last sample. */
      sampledSince: 1,
      /** When the limiter's window began. */
      limitSince: 1,
      xenSince: 1,
      /** In one kernel: when the handler that runs began. */
      handlerSince: 1,
    },
    never: {
      /** The kernel's detector: when the last unhandled one was. */
      lastUnhandled: 1,
    },
    ints: {
      /** A LINE_STATE. */
      state: 1,
      /** Since the last sample, by reason. */
      released: 5,
      /** Slot of the time limit for its debts. */
      slot: 1,
      /** An EOI is queued on its CPU, and why: an EOI of codes.ts. */
      eoi: 1,
      /** An edge that meets its mask is remembered, once. */
      keepsEdge: 1,
      /** Of an 8259. */
      pic: 1,
      /** Its interrupt waits for a vector of higher or equal priority to be acknowledged. */
      blocked: 1,
      /** Its EOI may be sent as soon as those withheld later are, and why: a RELEASED plus 1. */
      eoiReady: 1,
      /** The interrupt in the path is dropped by the limiter; deliveries in the limiter's window, dropped ones since the last sample. */
      drop: 1,
      limitCount: 1,
      xenCount: 1,
      dropped: 1,
      /** Xen's limiter has it in its list. */
      listed: 1,
      /** Count and length in ms of an administrator's limit of its own; 0: that of the policy. */
      ownLimit: 1,
      ownWindowMs: 1,
      /** The kernel's detector: how many it counted, and of them unhandled. */
      counted: 1,
      unhandled: 1,
      /** In one kernel: the status of its device when the handler began; whether any handler cared. */
      mine: 1,
      cared: 1,
      /** Devices of the debtors are on their way through D3. */
      cycling: 1,
      /** Debts that the supervisor has taken over. */
      kept: 1,
      /** Slots of the end of its limit and of the kernel's poll. */
      limitSlot: 1,
      pollSlot: 1,
      /** A domain was bound or unbound since the last sample. */
      bindsChanged: 1,
      /** As in the last sample. */
      sampledState: 1,
      sampledUnhandled: 1,
    },
    none: {
      /** In one kernel: the device whose handler runs. */
      handler: 1,
      /** The CPU that took the last interrupt. */
      cpu: 1,
      nextIrq: 1,
      nextEoi: 1,
      bindTail: 1,
      /** The line whose EOI was withheld before its own, on the same CPU. */
      below: 1,
      /** The line that it waits for or has waited for since the last sample. */
      blockedBy: 1,
      /** In the list of lines that Xen's limiter keeps back. */
      nextLimited: 1,
    },
  },
);
