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
  /** Wall time that a tick may take. */
  budgetMs?: number;
  /** Memory for the past, about; left out: 16 MB for a past that is gone otherwise, 4 MB for one that can be had again. */
  memoryBytes?: number;
  /** Calls later, when the program has done other waiting work; without it a tick must come. */
  later?: (then: () => void) => void;
  /** Can run again to find single steps. */
  replica?: ReplicaSource;
};

/** The state behind a `Live`. */
export type LiveState = {
  readonly session: Session;
  readonly pace: Pace;
  /** The pace in the past of a live source at `max`, which would be back in the present at once. */
  readonly replay: Pace;
  readonly realSpeed: RealSpeed;
  readonly now: () => number;
  readonly later: LiveOptions['later'];
  readonly bookmarks: Bookmarks;
  readonly history: History;
  readonly cursor: Cursor;
  readonly steps: StepFinder;
  /** Whether an index was read since the last call. */
  readonly learned: () => boolean;
  readonly isRecording: boolean;
  readonly listeners: Set<() => void>;
  loops: boolean;
  /** Counts ticks and jumps: work between two ticks ends when it has changed. */
  ticks: number;
  /** Counts moves: the answer to a search for an event is dropped when it has changed. */
  moves: number;
  /** The view after the last tick. */
  shown: View;
  notice: string | null;
};

export function openLiveState(session: Session, options: LiveOptions): LiveState {
  const {pace, now, budgetMs = 20, memoryBytes, later, replica} = options;
  const bookmarks = openBookmarks();
  const history = session.remember(memoryBytes);
  const cursor = openCursor(session, {
    history,
    bookmarks,
    moved: t => moved(live, t),
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
    readOn: (toNs, enough, arrived) => cursor.go(toNs, arrived, history.toNs, enough),
  });
  const live: LiveState = {
    session,
    pace,
    replay: openPace({now}),
    realSpeed: openRealSpeed(now),
    now,
    later,
    bookmarks,
    history,
    cursor,
    steps,
    learned: openIndexes(session, bookmarks),
    isRecording: session.endNs !== undefined,
    listeners: new Set(),
    loops: false,
    ticks: 0,
    moves: 0,
    shown: session.view,
    notice: null,
  };
  pace.jump(session.t);
  return live;
}

/** The pace that counts for the time on the screen. */
export function clockOf({pace, replay, cursor, isRecording}: LiveState): Pace {
  return pace.speed === 'max' && !isRecording && !cursor.follows ? replay : pace;
}

/** Calls the listeners. */
export function notifyListeners({listeners}: LiveState): void {
  for (const listener of listeners) listener();
}

/** The screen shows another time: time goes on from there. */
export function moved(live: LiveState, t: Ns): void {
  live.ticks++;
  live.realSpeed.restart();
  live.pace.jump(t);
  live.replay.jump(t);
  notifyListeners(live);
}

/** Shows a sentence about the last request. */
export function showNotice(live: LiveState, sentence: string): void {
  live.notice = sentence;
  notifyListeners(live);
}
