import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {advanceWithinBudget} from './advance-within-budget.ts';
import {type CursorState, type Goal, viewOnScreen, viewToCompare} from './cursor-state.ts';

/** After a keyframe in the middle of a recording, alerts are raised again that were active before it: these get no bookmarks. */
const WARM_UP_NS = 10 * NS_PER_S;

/** Makes the session go to `toNs` from `fromNs` or earlier: at once if nothing must be read, else after the reads that are not done. */
export function seekSession(
  cursor: CursorState,
  toNs: Ns,
  arrived: () => void,
  fromNs: Ns = toNs,
  isEnough?: () => boolean,
): void {
  const goal = setGoal(cursor, toNs, arrived, isEnough);
  if (cursor.reads === 0 && cursor.session.seekNow(fromNs)) begin(cursor, goal);
  else readThenBegin(cursor, goal, fromNs);
}

/** Sets a goal. The view stays until the goal is reached. */
export function setGoal(cursor: CursorState, toNs: Ns, arrived: () => void, isEnough = () => false): Goal {
  const view = viewOnScreen(cursor);
  const keep = () => ({view, before: viewToCompare(cursor, view), seconds: cursor.history.seconds(view.t)});
  cursor.goal = {toNs, isEnough, arrived, kept: cursor.goal?.kept ?? keep(), isWaiting: true};
  [cursor.past, cursor.pending] = [null, null];
  return cursor.goal;
}

/** A goal that was dropped before its turn is not read. */
function readThenBegin(cursor: CursorState, goal: Goal, fromNs: Ns): void {
  cursor.reads++;
  cursor.lastRead = cursor.lastRead
    .then(() => (cursor.goal === goal ? cursor.session.seek(fromNs).then(() => true) : false))
    .catch((error: Error) => {
      cursor.failed(error.message);
      return true;
    })
    .then(hasMoved => {
      cursor.reads--;
      if (hasMoved) begin(cursor, goal);
    });
}

/** The session stands where the way to the goal begins. */
function begin(cursor: CursorState, goal: Goal): void {
  const {t, startNs, view} = cursor.session;
  cursor.bookmarksFromNs = t > startNs && view.sampledNs === 0 ? t + WARM_UP_NS : t;
  if (cursor.goal === goal) resumeGoal(cursor, goal);
}

export function resumeGoal(cursor: CursorState, goal: Goal): void {
  goal.isWaiting = false;
  pursueGoal(cursor);
}

/** Goes on towards the goal, if there is one and it does not wait for a read. */
export function pursueGoal(cursor: CursorState): void {
  const {goal, session, later} = cursor;
  if (goal === null || goal.isWaiting) return;
  advanceWithinBudget(cursor, goal.toNs, goal.isEnough);
  if (session.t >= goal.toNs || session.ended || goal.isEnough()) {
    cursor.goal = null;
    cursor.moved(session.t);
    goal.arrived();
  } else if (later) {
    goal.isWaiting = true;
    // This waits for records that must be read, and leaves time for keys.
    void session.arrival().then(() => later(() => cursor.goal === goal && resumeGoal(cursor, goal)));
  }
}

/** During a read the goal stays: the read must end first. */
export function dropGoal(cursor: CursorState): void {
  cursor.pending = null;
  if (cursor.reads === 0) cursor.goal = null;
}
