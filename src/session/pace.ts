import {NS_PER_MS, type Ns} from '../protocol/words.ts';

/** Simulated time per wall time; `max`: as fast as it goes. */
export type Speed = number | 'max';

export const SPEED_MIN = 0.0001;
export const SPEED_MAX = 1000;

// Behind by more wall time than this, it is not made up for: a machine that was suspended, or a source too slow for the speed.
export const BACKLOG_MS = 250;

export type PaceOptions = {
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** 1 when left out. */
  speed?: Speed;
  /** Where simulated time begins. */
  startNs?: Ns;
};

export type Pace = {
  readonly speed: Speed;
  readonly paused: boolean;
  /** The simulated time that is due now, `Infinity` at `max`. */
  due(): Ns;
  /** Milliseconds of wall time until `t` is due, 0 when it is, `Infinity` when paused. */
  waitMs(t: Ns): number;
  pause(): void;
  resume(): void;
  /** From now on; speeds out of range are brought into it. */
  setSpeed(speed: Speed): void;
  /** Says how far the session came: the time goes on from there at `max`, or when it came much too late. */
  reached(t: Ns): void;
  /** Goes on from another time, as after a seek. */
  jump(t: Ns): void;
};

/** Turns wall time into simulated time. No timer: who asks also waits. */
export function openPace({now, speed = 1, startNs = 0}: PaceOptions): Pace {
  let current = inRange(speed);
  let paused = false;
  // Simulated time `anchorNs` was due at wall time `anchorMs`; while paused it stays due.
  let anchorNs = startNs;
  let anchorMs = now();

  const due = () => {
    if (paused) return anchorNs;
    return current === 'max' ? Infinity : Math.round(anchorNs + (now() - anchorMs) * current * NS_PER_MS);
  };
  const anchor = (t: Ns) => {
    anchorNs = t;
    anchorMs = now();
  };
  /** Before anything changes, what is due stays due; at `max` that is what was reached. */
  const settle = () => anchor(Number.isFinite(due()) ? due() : anchorNs);
  const waitMs = (t: Ns) => {
    // Asked once: a clock that goes on between two looks would make it less than nothing.
    const dueNs = due();
    if (t <= dueNs) return 0;
    return paused ? Infinity : Math.ceil((t - dueNs) / (Number(current) * NS_PER_MS));
  };

  return {
    get speed() {
      return current;
    },
    get paused() {
      return paused;
    },
    due,
    waitMs,
    pause() {
      settle();
      paused = true;
    },
    resume() {
      if (paused) anchor(anchorNs);
      paused = false;
    },
    setSpeed(next) {
      settle();
      current = inRange(next);
    },
    reached(t) {
      if (paused) return;
      if (current === 'max') anchor(Math.max(anchorNs, t));
      else if (due() - t > BACKLOG_MS * current * NS_PER_MS) anchor(t);
    },
    jump: anchor,
  };
}

function inRange(speed: Speed): Speed {
  if (Number.isNaN(speed)) throw new RangeError('a speed is a number or max');
  return speed === 'max' ? speed : Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed));
}
