import type {View} from '../../model/view/view.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import {openSlices} from '../slices.ts';
import {readAhead} from './advance-within-budget.ts';
import {before, type CursorOptions, type CursorState, note, type Played, shown} from './cursor-state.ts';
import {aim, dropGoal, pursue, pursueGoal, readTo} from './goal.ts';
import {WINDOW_NS} from './restore.ts';

/**
 * The moment of a session that is on the screen. It follows the session, stands in the past that memory has, or is on its way to
 * another time, for which the session itself goes back or on.
 */
export type Cursor = {
  readonly view: View;
  /** The view to compare with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  seconds(): readonly View[];
  /** It stands where the session stands, and is not on its way. */
  readonly follows: boolean;
  /** The time of the last sample in the view, or where the known past begins. */
  readonly sampleNs: Ns;
  /** Where it is going; `null`: nowhere. */
  readonly seekingNs: Ns | null;
  /** Where keys go on from: its place, or the one it takes as soon as there is time to draw it. */
  readonly aimNs: Ns;
  /** It is on its way, and the result is not known yet. */
  readonly underWay: boolean;
  /** A read is under way, and the session must be left alone. */
  readonly busy: boolean;
  /** Goes on to `dueNs`, in memory and then with new records, as far as the budget reaches. */
  play(dueNs: Ns): Played;
  /** Goes on with a way that is begun. */
  pursue(): void;
  /** Stays where it is. */
  stop(): void;
  /**
   * Goes to `t`, at once where memory reaches, else as soon as it has been read. With `later`, the last of several calls wins: keys come faster
   * than seeks are done.
   */
  to(t: Ns): void;
  /** Begins now with what `later` would begin. */
  settle(): void;
  /** Goes to the next sample or the one before. */
  step(by: 1 | -1): void;
  /** Lets the session itself go to `toNs`, from `fromNs` or earlier. Calls `arrived` there, or where it is `enough`; the view stays until then. */
  go(toNs: Ns, arrived: () => void, fromNs?: Ns, enough?: () => boolean): void;
};

export function openCursor(session: Session, options: CursorOptions): Cursor {
  const cursor: CursorState = {
    ...options,
    session,
    slices: openSlices(),
    past: null,
    goal: null,
    seeking: Promise.resolve(),
    seeks: 0,
    noteFromNs: session.startNs,
    compared: null,
    wanted: null,
  };
  const {history} = options;
  note(cursor);
  return {
    get view() {
      return shown(cursor);
    },
    get before() {
      return cursor.goal?.shown.before ?? before(cursor, shown(cursor));
    },
    seconds: () => cursor.goal?.shown.seconds ?? history.seconds(shown(cursor).t),
    get follows() {
      return cursor.past === null && cursor.goal === null && cursor.wanted === null;
    },
    get sampleNs() {
      return history.sampleBefore(shown(cursor).t + 1) ?? session.startNs;
    },
    get seekingNs() {
      return cursor.wanted?.t ?? cursor.goal?.toNs ?? null;
    },
    get aimNs() {
      return aimNs(cursor);
    },
    get underWay() {
      return cursor.goal !== null;
    },
    get busy() {
      return cursor.seeks > 0;
    },
    play: dueNs => play(cursor, dueNs),
    pursue: () => pursue(cursor),
    stop: () => dropGoal(cursor),
    to: t => put(cursor, t, to => toNow(cursor, to)),
    settle: () => begin(cursor),
    step: by => (by > 0 ? stepOn(cursor) : stepBack(cursor)),
    go: (toNs, arrived, fromNs, enough) => readTo(cursor, toNs, arrived, fromNs, enough),
  };
}

function aimNs(cursor: CursorState): Ns {
  const {t} = shown(cursor);
  return Math.min(cursor.wanted?.t ?? t, Math.max(cursor.history.toNs, t));
}

function play(cursor: CursorState, dueNs: Ns): Played {
  const {history} = cursor;
  if (cursor.past !== null) cursor.past = dueNs >= history.toNs ? null : history.at(dueNs);
  return cursor.past === null ? readAhead(cursor, dueNs) : 'there';
}

function show(cursor: CursorState, t: Ns): void {
  const {history} = cursor;
  cursor.past = t >= history.toNs ? null : history.at(t);
  cursor.goal = null;
  cursor.moved(shown(cursor).t);
}

/** Keys come faster than another view can be drawn. */
function put(cursor: CursorState, t: Ns, how: (t: Ns) => void): void {
  const {later} = cursor;
  if (cursor.wanted === null) later?.(() => begin(cursor));
  cursor.wanted = {t, show: how};
  if (later === undefined) begin(cursor);
}

function begin(cursor: CursorState): void {
  const {wanted} = cursor;
  cursor.wanted = null;
  wanted?.show(wanted.t);
}

function toNow(cursor: CursorState, t: Ns): void {
  const {session, history} = cursor;
  if (cursor.seeks === 0 && isKept(cursor, t)) show(cursor, session.canSeek ? t : Math.max(t, history.fromNs));
  else readTo(cursor, t, () => {});
}

/** With the two minutes before it, where they can be had. */
function isKept({session, history}: CursorState, t: Ns): boolean {
  const {fromNs, toNs, secondsFromNs} = history;
  if (t > toNs) return false;
  return !session.canSeek || (t >= fromNs && secondsFromNs <= Math.max(t - WINDOW_NS, session.startNs));
}

function stepOn(cursor: CursorState): void {
  const {history} = cursor;
  const t = aimNs(cursor);
  const next = t >= history.toNs ? null : history.sampleAfter(t);
  if (next !== null) put(cursor, next, to => show(cursor, to));
  else advanceBySample(cursor);
}

/** A sample of a large machine takes longer than a key can wait. */
function advanceBySample(cursor: CursorState): void {
  begin(cursor);
  const {session, later} = cursor;
  const {nextSampleNs} = session;
  if (nextSampleNs !== undefined && later) {
    pursueGoal(
      cursor,
      aim(cursor, nextSampleNs, () => {}),
    );
    return;
  }
  session.step();
  note(cursor);
  show(cursor, session.t);
}

function stepBack(cursor: CursorState): void {
  const {session, history} = cursor;
  const t = aimNs(cursor);
  const sample = history.sampleBefore(t);
  const backTo = (to: Ns) => put(cursor, to, at => show(cursor, at));
  if (sample !== null && sample >= history.fromNs) backTo(sample);
  else if (history.fromNs === session.startNs || !session.canSeek) backTo(history.fromNs);
  else readTo(cursor, t, () => show(cursor, history.sampleBefore(t) ?? history.fromNs));
}
