import type {Timeline} from '../model/view/timeline.ts';
import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Steps} from '../protocol/record/step.ts';
import type {Ns} from '../protocol/words.ts';
import {clockOf, type LiveOptions, type LiveState, openLiveState} from './live-state.ts';
import type {Speed} from './pace.ts';
import type {Session} from './session.ts';
import {
  findMark,
  pauseLive,
  resumeLive,
  seekLive,
  sendCommand,
  setLiveLoop,
  setLiveSpeed,
  stayHere,
  stepLive,
  stepLiveEvent,
} from './steering.ts';
import {tick} from './tick.ts';

/** A session that follows the clock, with its past: a screen shows and steers it. */
export type Live = {
  readonly header: Header;
  /** Of the host on the screen; left out: unknown. */
  readonly hardware?: Hardware;
  /** The view at the time on the screen; a new object after every change. */
  readonly view: View;
  /** The view to compare with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  /** The first view of each second of the last two minutes, oldest first, and `view`. */
  seconds(): readonly View[];
  /** The times that can be shown, and what is known of them. */
  readonly timeline: Timeline;
  /** Times real time, or as fast as possible. */
  readonly speed: Speed;
  /** The measured speed over the last seconds; `null`: not known yet. */
  readonly realSpeed: number | null;
  readonly paused: boolean;
  /** True when the end is shown, and no record will come. */
  readonly ended: boolean;
  pause(): void;
  resume(): void;
  setSpeed(speed: Speed): void;
  /** A sample on, or back, while paused. */
  step(by: 1 | -1): void;
  /**
   * Shows another time: at once from memory, else as soon as it has been read. `Infinity`: the present, or the end of a
   * recording. No later than that, and no earlier than `timeline.reachNs`.
   */
  seek(t: Ns): void;
  /** Gives up the way to another time, and stays. */
  stay(): void;
  /** Shows the next marker or alert, or the last one before; parts that were never seen are read. */
  find(by: 1 | -1): void;
  /** Whether a recording begins again after its end. */
  readonly loops: boolean;
  setLoop(loops: boolean): void;
  /** The known hardware-level steps of a line from a time to another, both inclusive. */
  steps(line: string, from: Ns, to: Ns): Steps;
  /** Goes to the next hardware-level step of a line or the one before, while paused. */
  stepEvent(line: string, by: 1 | -1): void;
  /**
   * Sends a command to the source or the desk; facts in the log answer it. Missing where the source takes no commands. In the past only a
   * machine that can be taken back gets it, and begins a branch.
   */
  send?(command: Command): void;
  /** Calls back after every change of view, speed or pause; returns how to end that. */
  subscribe(listener: () => void): () => void;
};

/** A `Live` and its clock: `tick` goes on to the time that is due, as far as the budget of wall time reaches. Call it once a refresh. */
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
      return clockOf(live).speed;
    },
    get realSpeed() {
      return live.realSpeed.speed;
    },
    get paused() {
      return pace.paused;
    },
    get ended() {
      return session.ended && cursor.follows;
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
    stay: () => stayHere(live),
    find: by => findMark(live, by),
    steps: live.steps.of,
    send: session.takesCommands ? command => sendCommand(live, command) : undefined,
    subscribe(listener) {
      live.listeners.add(listener);
      return () => live.listeners.delete(listener);
    },
  };
}

function timelineOf({session, history, cursor, bookmarks, isRecording, notice}: LiveState): Timeline {
  const {startNs, endNs, farthestNs, canSeek} = session;
  return {
    startNs,
    endNs,
    farthestNs,
    reachNs: canSeek ? startNs : history.fromNs,
    branches: canSeek && !isRecording,
    seekingNs: cursor.seekingNs,
    notice,
    marks: bookmarks.all,
  };
}
