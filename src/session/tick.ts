import {NS_PER_MS, type Ns} from '../protocol/words.ts';
import {type LiveState, notifyListeners, paceOf} from './live-state.ts';
import {BACKLOG_MS} from './pace.ts';
import type {Played} from './past/cursor-state.ts';

/** If a tick takes longer and still drains the source, the source floods. */
const FLOOD_MS = 4;
/** Time between two ticks for records that must be read; the reading itself takes as long again. */
const READING_MS = 140;
/** The same for records that are computed. */
const COMPUTING_MS = 200;

/** Goes on to the time that is due, as far as the budget reaches. */
export function tick(live: LiveState): void {
  const {cursor, pace} = live;
  if (live.hasNewIndex()) notifyListeners(live);
  if (cursor.seekingNs !== null) cursor.pursueGoal();
  else if (!pace.paused && !cursor.isReading) playDue(live);
}

function playDue(live: LiveState): void {
  const {cursor, session, realSpeed, lastView} = live;
  const dueNs = paceOf(live).due();
  const {ms, played} = play(live, dueNs);
  paceOf(live).reached(cursor.view.t);
  realSpeed.reached(cursor.view.t);
  live.ticks++;
  const isBehind = played === 'out-of-budget' || (played === 'drained' && ms > FLOOD_MS);
  if (live.later && isBehind) playMore(live, live.ticks, latestDue(live, dueNs), ms);
  live.lastView = cursor.view;
  if (live.lastView !== lastView) notifyListeners(live);
  if (live.loops && live.isRecording && session.ended && cursor.followsSession) cursor.seek(session.startNs);
}

function play({cursor, now}: LiveState, dueNs: Ns): {ms: number; played: Played} {
  const started = now();
  const played = cursor.play(dueNs);
  return {ms: now() - started, played};
}

/** Between two ticks too, a source that floods is drained and a slow simulation goes on, in pieces: keys are read between the pieces. */
function playMore(live: LiveState, ticks: number, dueNs: Ns, spentMs: number): void {
  const {session, cursor, pace, later} = live;
  const playPiece = () => {
    if (ticks !== live.ticks || pace.paused || cursor.seekingNs !== null || cursor.isReading) return;
    const {ms, played} = play(live, dueNs);
    const spent = spentMs + ms;
    const limit = played === 'drained' ? READING_MS : COMPUTING_MS;
    if (played !== 'reached' && spent < limit) playMore(live, ticks, dueNs, spent);
  };
  void session.arrival().then(() => later!(playPiece));
}

/** The due time, or an earlier one if the tick came much too late: a long delay is not made up for. */
function latestDue(live: LiveState, dueNs: Ns): Ns {
  const {speed} = paceOf(live);
  return speed === 'max' ? dueNs : Math.min(dueNs, live.cursor.view.t + BACKLOG_MS * speed * NS_PER_MS);
}
