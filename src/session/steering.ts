import type {Command} from '../protocol/command/command.ts';
import type {Ns} from '../protocol/words.ts';
import {isDeskCommand} from './desk/desk.ts';
import {continueAt, type LiveState, notifyListeners, showNotice} from './live-state.ts';
import type {Speed} from './pace.ts';
import {findBookmark} from './past/find.ts';
import {isInPast} from './past/present.ts';

export function pauseLive(live: LiveState): void {
  const {cursor, pace} = live;
  cursor.beginPending();
  cursor.stop();
  pace.jump(cursor.view.t);
  pace.pause();
  notifyListeners(live);
}

export function resumeLive(live: LiveState): void {
  const {cursor, pace, pastPace, realSpeed} = live;
  live.moves++;
  cursor.beginPending();
  realSpeed.restart();
  pace.resume();
  pastPace.jump(cursor.view.t);
  notifyListeners(live);
}

export function setLiveSpeed(live: LiveState, speed: Speed): void {
  live.ticks++;
  live.realSpeed.restart();
  live.pace.setSpeed(speed);
  notifyListeners(live);
}

export function setLiveLoop(live: LiveState, loops: boolean): void {
  live.loops = loops;
  notifyListeners(live);
}

export function stepLive(live: LiveState, by: 1 | -1): void {
  const {pace, cursor} = live;
  live.moves++;
  live.notice = null;
  if (pace.paused && !cursor.hasGoal && !cursor.isReading) cursor.step(by);
}

/** Goes to a step of a line, unless the user moves while it is searched. */
export function stepLiveEvent(live: LiveState, line: string, by: 1 | -1): void {
  const {pace, cursor, steps} = live;
  live.notice = null;
  cursor.beginPending();
  if (!pace.paused || cursor.seekingNs !== null || cursor.isReading) return;
  const {t} = cursor.view;
  const move = ++live.moves;
  steps.next(line, by, t, found => {
    if (move !== live.moves) return;
    cursor.seek(typeof found === 'string' ? t : found);
    cursor.beginPending();
    if (typeof found === 'string') showNotice(live, found);
  });
}

export function seekLive(live: LiveState, t: Ns): void {
  const {session, cursor, isRecording} = live;
  const {startNs, farthestNs, endNs} = session;
  live.moves++;
  live.notice = null;
  const lastNs = isRecording ? (endNs ?? Number.POSITIVE_INFINITY) : farthestNs;
  cursor.seek(Math.min(Math.max(t, startNs), lastNs));
  notifyListeners(live);
}

export function stopSeeking(live: LiveState): void {
  const {cursor} = live;
  live.moves++;
  cursor.stop();
  continueAt(live, cursor.view.t);
}

export function goToBookmark(live: LiveState, by: 1 | -1): void {
  const {session, cursor, bookmarks} = live;
  live.moves++;
  live.notice = null;
  if (!cursor.hasGoal) findBookmark(by, {session, cursor, bookmarks, report: sentence => showNotice(live, sentence)});
  notifyListeners(live);
}

/**
 * In the past, a machine first goes back to the last sample, so that a recording can begin there with a complete view. While a read is not
 * done the command is dropped: the user can not mean the view that is still on the screen.
 */
export function sendCommand(live: LiveState, command: Command): void {
  const {session, cursor} = live;
  cursor.beginPending();
  if (cursor.seekingNs !== null) return;
  if (showsPresent(live)) sendNow(live, command);
  else if (session.canSeek && !isDeskCommand(command))
    cursor.seekSession(cursor.sampleNs, () => sendNow(live, command));
}

function showsPresent({session, cursor}: LiveState): boolean {
  return !isInPast(session) && cursor.view.t === session.t;
}

function sendNow(live: LiveState, command: Command): void {
  const {session, steps, bookmarks} = live;
  session.send(command);
  steps.forgetAfter(session.t);
  bookmarks.forgetAfter(session.t);
  bookmarks.addLog(session.view.log, session.t, session.t);
  notifyListeners(live);
}
