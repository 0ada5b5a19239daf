import type {View} from '../../model/view/view.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {SourceState} from '../../source/source.ts';

/** A state that a source can be taken back to: its time, and how many commands had been sent by then. */
export type Checkpoint = {readonly t: Ns; readonly state: SourceState; readonly sent: number};

/** A checkpoint with the view of its time. */
export type SessionCheckpoint = Checkpoint & {readonly view: View};

/** Checkpoints over all of the past, rarer the older they are: about eighty for an hour. The first one is never dropped. */
export type Checkpoints<C extends Checkpoint> = {
  /** Whether it is time for another one. */
  due(t: Ns): boolean;
  add(checkpoint: C): void;
  /** The latest one at or before `t`, else the first one. */
  at(t: Ns): C;
  forgetAfter(t: Ns): void;
};

const GAP_NS = 5 * NS_PER_S;
/** To go back by some time, the source runs at most a sixteenth of that time again, as long as memory allows. */
const FINEST = 16;
const LIMIT_BYTES = 8e6;

export function openCheckpoints<C extends Checkpoint>(first: C): Checkpoints<C> {
  let all = [first];
  return {
    due: t => t - all.at(-1)!.t >= GAP_NS,
    add(checkpoint) {
      all = thinned([...all, checkpoint], checkpoint.t, finenessFor(checkpoint.state.bytes));
    },
    at: t => all.findLast(checkpoint => checkpoint.t <= t) ?? all[0],
    forgetAfter(t) {
      all = all.filter((checkpoint, place) => place === 0 || checkpoint.t <= t);
    },
  };
}

/** An hour has six times as many checkpoints as the fineness. */
function finenessFor(bytes: number): number {
  return Math.max(Math.min(FINEST, Math.floor(LIMIT_BYTES / 6 / bytes)), 1);
}

/** From the newest to the oldest, keeps a checkpoint if it is far enough, for its age, before the one kept after it. */
function thinned<C extends Checkpoint>(checkpoints: readonly C[], now: Ns, fineness: number): C[] {
  const kept: C[] = [];
  let after = Number.POSITIVE_INFINITY;
  for (let place = checkpoints.length - 1; place >= 0; place--) {
    const {t} = checkpoints[place];
    if (place > 0 && after - t < Math.max(GAP_NS, (now - t) / fineness / 2)) continue;
    kept.push(checkpoints[place]);
    after = t;
  }
  return kept.reverse();
}
