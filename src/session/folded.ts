import {advance} from '../model/fold/fold.ts';
import {initialView, type View} from '../model/view/view.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {type History, openHistory} from './past/history.ts';

/** Gets all records that are folded, in order, each once: recordings are made of them. */
export type Tap = {
  /** Whether the tap needs the view right after this record, and not only the view after all records that are folded with it. */
  wantsView(record: TraceRecord): boolean;
  /** Records, and the view after them. */
  take(records: readonly TraceRecord[], view: View): void;
  /** The session went back from `leftNs` and began a branch. The next records belong to that run: it has this header and begins with this view. */
  branched?(header: Header, view: View, leftNs: Ns): void;
};

/** Gives everything to both taps. */
export function bothTaps(one: Tap, other: Tap): Tap {
  return {
    wantsView: record => [one, other].some(tap => tap.wantsView(record)),
    take(records, view) {
      one.take(records, view);
      other.take(records, view);
    },
    branched(header, view, leftNs) {
      one.branched?.(header, view, leftNs);
      other.branched?.(header, view, leftNs);
    },
  };
}

/** The records of a session so far, folded into a view. */
export type Folded = {
  view: View;
  /** The present: the latest time of any view so far. */
  farthestNs: Ns;
  /** `null`: the past is not kept. */
  history: History | null;
  /** `null`: there is no tap. */
  tap: Tap | null;
};

export function openFolded(header: Header, startNs: Ns, tap: Tap | null): Folded {
  return {view: {...initialView(header), t: startNs}, farthestNs: startNs, history: null, tap};
}

/** Folds records up to `t`. `again`: they were folded once before the session went back, so the tap does not get them. */
export function foldRecords(folded: Folded, records: readonly TraceRecord[], t: Ns, again = false): void {
  if (again) folded.view = advance(folded.view, records, t);
  else foldForTap(folded, records, t);
  folded.history?.take(records, folded.view);
  folded.farthestNs = Math.max(folded.farthestNs, t);
}

/** Folds in several pieces: each ends where the tap needs the view. */
function foldForTap(folded: Folded, records: readonly TraceRecord[], t: Ns): void {
  let taken = 0;
  for (let next = 0; folded.tap !== null && next < records.length; next++) {
    if (!folded.tap.wantsView(records[next])) continue;
    folded.view = advance(folded.view, records.slice(taken, next + 1));
    folded.tap.take(records.slice(taken, next + 1), folded.view);
    taken = next + 1;
  }
  folded.view = advance(folded.view, records.slice(taken), t);
  folded.tap?.take(records.slice(taken), folded.view);
}

/** Continues from another view, of another time. */
export function continueFolded(folded: Folded, view: View): void {
  folded.view = view;
  folded.history?.restart(view);
}

/** Makes the time of the view the present: all later records are dropped, and the run gets another header. */
export function branchFolded(folded: Folded, header: Header): void {
  const leftNs = folded.farthestNs;
  folded.farthestNs = folded.view.t;
  folded.view = {...folded.view, header: {...header}};
  folded.history?.take([], folded.view);
  folded.tap?.branched?.(header, folded.view, leftNs);
}

/** Keeps the past from now on, in about so many bytes; only the first call counts. */
export function keepHistory(folded: Folded, bytes?: number): History {
  folded.history ??= openHistory(folded.view, bytes);
  return folded.history;
}
