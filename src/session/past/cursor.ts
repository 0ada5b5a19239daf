import type {View} from '../../model/view/view.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import {openSlices} from '../slices.ts';
import {advanceWithinBudget} from './advance-within-budget.ts';
import {
  addBookmarks,
  type CursorOptions,
  type CursorState,
  type Played,
  viewOnScreen,
  viewToCompare,
} from './cursor-state.ts';
import {dropGoal, pursueGoal, resumeGoal, seekSession, setGoal} from './goal.ts';
import {WINDOW_NS} from './restore.ts';

/**
 * The time on the screen. The cursor follows the session, or stands in the past that is kept in memory, or has a goal: another time, for
 * which the session itself goes back or on.
 */
export type Cursor = {
  readonly view: View;
  /** The view to compare with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  seconds(): readonly View[];
  /** It stands where the session stands, and has no goal. */
  readonly followsSession: boolean;
  /** The time of the last sample in the view, else the start of the session. */
  readonly sampleNs: Ns;
  /** The time where it will be; `null`: it is there. */
  readonly seekingNs: Ns | null;
  /** The time that the next key acts from: the one on the screen, or the one that will be there as soon as it is drawn. */
  readonly requestedNs: Ns;
  readonly hasGoal: boolean;
  /** A read is not done: the session must not be used. */
  readonly isReading: boolean;
  /** Goes on to `dueNs`, in memory and then with new records, as far as the budget reaches. */
  play(dueNs: Ns): Played;
  /** Goes on towards the goal. */
  pursueGoal(): void;
  /** Drops the goal, and stays where it is. */
  stop(): void;
  /**
   * Goes to `t`: at once if it is in memory, else as soon as it has been read. With `later`, only the last of several calls counts, because
   * keys come faster than views are drawn.
   */
  seek(t: Ns): void;
  /** Begins the pending request now. */
  beginPending(): void;
  /** Goes to the next sample or the one before. */
  step(by: 1 | -1): void;
  /** Makes the session go from `fromNs` or earlier to `toNs`, or until it is enough; then calls `arrived`. The view stays until then. */
  seekSession(toNs: Ns, arrived: () => void, fromNs?: Ns, isEnough?: () => boolean): void;
};

export function openCursor(session: Session, options: CursorOptions): Cursor {
  const cursor: CursorState = {
    ...options,
    session,
    slices: openSlices(),
    past: null,
    goal: null,
    lastRead: Promise.resolve(),
    reads: 0,
    bookmarksFromNs: session.startNs,
    compared: null,
    pending: null,
  };
  const {history} = options;
  addBookmarks(cursor);
  return {
    get view() {
      return viewOnScreen(cursor);
    },
    get before() {
      return cursor.goal?.kept.before ?? viewToCompare(cursor, viewOnScreen(cursor));
    },
    seconds: () => cursor.goal?.kept.seconds ?? history.seconds(viewOnScreen(cursor).t),
    get followsSession() {
      return cursor.past === null && cursor.goal === null && cursor.pending === null;
    },
    get sampleNs() {
      return history.sampleBefore(viewOnScreen(cursor).t + 1) ?? session.startNs;
    },
    get seekingNs() {
      return cursor.pending?.t ?? cursor.goal?.toNs ?? null;
    },
    get requestedNs() {
      return requestedNs(cursor);
    },
    get hasGoal() {
      return cursor.goal !== null;
    },
    get isReading() {
      return cursor.reads > 0;
    },
    play: dueNs => play(cursor, dueNs),
    pursueGoal: () => pursueGoal(cursor),
    stop: () => dropGoal(cursor),
    seek: t => request(cursor, t, to => seek(cursor, to)),
    beginPending: () => beginPending(cursor),
    step: by => (by > 0 ? stepOn(cursor) : stepBack(cursor)),
    seekSession: (toNs, arrived, fromNs, isEnough) => seekSession(cursor, toNs, arrived, fromNs, isEnough),
  };
}

function requestedNs(cursor: CursorState): Ns {
  const {t} = viewOnScreen(cursor);
  return Math.min(cursor.pending?.t ?? t, Math.max(cursor.history.toNs, t));
}

function play(cursor: CursorState, dueNs: Ns): Played {
  const {history} = cursor;
  if (cursor.past !== null) cursor.past = dueNs >= history.toNs ? null : history.at(dueNs);
  return cursor.past === null ? advanceWithinBudget(cursor, dueNs) : 'reached';
}

/** Keys come faster than views are drawn: without `later` a request begins at once. */
function request(cursor: CursorState, t: Ns, begin: (t: Ns) => void): void {
  const {later} = cursor;
  if (cursor.pending === null) later?.(() => beginPending(cursor));
  cursor.pending = {t, begin};
  if (later === undefined) beginPending(cursor);
}

function beginPending(cursor: CursorState): void {
  const {pending} = cursor;
  cursor.pending = null;
  pending?.begin(pending.t);
}

function seek(cursor: CursorState, t: Ns): void {
  const {session, history} = cursor;
  if (cursor.reads === 0 && isKept(cursor, t)) showKept(cursor, session.canSeek ? t : Math.max(t, history.fromNs));
  else seekSession(cursor, t, () => {});
}

/** The time is in memory, with the two minutes before it if these can be had. */
function isKept({session, history}: CursorState, t: Ns): boolean {
  const {fromNs, toNs, secondsFromNs} = history;
  if (t > toNs) return false;
  return !session.canSeek || (t >= fromNs && secondsFromNs <= Math.max(t - WINDOW_NS, session.startNs));
}

/** Shows a time that is in memory. */
function showKept(cursor: CursorState, t: Ns): void {
  const {history} = cursor;
  cursor.past = t >= history.toNs ? null : history.at(t);
  cursor.goal = null;
  cursor.moved(viewOnScreen(cursor).t);
}

function stepOn(cursor: CursorState): void {
  const {history} = cursor;
  const t = requestedNs(cursor);
  const next = t >= history.toNs ? null : history.sampleAfter(t);
  if (next !== null) request(cursor, next, to => showKept(cursor, to));
  else advanceBySample(cursor);
}

/** A sample of a large machine takes too long for one key: it is computed in pieces. */
function advanceBySample(cursor: CursorState): void {
  beginPending(cursor);
  const {session, later} = cursor;
  const {nextSampleNs} = session;
  if (nextSampleNs !== undefined && later) {
    resumeGoal(
      cursor,
      setGoal(cursor, nextSampleNs, () => {}),
    );
    return;
  }
  session.step();
  addBookmarks(cursor);
  showKept(cursor, session.t);
}

function stepBack(cursor: CursorState): void {
  const {session, history} = cursor;
  const t = requestedNs(cursor);
  const sample = history.sampleBefore(t);
  const backTo = (to: Ns) => request(cursor, to, at => showKept(cursor, at));
  if (sample !== null && sample >= history.fromNs) backTo(sample);
  else if (history.fromNs === session.startNs || !session.canSeek) backTo(history.fromNs);
  else seekSession(cursor, t, () => showKept(cursor, history.sampleBefore(t) ?? history.fromNs));
}
