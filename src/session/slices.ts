import {NS_PER_S, type Ns} from '../protocol/words.ts';

/** How far to go at once, so that it takes about as long as keys can wait. */
export type Slices = {
  /** From `t`, at most to `untilNs`. */
  next(t: Ns, untilNs: Ns): Ns;
  /** To go on by `ns`, as far as `next` said, took so long. */
  took(ns: Ns, ms: number): void;
};

const AIM_MS = 10;
const SHORTEST_NS = 10_000;
const FIRST_NS = 1_000_000;
/** At most this much is folded at once, so that the past has a view of every second at any speed. */
export const LONGEST_NS = NS_PER_S;

/** As long as the last slice says. What it costs changes a hundredfold where a sample or a storm begins: longer ones come step by step. */
export function openSlices(): Slices {
  let slice = FIRST_NS;
  return {
    next: (t, untilNs) => Math.min(untilNs, t + Math.floor(slice), (Math.floor(t / LONGEST_NS) + 1) * LONGEST_NS),
    took(ns, ms) {
      // A slice that was cut short says nothing, unless it took too long.
      if (ns < Math.floor(slice) && ms < AIM_MS) return;
      const wanted = ms > 0 ? (ns * AIM_MS) / ms : Number.POSITIVE_INFINITY;
      slice = Math.max(Math.min(wanted, 2 * slice, LONGEST_NS), SHORTEST_NS);
    },
  };
}
