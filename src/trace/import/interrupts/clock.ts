import type {Ns} from '../../../protocol/words.ts';

/** When a snapshot was taken. `spanNs`: the time that its counts cover since the one before. */
export type Tick = {t: Ns; spanNs: Ns; rebooted: boolean};

export type Clock = {
  /** When a snapshot of this uptime (ns) was taken; `null` when that is beyond 2^53 ns (104 days) after the first. */
  read(uptimeNs: bigint): Tick | null;
  /** That snapshot was used: the next one counts from it. */
  set(uptimeNs: bigint): void;
};

// === 1795333026.570184420 uptime 49.75
const MARK = /^=== \d+(?:\.\d+)? uptime (\d{1,10})(?:\.(\d*))?\s*$/;

/**
 * The uptime in ns that the line before a snapshot tells; `null`: this is no such line. Its digits are taken as they stand: the unix
 * time beside it has too many for a float, and may be set while the capture runs.
 */
export function parseMark(text: string): bigint | null {
  const parts = MARK.exec(text);
  if (!parts) return null;
  const [, seconds, fraction = ''] = parts;
  return BigInt(seconds + fraction.slice(0, 9).padEnd(9, '0'));
}

/**
 * Turns uptimes into times since the first snapshot. When the uptime goes back, the host was booted anew: its counters cover the
 * time that it is up again, and how long it was down the uptime does not tell, so that time is left out.
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
