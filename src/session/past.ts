import type {View} from '../model/view.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';

const FINE_NS = 1.5 * NS_PER_S;
const KEPT_NS = 121 * NS_PER_S;

/** Views of the recent past: all of the last second and a half, then the first of each second, for two minutes. */
export type Past = {
  keep(view: View): void;
  /** The latest kept view of `t` or before, else the oldest. */
  at(t: Ns): View;
  /** The first view of each second, oldest first, and the newest of all. */
  seconds(): readonly View[];
};

export function openPast(first: View): Past {
  let kept = [first];
  return {
    keep(view) {
      kept = thinned([...kept, view], view.t);
    },
    at(t) {
      return kept.findLast(view => view.t <= t) ?? kept[0];
    },
    seconds() {
      return kept.filter((_, i) => i === kept.length - 1 || beginsSecond(kept, i));
    },
  };
}

function thinned(views: View[], now: Ns): View[] {
  return views.filter((view, i) => view.t > now - FINE_NS || (view.t > now - KEPT_NS && beginsSecond(views, i)));
}

function beginsSecond(views: readonly View[], i: number): boolean {
  return i === 0 || Math.floor(views[i].t / NS_PER_S) > Math.floor(views[i - 1].t / NS_PER_S);
}
