import {NS_PER_S, type Ns} from '../../protocol/words.ts';

/** Events per second, to three decimals; unknown where no time has passed. */
function perSecond(count: number, spanNs: Ns): number | null {
  return spanNs > 0 ? Math.round((count * NS_PER_S * 1e3) / spanNs) / 1e3 : null;
}

/** The rate of a row over an interval; unknown where its counts are, or where no time has passed. */
export function rateOf({taken}: Counted, since: Counted | undefined, spanNs: Ns): number | null {
  return taken === null ? null : perSecond(taken - (since?.taken ?? 0), spanNs);
}

type Counted = {readonly taken: number | null};

/** A share of the time, to four decimals; unknown where no time has passed. */
export function shareOf(ns: Ns, spanNs: Ns): number | null {
  return spanNs > 0 ? Math.round((ns * 1e4) / spanNs) / 1e4 : null;
}
