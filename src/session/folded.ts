import {advance} from '../model/fold/fold.ts';
import {initialView, type View} from '../model/view/view.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {type History, openHistory} from './past/history.ts';

/** Is shown all that is folded, in order: what a recording is made of. */
export type Tap = {
  /** Whether the view is to be shown as it stands right after this record, and not only after those that are folded with it. */
  wantsView(record: TraceRecord): boolean;
  /** Records, and what is known after them. */
  take(records: readonly TraceRecord[], view: View): void;
  /** Somebody went back, from `leftNs`, and does something else. What comes now is of another run, with this header and this view. */
  branched?(header: Header, view: View, leftNs: Ns): void;
};

/** Shows everything to both. */
export function both(one: Tap, other: Tap): Tap {
  return {
    wantsView: record => [one, other].some(tap => tap.wantsView(record)),
    take(records, view) {
      one.take(records, view);
      other.take(records, view);
    },
    branched(...told) {
      one.branched?.(...told);
      other.branched?.(...told);
    },
  };
}

/** What is known by now, and who is shown how it came about. */
export type Folded = {
  readonly view: View;
  readonly t: Ns;
  /** How far it ever was known. */
  readonly farthestNs: Ns;
  /** Folds records up to `t`. `again`: they were folded before somebody went back, so that the tap is not shown them a second time. */
  fold(records: readonly TraceRecord[], t: Ns, again?: boolean): void;
  /** Goes on from another view, of another time. */
  enter(view: View): void;
  /** What was known after now is no more; what is known is of another run. */
  branch(header: Header): void;
  remember(bytes?: number): History;
  /** `null`: nobody. */
  tap: Tap | null;
};

export function openFolded(header: Header, startNs: Ns, firstTap: Tap | null): Folded {
  let view: View = {...initialView(header), t: startNs};
  let farthestNs = startNs;
  let history: History | null = null;

  /** Where the tap wants to see a view, what is folded is cut. */
  function foldAndShow(records: readonly TraceRecord[], t: Ns): void {
    let shown = 0;
    for (let next = 0; known.tap !== null && next < records.length; next++) {
      if (!known.tap.wantsView(records[next])) continue;
      view = advance(view, records.slice(shown, next + 1));
      known.tap.take(records.slice(shown, next + 1), view);
      shown = next + 1;
    }
    view = advance(view, records.slice(shown), t);
    known.tap?.take(records.slice(shown), view);
  }

  const known: Folded = {
    get view() {
      return view;
    },
    get t() {
      return view.t;
    },
    get farthestNs() {
      return farthestNs;
    },
    fold(records, t, again = false) {
      if (again) view = advance(view, records, t);
      else foldAndShow(records, t);
      history?.take(records, view);
      farthestNs = Math.max(farthestNs, t);
    },
    enter(next) {
      view = next;
      history?.restart(view);
    },
    branch(next) {
      const leftNs = farthestNs;
      farthestNs = view.t;
      view = {...view, header: {...next}};
      history?.take([], view);
      known.tap?.branched?.(next, view, leftNs);
    },
    remember(bytes) {
      history ??= openHistory(view, bytes);
      return history;
    },
    tap: firstTap,
  };
  return known;
}
