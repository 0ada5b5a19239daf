import type {Timeline} from '../model/view/timeline.ts';
import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Steps} from '../protocol/record/step.ts';
import {NS_PER_MS, type Ns} from '../protocol/words.ts';
import {isDeskCommand} from './desk/desk.ts';
import {BACKLOG_MS, openPace, type Pace, type Speed} from './pace.ts';
import {openMarks} from './past/bookmarks.ts';
import {openTravel, type Played} from './past/cursor.ts';
import {find} from './past/find.ts';
import {openIndexes} from './past/indexes.ts';
import type {Session} from './session.ts';
import {openSteps, type ReplicaSource} from './steps/steps.ts';
import {openTempo} from './tempo.ts';

/** A session that follows the clock, and its past: what a screen shows and steers. */
export type Live = {
  readonly header: Header;
  /** Of the host that is shown; left out: unknown. */
  readonly hardware?: Hardware;
  /** What was known at the time that is shown. */
  readonly view: View;
  /** What that view is compared with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  /** The first view of each second of the last two minutes, oldest first, and `view`. */
  seconds(): readonly View[];
  readonly timeline: Timeline;
  readonly speed: Speed;
  /** How fast it really goes, over the last seconds; `null`: not known yet. */
  readonly realSpeed: number | null;
  readonly paused: boolean;
  /** True when the end is shown, after which nothing will come. */
  readonly ended: boolean;
  /** Goes on to what is due, as far as the budget of wall time reaches. To be called once a refresh. */
  tick(): void;
  pause(): void;
  resume(): void;
  setSpeed(speed: Speed): void;
  /** A sample on, or back, while paused. */
  step(by: 1 | -1): void;
  /**
   * Shows another time: at once what is in memory, else as soon as it has been read. `Infinity`: the present, or the end of a
   * recording. No further than that, and no earlier than `timeline.reachNs`.
   */
  seek(t: Ns): void;
  /** Gives up what it is going to, and stays where it has come. */
  stay(): void;
  /** Shows the next marker or alert after what is shown, or the last one before it, reading where that was never seen. */
  find(by: 1 | -1): void;
  /** Whether a recording begins anew at its end. */
  readonly loops: boolean;
  setLoop(loops: boolean): void;
  /** What is known of the hardware-level steps of a line from a time to another, both inclusive. */
  steps(line: string, from: Ns, to: Ns): Steps;
  /** Goes to the next hardware-level step of a line or the one before, while paused. */
  stepEvent(line: string, by: 1 | -1): void;
  /** Missing where the source takes no commands. In the past only a machine that can be taken back hears it, and branches off. */
  send?(command: Command): void;
  /** Calls back after every change of view, pace or pause; returns how to end that. */
  subscribe(listener: () => void): () => void;
};

export type LiveOptions = {
  pace: Pace;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** How much wall time a tick may take. */
  budgetMs?: number;
  /** How much of the past is kept in memory, about; left out: 16 MB of what is gone otherwise, 4 MB of what can be had again. */
  memoryBytes?: number;
  /** Calls later, when the program has done what waits; without it a tick must come. */
  later?: (then: () => void) => void;
  /** What can be run again to find single steps. */
  replica?: ReplicaSource;
};

/** A tick that takes longer had more to take in than a program says that does not flood. */
const BUSY_MS = 4;
/** So much of the time between two ticks may be spent on it; to read it takes as long again. */
const KEEP_UP_MS = 140;
/** The same where nothing has to be read. */
const CATCH_UP_MS = 200;

