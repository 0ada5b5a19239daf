import {NS_PER_MS, type Ns} from '../protocol/words.ts';

/** How fast time really goes by. */
export type RealSpeed = {
  /** Where it has come by now. */
  reached(t: Ns): void;
  /** What comes does not follow on what came. */
  restart(): void;
  /** Over the last seconds, times real time; another one once a second at most. `null`: not known yet. */
  readonly speed: number | null;
};

const SPAN_MS = 3000;
/** Shorter than this, one slow frame would tell too much. */
const ENOUGH_MS = 2000;
const STEADY_MS = 1000;

export function openRealSpeed(now: () => number): RealSpeed {
  let moments: {ms: number; t: Ns}[] = [];
  let speed: number | null = null;
  let measuredMs = Number.NEGATIVE_INFINITY;
  return {
    reached(t) {
      const ms = now();
      moments.push({ms, t});
      while (moments.length > 2 && moments[1].ms <= ms - SPAN_MS) moments.shift();
      const [first] = moments;
      if (ms - first.ms < ENOUGH_MS || ms - measuredMs < STEADY_MS) return;
      speed = (t - first.t) / ((ms - first.ms) * NS_PER_MS);
      measuredMs = ms;
    },
    restart() {
      [moments, speed, measuredMs] = [[], null, Number.NEGATIVE_INFINITY];
    },
    get speed() {
      return speed;
    },
  };
}
