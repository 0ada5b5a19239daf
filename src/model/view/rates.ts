import {NS_PER_S, type Ns} from '../../protocol/words.ts';

/** Events per second, to three decimals; unknown where no time has passed. */
export function perSecond(count: number, spanNs: Ns): number | null {
  return spanNs > 0 ? Math.round((count * NS_PER_S * 1e3) / spanNs) / 1e3 : null;
}

/** A share of the time, to four decimals; 0 where no time has passed. */
export function shareOf(ns: Ns, spanNs: Ns): number {
  return spanNs > 0 ? Math.round((ns * 1e4) / spanNs) / 1e4 : 0;
}
