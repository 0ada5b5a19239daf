import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {readAhead} from './advance-within-budget.ts';
import {before, type CursorState, type Goal, shown} from './cursor-state.ts';

/** After a keyframe in the middle of a recording, alerts are raised that stood long before; they make no bookmarks. */
const WARM_NS = 10 * NS_PER_S;

/** Sets a goal, and goes to it from `fromNs` or earlier. */
export function readTo(
  cursor: CursorState,
  toNs: Ns,
  arrived: () => void,
  fromNs: Ns = toNs,
  enough?: () => boolean,
): void {
  const goal = aim(cursor, toNs, arrived, enough);
  if (cursor.seeks === 0 && cursor.session.seekNow(fromNs)) entered(cursor, goal);
  else seekLater(cursor, goal, fromNs);
}

/** Sets a goal. The view stays until it is reached. */
export function aim(cursor: CursorState, toNs: Ns, arrived: () => void, enough = () => false): Goal {
  const view = shown(cursor);
  const kept = () => ({view, before: before(cursor, view), seconds: cursor.history.seconds(view.t)});
  cursor.goal = {toNs, enough, arrived, shown: cursor.goal?.shown ?? kept(), waiting: true};
  [cursor.past, cursor.wanted] = [null, null];
  return cursor.goal;
}

/** A file must be read, or another seek is not done yet. A goal that was given up meanwhile is not read for. */
function seekLater(cursor: CursorState, goal: Goal, fromNs: Ns): void {
  cursor.seeks++;
  cursor.seeking = cursor.seeking
    .then(() => (cursor.goal === goal ? cursor.session.seek(fromNs).then(() => true) : false))
    .catch((error: Error) => {
      cursor.failed(error.message);
      return true;
    })
    .then(sought => {
      cursor.seeks--;
      if (sought) entered(cursor, goal);
    });
}

function entered(cursor: CursorState, goal: Goal): void {
  const {t, startNs, view} = cursor.session;
  cursor.noteFromNs = t > startNs && view.sampledNs === 0 ? t + WARM_NS : t;
  if (cursor.goal === goal) pursueGoal(cursor, goal);
}

export function pursueGoal(cursor: CursorState, goal: Goal): void {
  goal.waiting = false;
  pursue(cursor);
}

/** Goes on to the goal, if there is one and nothing must be waited for. */
export function pursue(cursor: CursorState): void {
  const {goal, session, later} = cursor;
  if (goal === null || goal.waiting) return;
  readAhead(cursor, goal.toNs, goal.enough);
  if (session.t >= goal.toNs || session.ended || goal.enough()) {
    cursor.goal = null;
    cursor.moved(session.t);
    goal.arrived();
  } else if (later) {
    goal.waiting = true;
    // A read is waited for; a computation leaves time for keys.
    void session.arrival().then(() => later(() => cursor.goal === goal && pursueGoal(cursor, goal)));
  }
}

/** A seek that is under way can not be dropped: it ends first. */
export function dropGoal(cursor: CursorState): void {
  cursor.wanted = null;
  if (cursor.seeks === 0) cursor.goal = null;
}
