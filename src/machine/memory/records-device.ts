import {layOut} from './layout.ts';

export const DEVICE = layOut(
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
      /** Slot of its reset, and the step of it that runs: a RESET_STEP, and ten times its RESET. */
      resetSlot: 1,
      resetting: 1,
      /** Its driver waits for the end of the reset to probe it. */
      probeLater: 1,
      /** It holds its pin up even when it is served; its messages have locked up; it never came back from a reset. */
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
      /** As in the last sample. */
      sampledAsserted: 1,
      sampledD3: 1,
      sampledInService: 1,
    },
  },
);
