import type {View} from '../../model/view/view.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import type {Slices} from '../slices.ts';
import type {Bookmarks} from './bookmarks.ts';
import type {History} from './history.ts';

export type CursorOptions = {
  history: History;
  bookmarks: Bookmarks;
  /** The cursor has gone to `t`. */
  moved(t: Ns): void;
  /** A read failed. */
  failed(reason: string): void;
  now: () => number;
  /** Milliseconds that one call may take. */
  budgetMs: number;
  later?: (then: () => void) => void;
};

export type CursorState = CursorOptions & {
  readonly session: Session;
  readonly slices: Slices;
  /** The view from memory; `null`: that of the session. */
  past: View | null;
  goal: Goal | null;
  /** Reads run one after the other: the last one, and how many are not done. */
  lastRead: Promise<void>;
  reads: number;
  /** Bookmarks are made of the log from here on. */
  bookmarksFromNs: Ns;
  /** The last result of `viewToCompare`. */
  compared: {view: View; before: View} | null;
  /** A request that has not begun yet. */
  pending: {t: Ns; begin(t: Ns): void} | null;
};

/** A time to which the session goes, while the screen keeps its view. */
export type Goal = {
  toNs: Ns;
  isEnough(): boolean;
  arrived(): void;
  kept: {view: View; before: View; seconds: readonly View[]};
  /** A read must end first. */
  isWaiting: boolean;
};

/** It reached the time, all records that have arrived, or the end of the budget. */
export type Played = 'reached' | 'drained' | 'out-of-budget';

/** The view on the screen. */
export function viewOnScreen({goal, past, session}: CursorState): View {
  return goal?.kept.view ?? past ?? session.view;
}

/** The view that `view` is compared with. */
export function viewToCompare(cursor: CursorState, view: View): View {
  if (cursor.compared?.view !== view) cursor.compared = {view, before: cursor.history.before(view.t)};
  return cursor.compared.before;
}

/** Makes bookmarks of the log of the session. */
export function addBookmarks({session, bookmarksFromNs, bookmarks}: CursorState): void {
  if (session.t >= bookmarksFromNs) bookmarks.addLog(session.view.log, bookmarksFromNs, session.t);
}
