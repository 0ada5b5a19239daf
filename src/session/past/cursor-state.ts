import type {View} from '../../model/view/view.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import type {Slices} from '../slices.ts';
import type {Bookmarks} from './bookmarks.ts';
import type {History} from './history.ts';

export type CursorOptions = {
  history: History;
  bookmarks: Bookmarks;
  /** The view is of another time now. */
  moved(t: Ns): void;
  /** A read failed. */
  failed(reason: string): void;
  now: () => number;
  budgetMs: number;
  later?: (then: () => void) => void;
};

export type CursorState = CursorOptions & {
  readonly session: Session;
  readonly slices: Slices;
  /** The view, where it is not the session's. */
  past: View | null;
  goal: Goal | null;
  /** Seeks run one after the other; so many are under way. */
  seeking: Promise<void>;
  seeks: number;
  /** Bookmarks are made of the log from here on. */
  noteFromNs: Ns;
  /** The last answer of `before`. */
  compared: {view: View; before: View} | null;
  /** Asked for, and left for later. */
  wanted: {t: Ns; show(t: Ns): void} | null;
};

/** A time to which the session goes, while the screen keeps the view from before. */
export type Goal = {
  toNs: Ns;
  enough(): boolean;
  arrived(): void;
  shown: {view: View; before: View; seconds: readonly View[]};
  /** A read must end first. */
  waiting: boolean;
};

/** It reached the time, took in all that has arrived, or used up the budget. */
export type Played = 'there' | 'dry' | 'late';

/** The view on the screen: on its way, the one from before. */
export function shown({goal, past, session}: CursorState): View {
  return goal?.shown.view ?? past ?? session.view;
}

export function before(cursor: CursorState, view: View): View {
  if (cursor.compared?.view !== view) cursor.compared = {view, before: cursor.history.before(view.t)};
  return cursor.compared.before;
}

/** Makes bookmarks of what the session has folded. */
export function note({session, noteFromNs, bookmarks}: CursorState): void {
  if (session.t >= noteFromNs) bookmarks.note(session.view.log, noteFromNs, session.t);
}
