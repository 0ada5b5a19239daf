import {NS_PER_MS, type Ns} from '../protocol/words.ts';

/** Measures how fast simulated time really passes. */
export type RealSpeed = {
  /** Reports the time that was reached by now. */
  reached(t: Ns): void;
  /** Forgets all times: the next one does not continue the last one. */
  restart(): void;
  /** Over the last seconds, times real time; changes once a second at most. `null`: not measured yet. */
  readonly speed: number | null;
};

const SPAN_MS = 3000;
/** Over a shorter span, one slow frame would change the result too much. */
const ENOUGH_MS = 2000;
const STEADY_MS = 1000;

export function openRealSpeed(now: () => number): RealSpeed {
  let points: {ms: number; t: Ns}[] = [];
  let speed: number | null = null;
  let measuredMs = Number.NEGATIVE_INFINITY;
  return {
    reached(t) {
      const ms = now();
      points.push({ms, t});
      while (points.length > 2 && points[1].ms <= ms - SPAN_MS) points.shift();
      const [first] = points;
      if (ms - first.ms < ENOUGH_MS || ms - measuredMs < STEADY_MS) return;
      speed = (t - first.t) / ((ms - first.ms) * NS_PER_MS);
      measuredMs = ms;
    },
    restart() {
      [points, speed, measuredMs] = [[], null, Number.NEGATIVE_INFINITY];
    },
    get speed() {
      return speed;
    },
  };
}
