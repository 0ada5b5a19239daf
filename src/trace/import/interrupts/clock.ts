import type {Ns} from '../../../protocol/words.ts';

/** When a snapshot was taken. `spanNs`: the time since the one before, in which its counts were counted. */
export type Tick = {t: Ns; spanNs: Ns; rebooted: boolean};

export type Clock = {
  /** The time of a snapshot by its uptime (ns); `null` when that is more than 2^53 ns (104 days) after the first. */
  read(uptimeNs: bigint): Tick | null;
  /** This snapshot was used: the next one counts from it. */
  set(uptimeNs: bigint): void;
};

// === 1795333026.570184420 uptime 49.75
const MARK = /^=== \d+(?:\.\d+)? uptime (\d{1,10})(?:\.(\d*))?\s*$/;

/**
 * The uptime in ns in the line above a snapshot; `null`: this is not such a line. It is exact. The Unix time beside it has too many digits
 * for a float, and may be set while the capture runs.
 */
export function parseMark(text: string): bigint | null {
  const parts = MARK.exec(text);
  if (!parts) return null;
  const [, seconds, fraction = ''] = parts;
  return BigInt(seconds + fraction.slice(0, 9).padEnd(9, '0'));
}

/**
 * Turns uptimes into times since the first snapshot. When the uptime goes back, the host was rebooted: its counters cover the time since
 * then. How long it was down is unknown, so that time is left out.
 */
export function openClock(): Clock {
  let t = 0n;
  let before: bigint | null = null;

  function spanTo(uptimeNs: bigint): bigint {
    if (before === null) return 0n;
    return uptimeNs < before ? uptimeNs : uptimeNs - before;
  }

  return {
    read(uptimeNs) {
      const span = spanTo(uptimeNs);
      if (t + span > BigInt(Number.MAX_SAFE_INTEGER)) return null;
      return {t: Number(t + span), spanNs: Number(span), rebooted: before !== null && uptimeNs < before};
    },
    set(uptimeNs) {
      t += spanTo(uptimeNs);
      before = uptimeNs;
    },
  };
}
