import type {Readable} from 'node:stream';

/** Pauses and resumes a stream, and measures how long it was paused. */
export type Backpressure = {
  /** While the stream is paused, its pipe fills, and then its writer blocks. */
  pause(paused: boolean): void;
  readonly paused: boolean;
  /** The share of the time since the last call in which it was paused (0 to 1), and that whole time in ms. */
  sinceLastCall(): {pausedShare: number; ms: number};
};

/** `now`: milliseconds of a clock that never goes back. */
export function openBackpressure(stream: Readable, now: () => number): Backpressure {
  let paused = false;
  let sinceMs = now();
  let calledMs = sinceMs;
  let pausedMs = 0;
  const addUp = () => {
    if (paused) pausedMs += now() - sinceMs;
    sinceMs = now();
  };
  return {
    pause(next) {
      if (next === paused) return;
      addUp();
      paused = next;
      if (paused) stream.pause();
      else stream.resume();
    },
    get paused() {
      return paused;
    },
    sinceLastCall() {
      addUp();
      const ms = sinceMs - calledMs;
      const pausedShare = ms > 0 ? pausedMs / ms : 0;
      [calledMs, pausedMs] = [sinceMs, 0];
      return {pausedShare, ms};
    },
  };
}
