import type {View} from '../model/view.ts';
import type {Command} from '../protocol/command.ts';
import type {Header} from '../protocol/header.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';
import type {Pace, Speed} from './pace.ts';
import {openPast} from './past.ts';
import type {Session} from './session.ts';

/** A session that follows the clock, with its recent past: what a screen shows and steers. */
export type Live = {
  readonly header: Header;
  readonly view: View;
  /** What was known this long before `view`, as far as it is kept; the oldest kept one at most. */
  ago(ns: Ns): View;
  /** The first view of each second of the last two minutes, oldest first, and `view`. */
  seconds(): readonly View[];
  readonly speed: Speed;
  readonly paused: boolean;
  readonly ended: boolean;
  /** Goes on to what is due, as far as the budget of wall time reaches. To be called once a refresh. */
  tick(): void;
  pause(): void;
  resume(): void;
  setSpeed(speed: Speed): void;
  /** One sample on, while paused. */
  step(): void;
  /** Missing where the source takes no commands. */
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
};

/** At most this much simulated time is folded at once, so that the past has a view of every second at any speed. */
const STRETCH_NS = NS_PER_S;

export function openLive(session: Session, {pace, now, budgetMs = 50}: LiveOptions): Live {
  const past = openPast(session.view);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  function advance(untilNs: Ns): void {
    session.advance(untilNs);
    past.keep(session.view);
  }

  /** The end of the second in which it stands, or what is due before. */
  function nextStop(due: Ns): Ns {
    return Math.min(due, (Math.floor(session.t / STRETCH_NS) + 1) * STRETCH_NS);
  }

  function send(command: Command): void {
    session.send(command);
    past.keep(session.view);
    changed();
  }

  return {
    header: session.header,
    get view() {
      return session.view;
    },
    ago: ns => past.at(session.view.t - ns),
    seconds: () => past.seconds(),
    get speed() {
      return pace.speed;
    },
    get paused() {
      return pace.paused;
    },
    get ended() {
      return session.ended;
    },
    tick() {
      if (pace.paused || session.ended) return;
      const [before, started, due] = [session.view, now(), pace.due()];
      while (session.t < due && !session.ended && now() - started < budgetMs) {
        const reached = session.t;
        advance(nextStop(due));
        // The rest has not arrived yet; another tick goes on.
        if (session.t === reached) break;
      }
      pace.reached(session.t);
      if (session.view !== before) changed();
    },
    pause() {
      pace.jump(session.t);
      pace.pause();
      changed();
    },
    resume() {
      pace.resume();
      changed();
    },
    setSpeed(speed) {
      pace.setSpeed(speed);
      changed();
    },
    step() {
      if (!pace.paused || session.ended) return;
      advance((Math.floor(session.t / session.header.intervalNs) + 1) * session.header.intervalNs);
      pace.jump(session.t);
      changed();
    },
    send: session.takesCommands ? send : undefined,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