export function openLive(session: Session, options: LiveOptions): Live {
  const {pace, now, budgetMs = 20, memoryBytes, later, replica} = options;
  const marks = openMarks();
  const listeners = new Set<() => void>();
  const isRecording = session.endNs !== undefined;
  let loops = false;
  let ticks = 0;
  /** As of the last tick. */
  let shown = session.view;
  let notice: string | null = null;
  const learned = openIndexes(session, marks);
  const history = session.remember(memoryBytes);
  const travel = openTravel(session, {history, marks, moved, failed: told, now, budgetMs, later});
  const readOn = (toNs: Ns, enough: () => boolean, arrived: () => void) =>
    travel.go(toNs, arrived, history.toNs, enough);
  const steps = openSteps(session, history, {replica, now, changed, later, readOn});
  /** Whoever goes elsewhere while an event is looked for does not want it any more. */
  let stepping = 0;
  // In the past of what goes on, as fast as it goes would be the present again at once.
  const replay = openPace({now});
  const tempo = openTempo(now);
  const clock = () => (pace.speed === 'max' && !isRecording && !travel.present ? replay : pace);
  pace.jump(session.t);

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function moved(t: Ns): void {
    // What is under way between two ticks was going on from elsewhere.
    ticks++;
    tempo.restart();
    pace.jump(t);
    replay.jump(t);
    changed();
  }

  function told(sentence: string): void {
    notice = sentence;
    changed();
  }

  function play(dueNs: Ns): {ms: number; played: Played} {
    const started = now();
    const played = travel.play(dueNs);
    return {ms: now() - started, played};
  }

  /**
   * Where more has come than is taken in at once, reading goes on until the next tick. What is slow to simulate goes on too, piece by piece, so
   * that keys are heard between.
   */
  function keepUp(tick: number, dueNs: Ns, spentMs: number): void {
    const goOn = () => {
      if (tick !== ticks || pace.paused || travel.seekingNs !== null || travel.busy) return;
      const {ms, played} = play(dueNs);
      const spent = spentMs + ms;
      if (played !== 'there' && spent < (played === 'dry' ? KEEP_UP_MS : CATCH_UP_MS)) keepUp(tick, dueNs, spent);
    };
    void session.arrival().then(() => later!(goOn));
  }

  /** What is due, as far as it is made up for after a tick that came much too late. */
  function dueBy(dueNs: Ns): Ns {
    const {speed} = clock();
    return speed === 'max' ? dueNs : Math.min(dueNs, travel.view.t + BACKLOG_MS * speed * NS_PER_MS);
  }

  function tell(command: Command): void {
    session.send(command);
    steps.forgetAfter(session.t);
    marks.forgetAfter(session.t);
    marks.note(session.view.log, session.t, session.t);
    changed();
  }

  /**
   * In the past a machine is taken back first, to the last sample, so that a recording can begin with what is known there. Whoever waits
   * for something to be read can not mean what is shown.
   */
  function send(command: Command): void {
    travel.settle();
    if (travel.seekingNs !== null) return;
    const {t} = travel.view;
    if (session.t === t && session.farthestNs === t) tell(command);
    else if (session.canSeek && !isDeskCommand(command)) travel.go(travel.sampleNs, () => tell(command));
  }

  return {
    get header() {
      return session.header;
    },
    hardware: session.hardware,
    get view() {
      return travel.view;
    },
    get before() {
      return travel.before;
    },
    seconds: () => travel.seconds(),
    get timeline() {
      const {startNs, endNs, farthestNs, canSeek} = session;
      return {
        startNs,
        endNs,
        farthestNs,
        reachNs: canSeek ? startNs : history.fromNs,
        branches: canSeek && !isRecording,
        seekingNs: travel.seekingNs,
        notice,
        marks: marks.all,
      };
    },
    get speed() {
      return clock().speed;
    },
    get realSpeed() {
      return tempo.speed;
    },
    get paused() {
      return pace.paused;
    },
    get ended() {
      return session.ended && travel.present;
    },
    tick() {
      if (learned()) changed();
      if (travel.seekingNs !== null) return travel.pursue();
      if (pace.paused || travel.busy) return;
      const seen = shown;
      const dueNs = clock().due();
      const {ms, played} = play(dueNs);
      clock().reached(travel.view.t);
      tempo.reached(travel.view.t);
      ticks++;
      if (later && (played === 'late' || (played === 'dry' && ms > BUSY_MS))) keepUp(ticks, dueBy(dueNs), ms);
      shown = travel.view;
      if (shown !== seen) changed();
      if (loops && isRecording && session.ended && travel.present) travel.to(session.startNs);
    },
    pause() {
      travel.settle();
      travel.stop();
      pace.jump(travel.view.t);
      pace.pause();
      changed();
    },
    resume() {
      stepping++;
      travel.settle();
      tempo.restart();
      pace.resume();
      replay.jump(travel.view.t);
      changed();
    },
    setSpeed(speed) {
      ticks++;
      tempo.restart();
      pace.setSpeed(speed);
      changed();
    },
    step(by) {
      stepping++;
      notice = null;
      if (pace.paused && !travel.underWay && !travel.busy) travel.step(by);
    },
    stepEvent(line, by) {
      notice = null;
      travel.settle();
      if (!pace.paused || travel.seekingNs !== null || travel.busy) return;
      const {t} = travel.view;
      const mine = ++stepping;
      steps.next(line, by, t, found => {
        if (mine !== stepping) return;
        travel.to(typeof found === 'string' ? t : found);
        travel.settle();
        if (typeof found === 'string') told(found);
      });
    },
    seek(t) {
      stepping++;
      const {startNs, farthestNs, endNs} = session;
      const lastNs = isRecording ? (endNs ?? Number.POSITIVE_INFINITY) : farthestNs;
      notice = null;
      travel.to(Math.min(Math.max(t, startNs), lastNs));
      changed();
    },
    stay() {
      stepping++;
      travel.stop();
      moved(travel.view.t);
    },
    find(by) {
      stepping++;
      notice = null;
      if (!travel.underWay) find(by, session, travel, marks, told);
      changed();
    },
    get loops() {
      return loops;
    },
    setLoop(next) {
      loops = next;
      changed();
    },
    steps: steps.of,
    send: session.takesCommands ? send : undefined,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
