import type {View} from '../model/view/view.ts';
import type {Ns} from '../protocol/words.ts';
import {openPace, type Pace} from './pace.ts';
import {type Bookmarks, openBookmarks} from './past/bookmarks.ts';
import {type Cursor, openCursor} from './past/cursor.ts';
import type {History} from './past/history.ts';
import {openIndexes} from './past/indexes.ts';
import {openRealSpeed, type RealSpeed} from './real-speed.ts';
import type {Session} from './session.ts';
import {openSteps, type ReplicaSource, type StepFinder} from './steps/steps.ts';

export type LiveOptions = {
  pace: Pace;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Milliseconds that a tick may take; 20 when left out. */
  budgetMs?: number;
  /** About how much memory the past may take; left out: 4 MB if the session can seek, else 16 MB. */
  memoryBytes?: number;
  /** Calls back as soon as the program has done its other waiting work; left out: work is continued in the next tick. */
  later?: (then: () => void) => void;
  /** The same machine again, to find single steps. */
  replica?: ReplicaSource;
};

/** The state behind a `Live`. */
export type LiveState = {
  readonly session: Session;
  readonly pace: Pace;
  /** The pace in the past of a live source whose speed is `max`: at `max` it would be back in the present at once. */
  readonly pastPace: Pace;
  readonly realSpeed: RealSpeed;
  readonly now: () => number;
  readonly later: LiveOptions['later'];
  readonly bookmarks: Bookmarks;
  readonly history: History;
  readonly cursor: Cursor;
  readonly steps: StepFinder;
  /** Whether an index was read since the last call. */
  readonly hasNewIndex: () => boolean;
  readonly isRecording: boolean;
  readonly listeners: Set<() => void>;
  loops: boolean;
  /** Counts ticks and jumps: work between two ticks ends when this has changed. */
  ticks: number;
  /** Counts the user's moves: the result of a search for a step is dropped when this has changed. */
  moves: number;
  /** The view after the last tick. */
  lastView: View;
  notice: string | null;
};

export function openLiveState(session: Session, options: LiveOptions): LiveState {
  const {pace, now, budgetMs = 20, memoryBytes, later, replica} = options;
  const bookmarks = openBookmarks();
  const history = session.remember(memoryBytes);
  const cursor = openCursor(session, {
    history,
    bookmarks,
    moved: t => continueAt(live, t),
    failed: reason => showNotice(live, reason),
    now,
    budgetMs,
    later,
  });
  const steps = openSteps(session, history, {
    replica,
    now,
    changed: () => notifyListeners(live),
    later,
    readOn: (toNs, isEnough, arrived) => cursor.seekSession(toNs, arrived, history.toNs, isEnough),
  });
  const live: LiveState = {
    session,
    pace,
    pastPace: openPace({now}),
    realSpeed: openRealSpeed(now),
    now,
    later,
    bookmarks,
    history,
    cursor,
    steps,
    hasNewIndex: openIndexes(session, bookmarks),
    isRecording: session.endNs !== undefined,
    listeners: new Set(),
    loops: false,
    ticks: 0,
    moves: 0,
    lastView: session.view,
    notice: null,
  };
  pace.jump(session.t);
  return live;
}

/** The pace for the time on the screen. */
export function paceOf({pace, pastPace, cursor, isRecording}: LiveState): Pace {
  return pace.speed === 'max' && !isRecording && !cursor.followsSession ? pastPace : pace;
}

export function notifyListeners({listeners}: LiveState): void {
  for (const listener of listeners) listener();
}

/** The screen shows another time, and time goes on from there. */
export function continueAt(live: LiveState, t: Ns): void {
  live.ticks++;
  live.realSpeed.restart();
  live.pace.jump(t);
  live.pastPace.jump(t);
  notifyListeners(live);
}

/** Shows a sentence about the last request. */
export function showNotice(live: LiveState, sentence: string): void {
  live.notice = sentence;
  notifyListeners(live);
}
