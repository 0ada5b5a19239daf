import {NS_PER_MS, type Ns} from '../protocol/words.ts';
import {clockOf, type LiveState, notifyListeners} from './live-state.ts';
import {BACKLOG_MS} from './pace.ts';
import type {Played} from './past/cursor-state.ts';

/** A tick that takes longer had much to take in: the source floods. */
const BUSY_MS = 4;
/** Time between two ticks for records that have to be read; the reading takes as long again. */
const KEEP_UP_MS = 140;
/** The same for records that are computed. */
const CATCH_UP_MS = 200;

/** Goes on to the time that is due, as far as the budget reaches. */
export function tick(live: LiveState): void {
  const {cursor, pace} = live;
  if (live.learned()) notifyListeners(live);
  if (cursor.seekingNs !== null) cursor.pursue();
  else if (!pace.paused && !cursor.busy) goOn(live);
}

function goOn(live: LiveState): void {
  const {cursor, session, realSpeed} = live;
  const seen = live.shown;
  const dueNs = clockOf(live).due();
  const {ms, played} = play(live, dueNs);
  clockOf(live).reached(cursor.view.t);
  realSpeed.reached(cursor.view.t);
  live.ticks++;
  const isBehind = played === 'late' || (played === 'dry' && ms > BUSY_MS);
  if (live.later && isBehind) keepUp(live, live.ticks, makeUpTo(live, dueNs), ms);
  live.shown = cursor.view;
  if (live.shown !== seen) notifyListeners(live);
  if (live.loops && live.isRecording && session.ended && cursor.follows) cursor.to(session.startNs);
}

function play({cursor, now}: LiveState, dueNs: Ns): {ms: number; played: Played} {
  const started = now();
  const played = cursor.play(dueNs);
  return {ms: now() - started, played};
}

/**
 * A source that floods is drained between two ticks too, and a slow simulation goes on, piece by piece: keys are read between the pieces.
 */
function keepUp(live: LiveState, tick: number, dueNs: Ns, spentMs: number): void {
  const {session, cursor, pace, later} = live;
  const goOn = () => {
    if (tick !== live.ticks || pace.paused || cursor.seekingNs !== null || cursor.busy) return;
    const {ms, played} = play(live, dueNs);
    const spent = spentMs + ms;
    if (played !== 'there' && spent < (played === 'dry' ? KEEP_UP_MS : CATCH_UP_MS)) keepUp(live, tick, dueNs, spent);
  };
  void session.arrival().then(() => later!(goOn));
}

/** The due time, or less after a tick that came much too late: a long delay is not made up for. */
function makeUpTo(live: LiveState, dueNs: Ns): Ns {
  const {speed} = clockOf(live);
  return speed === 'max' ? dueNs : Math.min(dueNs, live.cursor.view.t + BACKLOG_MS * speed * NS_PER_MS);
}
