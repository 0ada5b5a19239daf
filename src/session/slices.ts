import {NS_PER_S, type Ns} from '../protocol/words.ts';

/** How far to advance at once, so that it takes about as long as keys can wait. */
export type Slices = {
  /** The end of a slice from `t`, at most `untilNs`. */
  next(t: Ns, untilNs: Ns): Ns;
  /** Reports how long the last slice took: `ns` of simulated time, `ms` of wall time. */
  took(ns: Ns, ms: number): void;
};

const AIM_MS = 10;
const SHORTEST_NS = 10_000;
const FIRST_NS = 1_000_000;
/** At most this much is folded at once, so that the past has a view of every second at any speed. */
const LONGEST_NS = NS_PER_S;

/** A slice is at most twice as long as the last one: the cost per time changes a hundredfold where a sample or a storm begins. */
export function openSlices(): Slices {
  let sliceNs = FIRST_NS;
  return {
    next: (t, untilNs) => Math.min(untilNs, t + Math.floor(sliceNs), (Math.floor(t / LONGEST_NS) + 1) * LONGEST_NS),
    took(ns, ms) {
      // A slice that was cut short shows nothing, unless it took too long.
      if (ns < Math.floor(sliceNs) && ms < AIM_MS) return;
      const wantedNs = ms > 0 ? (ns * AIM_MS) / ms : Number.POSITIVE_INFINITY;
      sliceNs = Math.max(Math.min(wantedNs, 2 * sliceNs, LONGEST_NS), SHORTEST_NS);
    },
  };
}
