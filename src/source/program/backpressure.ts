import type {Readable} from 'node:stream';

/** Lets a stream flow or makes it wait, and knows how long it had to. */
export type Flow = {
  /** Until it may flow again, whoever writes to it is held up. */
  hold(held: boolean): void;
  readonly held: boolean;
  /** The share of the time since the last call in which it was held, and that time in ms. */
  heldUp(): {share: number; ms: number};
};

export function openFlow(stream: Readable, now: () => number): Flow {
  let held = false;
  let sinceMs = now();
  let askedMs = sinceMs;
  let heldMs = 0;
  const settle = () => {
    if (held) heldMs += now() - sinceMs;
    sinceMs = now();
  };
  return {
    hold(next) {
      if (next === held) return;
      settle();
      held = next;
      if (held) stream.pause();
      else stream.resume();
    },
    get held() {
      return held;
    },
    heldUp() {
      settle();
      const ms = sinceMs - askedMs;
      const share = ms > 0 ? heldMs / ms : 0;
      [askedMs, heldMs] = [sinceMs, 0];
      return {share, ms};
    },
  };
}
