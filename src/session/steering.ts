import type {Command} from '../protocol/command/command.ts';
import type {Ns} from '../protocol/words.ts';
import {isDeskCommand} from './desk/desk.ts';
import {type LiveState, moved, notifyListeners, showNotice} from './live-state.ts';
import type {Speed} from './pace.ts';
import {find} from './past/find.ts';

export function pauseLive(live: LiveState): void {
  const {cursor, pace} = live;
  cursor.settle();
  cursor.stop();
  pace.jump(cursor.view.t);
  pace.pause();
  notifyListeners(live);
}

export function resumeLive(live: LiveState): void {
  const {cursor, pace, replay, realSpeed} = live;
  live.moves++;
  cursor.settle();
  realSpeed.restart();
  pace.resume();
  replay.jump(cursor.view.t);
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
  if (pace.paused && !cursor.underWay && !cursor.busy) cursor.step(by);
}

/** Goes to an event of a line, unless the user goes elsewhere while it is searched. */
export function stepLiveEvent(live: LiveState, line: string, by: 1 | -1): void {
  const {pace, cursor, steps} = live;
  live.notice = null;
  cursor.settle();
  if (!pace.paused || cursor.seekingNs !== null || cursor.busy) return;
  const {t} = cursor.view;
  const mine = ++live.moves;
  steps.next(line, by, t, found => {
    if (mine !== live.moves) return;
    cursor.to(typeof found === 'string' ? t : found);
    cursor.settle();
    if (typeof found === 'string') showNotice(live, found);
  });
}

export function seekLive(live: LiveState, t: Ns): void {
  const {session, cursor, isRecording} = live;
  const {startNs, farthestNs, endNs} = session;
  live.moves++;
  live.notice = null;
  const lastNs = isRecording ? (endNs ?? Number.POSITIVE_INFINITY) : farthestNs;
  cursor.to(Math.min(Math.max(t, startNs), lastNs));
  notifyListeners(live);
}

export function stayHere(live: LiveState): void {
  const {cursor} = live;
  live.moves++;
  cursor.stop();
  moved(live, cursor.view.t);
}

export function findMark(live: LiveState, by: 1 | -1): void {
  const {session, cursor, bookmarks} = live;
  live.moves++;
  live.notice = null;
  if (!cursor.underWay) find(by, {session, cursor, bookmarks, tell: sentence => showNotice(live, sentence)});
  notifyListeners(live);
}

/**
 * In the past, a machine is taken back to the last sample first, so that a recording can begin with a complete view. While a read is under
 * way the command is dropped: the user can not mean the view that is still shown.
 */
export function sendCommand(live: LiveState, command: Command): void {
  const {session, cursor} = live;
  cursor.settle();
  if (cursor.seekingNs !== null) return;
  if (isPresent(live)) sendNow(live, command);
  else if (session.canSeek && !isDeskCommand(command)) cursor.go(cursor.sampleNs, () => sendNow(live, command));
}

/** The screen shows the farthest time of the session, and the session stands there. */
function isPresent({session, cursor}: LiveState): boolean {
  return session.t === cursor.view.t && session.t === session.farthestNs;
}

function sendNow(live: LiveState, command: Command): void {
  const {session, steps, bookmarks} = live;
  session.send(command);
  steps.forgetAfter(session.t);
  bookmarks.forgetAfter(session.t);
  bookmarks.note(session.view.log, session.t, session.t);
  notifyListeners(live);
}
