import type {Timeline} from '../model/view/timeline.ts';
import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Steps} from '../protocol/record/step.ts';
import type {Ns} from '../protocol/words.ts';
import {type LiveOptions, type LiveState, openLiveState, shownPace} from './live-state.ts';
import type {Speed} from './pace.ts';
import type {Session} from './session.ts';
import {
  goToBookmark,
  pauseLive,
  resumeLive,
  seekLive,
  sendCommand,
  setLiveLoop,
  setLiveSpeed,
  stepLive,
  stepLiveEvent,
  stopSeeking,
} from './steering.ts';
import {tick} from './tick.ts';

/** A session that follows the clock, and its past: a screen shows and steers it. */
export type Live = {
  readonly header: Header;
  /** Of the host that is shown; left out: unknown. */
  readonly hardware?: Hardware;
  /** The view at the time on the screen; a new object after every change. */
  readonly view: View;
  /** The view to compare with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  /** The first view of each second of the last two minutes, oldest first, and `view`. */
  seconds(): readonly View[];
  /** The times that can be shown, with their bookmarks. */
  readonly timeline: Timeline;
  /** Times real time, or as fast as possible. */
  readonly speed: Speed;
  /** The measured speed over the last seconds; `null`: not measured yet. */
  readonly realSpeed: number | null;
  readonly paused: boolean;
  /** The end is shown, and no record will come. */
  readonly ended: boolean;
  pause(): void;
  resume(): void;
  setSpeed(speed: Speed): void;
  /** Goes one sample on or back, while paused. */
  step(by: 1 | -1): void;
  /**
   * Shows another time: at once from memory, else as soon as it has been read. `Infinity`: the present, or the end of a
   * recording. A later time gives that one, a time before `timeline.reachNs` gives `reachNs`.
   */
  seek(t: Ns): void;
  /** Stops a seek, and stays at the time on the screen. */
  stay(): void;
  /** Shows the next marker or alert, or the one before; times whose bookmarks are not known are read. */
  find(by: 1 | -1): void;
  /** Whether a recording starts over at its end. */
  readonly loops: boolean;
  setLoop(loops: boolean): void;
  /** The known hardware-level steps of a line from one time to another, both inclusive. */
  steps(line: string, from: Ns, to: Ns): Steps;
  /** Goes to the next hardware-level step of a line, or to the one before, while paused. */
  stepEvent(line: string, by: 1 | -1): void;
  /**
   * Sends a command to the source or the desk; facts in the log answer it. Left out: the source takes no commands. In the past, only a
   * machine that can be taken back takes a command, and begins a branch with it.
   */
  send?(command: Command): void;
  /** Calls back after every change of view, speed or pause; returns a function that ends this. */
  subscribe(listener: () => void): () => void;
};

/** A `Live` and its clock. Call `tick` once for each refresh: it goes on to the time that is due, as far as its budget of wall time reaches. */
export type TickedLive = Live & {tick(): void};

export function openLive(session: Session, options: LiveOptions): TickedLive {
  const live = openLiveState(session, options);
  const {cursor, pace} = live;
  return {
    get header() {
      return session.header;
    },
    hardware: session.hardware,
    get view() {
      return cursor.view;
    },
    get before() {
      return cursor.before;
    },
    seconds: () => cursor.seconds(),
    get timeline() {
      return timelineOf(live);
    },
    get speed() {
      return shownPace(live).speed;
    },
    get realSpeed() {
      return live.realSpeed.speed;
    },
    get paused() {
      return pace.paused;
    },
    get ended() {
      return session.ended && cursor.followsSession;
    },
    get loops() {
      return live.loops;
    },
    tick: () => tick(live),
    pause: () => pauseLive(live),
    resume: () => resumeLive(live),
    setSpeed: speed => setLiveSpeed(live, speed),
    setLoop: loops => setLiveLoop(live, loops),
    step: by => stepLive(live, by),
    stepEvent: (line, by) => stepLiveEvent(live, line, by),
    seek: t => seekLive(live, t),
    stay: () => stopSeeking(live),
    find: by => goToBookmark(live, by),
    steps: live.steps.of,
    send: session.takesCommands ? command => sendCommand(live, command) : undefined,
    subscribe(listener) {
      live.listeners.add(listener);
      return () => live.listeners.delete(listener);
    },
  };
}

function timelineOf({session, history, cursor, bookmarks, isRecording, notice}: LiveState): Timeline {
  const {startNs, endNs, farthestNs, canSeek, isLive} = session;
  return {
    startNs,
    endNs,
    farthestNs,
    reachNs: canSeek ? startNs : history.fromNs,
    branches: canSeek && !isRecording,
    isLive,
    seekingNs: cursor.seekingNs,
    notice,
    bookmarks: bookmarks.all,
  };
}
