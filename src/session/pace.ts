import {NS_PER_MS, type Ns} from '../protocol/words.ts';

/** Simulated time per wall time; `max`: as fast as possible. */
export type Speed = number | 'max';

export const SPEED_MIN = 0.0001;
export const SPEED_MAX = 1000;

// A longer delay, in wall time, is not made up for: the computer was suspended, or the source is too slow for the speed.
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
  /** Milliseconds of wall time until `t` is due, 0 if it is, `Infinity` while paused. */
  waitMs(t: Ns): number;
  pause(): void;
  resume(): void;
  /** From now on; a speed out of range becomes the nearest one in range. Throws a RangeError for NaN. */
  setSpeed(speed: Speed): void;
  /** Reports how far the session came: at `max`, or after a long delay, time goes on from there. */
  reached(t: Ns): void;
  /** Goes on from another time, as after a seek. */
  jump(t: Ns): void;
};

/** Simulated time `anchorNs` was due at wall time `anchorMs`. While paused it stays due. */
type State = {readonly now: () => number; speed: Speed; paused: boolean; anchorNs: Ns; anchorMs: number};

/** Turns wall time into simulated time. It has no timer: the caller waits. */
export function openPace({now, speed = 1, startNs = 0}: PaceOptions): Pace {
  const state: State = {now, speed: inRange(speed), paused: false, anchorNs: startNs, anchorMs: now()};
  return {
    get speed() {
      return state.speed;
    },
    get paused() {
      return state.paused;
    },
    due: () => due(state),
    waitMs: t => waitMs(state, t),
    pause() {
      settle(state);
      state.paused = true;
    },
    resume() {
      if (state.paused) anchor(state, state.anchorNs);
      state.paused = false;
    },
    setSpeed(next) {
      settle(state);
      state.speed = inRange(next);
    },
    reached: t => reached(state, t),
    jump: t => anchor(state, t),
  };
}

function inRange(speed: Speed): Speed {
  if (Number.isNaN(speed)) throw new RangeError('a speed is a number or max');
  return speed === 'max' ? speed : Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed));
}

function due({now, speed, paused, anchorNs, anchorMs}: State): Ns {
  if (paused) return anchorNs;
  return speed === 'max' ? Infinity : Math.round(anchorNs + (now() - anchorMs) * speed * NS_PER_MS);
}

function waitMs(state: State, t: Ns): number {
  // The clock is read once: if it went on between two readings, the wait could be negative.
  const dueNs = due(state);
  if (t <= dueNs) return 0;
  return state.paused ? Infinity : Math.ceil((t - dueNs) / (Number(state.speed) * NS_PER_MS));
}

/** Before a change, keeps due what is due; at `max` that is the time that was reached. */
function settle(state: State): void {
  const dueNs = due(state);
  anchor(state, Number.isFinite(dueNs) ? dueNs : state.anchorNs);
}

function reached(state: State, t: Ns): void {
  const {speed, paused, anchorNs} = state;
  if (paused) return;
  if (speed === 'max') anchor(state, Math.max(anchorNs, t));
  else if (due(state) - t > BACKLOG_MS * speed * NS_PER_MS) anchor(state, t);
}

function anchor(state: State, t: Ns): void {
  state.anchorNs = t;
  state.anchorMs = state.now();
}
