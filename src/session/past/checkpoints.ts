import type {View} from '../../model/view/view.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {SourceState} from '../../source/source.ts';

/** A moment that a source can be taken back to, with what was known then and how many commands had been sent. */
export type Checkpoint = Entry & {readonly view: View};

/** The same without what was known. */
export type Entry = {readonly t: Ns; readonly state: SourceState; readonly sent: number};

/** Places all over the past, the older the sparser: some eighty of them for an hour. The first one stays. */
export type Checkpoints<P extends Entry = Checkpoint> = {
  /** Whether the time has come for another one. */
  due(t: Ns): boolean;
  add(place: P): void;
  /** The latest at or before `t`. */
  at(t: Ns): P;
  /** What comes after `t` is no more. */
  forgetAfter(t: Ns): void;
};

const GAP_NS = 5 * NS_PER_S;
/** Going back by so much never runs more than a sixteenth of it again, as long as there is room for that. */
const FINEST = 16;
const LIMIT_BYTES = 8e6;

export function openCheckpoints<P extends Entry>(first: P): Checkpoints<P> {
  let places = [first];
  return {
    due: t => t - places.at(-1)!.t >= GAP_NS,
    add(place) {
      places = thinned([...places, place], place.t, finenessFor(place.state.bytes));
    },
    at: t => places.findLast(place => place.t <= t) ?? places[0],
    forgetAfter(t) {
      places = places.filter((place, at) => at === 0 || place.t <= t);
    },
  };
}

/** An hour has six times as many places as the fineness says. */
function finenessFor(bytes: number): number {
  return Math.max(Math.min(FINEST, Math.floor(LIMIT_BYTES / 6 / bytes)), 1);
}

/** From the newest to the oldest: those are kept that are far enough before the one kept after them, for their age. */
function thinned<P extends Entry>(places: readonly P[], now: Ns, fineness: number): P[] {
  const kept: P[] = [];
  let after = Number.POSITIVE_INFINITY;
  for (let at = places.length - 1; at >= 0; at--) {
    const {t} = places[at];
    if (at > 0 && after - t < Math.max(GAP_NS, (now - t) / fineness / 2)) continue;
    kept.push(places[at]);
    after = t;
  }
  return kept.reverse();
}
