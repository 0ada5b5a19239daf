import type {View} from '../../model/view/view.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import {openSlices} from '../slices.ts';
import type {Marks} from './bookmarks.ts';
import type {History} from './history.ts';
import {WINDOW_NS} from './restore.ts';

/** What is shown of a session: the last that it knows, or its past; and how one comes from one to the other. */
export type Travel = {
  readonly view: View;
  /** What that view is compared with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  seconds(): readonly View[];
  /** It is where the session is, and not on its way. */
  readonly present: boolean;
  /** The time of the last sample that is shown, or where the past that is known begins. */
  readonly sampleNs: Ns;
  /** Where it is going; `null`: nowhere. */
  readonly seekingNs: Ns | null;
  /** What is shown, or will be as soon as there is time for it: from there keys go on. */
  readonly aimNs: Ns;
  /** It is on its way, and what comes of that is not known yet. */
  readonly underWay: boolean;
  /** Something is being read, and the session must be left alone. */
  readonly busy: boolean;
  /**
   * Goes on to `dueNs` in what is kept, and then in what the session has not told yet, as far as the budget reaches.
   */
  play(dueNs: Ns): Played;
  /** Goes on with what is under way. */
  pursue(): void;
  /** Stays where it has come. */
  stop(): void;
  /**
   * At once where memory reaches, else as soon as it has been read. Where there is a later, then, and only the last of those that were
   * asked for until then: keys come faster than seeks are done.
   */
  to(t: Ns): void;
  /** Begins now with what was to be begun later. */
  settle(): void;
  /** Goes to the next sample or the one before. */
  step(by: 1 | -1): void;
  /**
   * Lets the session itself go to `toNs`, from `fromNs` on at the latest; `arrived` is called there, or where it is `enough`. What is
   * shown stays until then.
   */
  go(toNs: Ns, arrived: () => void, fromNs?: Ns, enough?: () => boolean): void;
};

/** It came to where it was to go, or took in all that has arrived, or the budget was not enough. */
export type Played = 'there' | 'dry' | 'late';

export type TravelOptions = {
  history: History;
  marks: Marks;
  /** What is shown is of another time now. */
  moved(t: Ns): void;
  /** Reading failed. */
  failed(reason: string): void;
  now: () => number;
  budgetMs: number;
  later?: (then: () => void) => void;
};

type Goal = {
  toNs: Ns;
  enough(): boolean;
  arrived(): void;
  shown: {view: View; before: View; seconds: readonly View[]};
  /** Something has to be read first. */
  waiting: boolean;
};

/** After a keyframe in the middle of a recording alerts are raised that stood long before; they mark nothing. */
const WARM_NS = 10 * NS_PER_S;

export function openTravel(session: Session, options: TravelOptions): Travel {
  const {history, marks, moved, failed, now, budgetMs, later} = options;
  /** What is shown, where that is not what the session knows last. */
  let past: View | null = null;
  let goal: Goal | null = null;
  /** One seek after the other; so many are under way. */
  let seeking = Promise.resolve();
  let seeks = 0;
  let noteFromNs = session.startNs;
  let compared: {view: View; before: View} | null = null;
  const slices = openSlices();
  /** Asked for, and not begun. */
  let wanted: {t: Ns; show(t: Ns): void} | null = null;
  note();

  function note(): void {
    if (session.t >= noteFromNs) marks.note(session.view.log, noteFromNs, session.t);
  }

  const aimNs = () => Math.min(wanted?.t ?? shown().t, Math.max(history.toNs, shown().t));

  const shown = () => goal?.shown.view ?? past ?? session.view;

  function before(view: View): View {
    if (compared?.view !== view) compared = {view, before: history.before(view.t)};
    return compared.before;
  }

  /** As far as the budget reaches, or what has arrived. */
  function run(untilNs: Ns, enough: () => boolean = () => false): Played {
    const started = now();
    let looked = started;
    while (session.t < untilNs && !session.ended && !enough()) {
      if (looked - started >= budgetMs) return 'late';
      const reached = session.t;
      session.advance(slices.next(reached, untilNs));
      note();
      // The rest has not arrived yet; another tick goes on.
      if (session.t === reached) return 'dry';
      const before = looked;
      looked = now();
      slices.took(session.t - reached, looked - before);
    }
    return 'there';
  }

  function show(t: Ns): void {
    past = t >= history.toNs ? null : history.at(t);
    goal = null;
    moved(shown().t);
  }

  /** Keys come faster than a picture of another time is made. */
  function put(t: Ns, how: (t: Ns) => void): void {
    if (wanted === null) later?.(begin);
    wanted = {t, show: how};
    if (later === undefined) begin();
  }

  function begin(): void {
    const asked = wanted;
    wanted = null;
    asked?.show(asked.t);
  }

  function toNow(t: Ns): void {
    if (seeks === 0 && isKept(t)) show(session.canSeek ? t : Math.max(t, history.fromNs));
    else go(t, () => {});
  }

  function go(toNs: Ns, arrived: () => void, fromNs = toNs, enough = () => false): void {
    const mine = aim(toNs, arrived, enough);
    if (seeks === 0 && session.seekNow(fromNs)) entered(mine);
    else seekLater(mine, fromNs);
  }

  /** What is shown stays until it is there. */
  function aim(toNs: Ns, arrived: () => void, enough: () => boolean): Goal {
    const view = shown();
    const seen = goal?.shown ?? {view, before: before(view), seconds: history.seconds(view.t)};
    goal = {toNs, enough, arrived, shown: seen, waiting: true};
    [past, wanted] = [null, null];
    return goal;
  }

  /** Something must be read, or another seek is not done yet. */
  function seekLater(mine: Goal, fromNs: Ns): void {
    seeks++;
    seeking = seeking
      // Somebody wants to go elsewhere by now.
      .then(() => (goal === mine ? session.seek(fromNs).then(() => true) : false))
      .catch((error: Error) => {
        failed(error.message);
        return true;
      })
      .then(sought => {
        seeks--;
        if (sought) entered(mine);
      });
  }

  function entered(mine: Goal): void {
    const {t, startNs, view} = session;
    noteFromNs = t > startNs && view.sampledNs === 0 ? t + WARM_NS : t;
    if (goal === mine) goOn(mine);
  }

  function goOn(mine: Goal): void {
    mine.waiting = false;
    pursue();
  }

  function pursue(): void {
    const mine = goal;
    if (mine === null || mine.waiting) return;
    run(mine.toNs, mine.enough);
    if (session.t >= mine.toNs || session.ended || mine.enough()) {
      goal = null;
      moved(session.t);
      mine.arrived();
    } else if (later) {
      mine.waiting = true;
      // What must be read is waited for; what is computed leaves room for keys.
      void session.arrival().then(() => later(() => goal === mine && goOn(mine)));
    }
  }

  /** With the two minutes before it, where they could be had. */
  function isKept(t: Ns): boolean {
    const {fromNs, toNs, secondsFromNs} = history;
    if (t > toNs) return false;
    return !session.canSeek || (t >= fromNs && secondsFromNs <= Math.max(t - WINDOW_NS, session.startNs));
  }

  function stepOn(): void {
    const t = aimNs();
    const next = t >= history.toNs ? null : history.sampleAfter(t);
    if (next !== null) put(next, show);
    else advanceBySample();
  }

  /** A sample of a large machine takes longer than a key can wait. */
  function advanceBySample(): void {
    begin();
    const {nextSampleNs} = session;
    if (nextSampleNs !== undefined && later) {
      const mine = aim(
        nextSampleNs,
        () => {},
        () => false,
      );
      goOn(mine);
      return;
    }
    session.step();
    note();
    show(session.t);
  }

  function stepBack(): void {
    const t = aimNs();
    const sample = history.sampleBefore(t);
    if (sample !== null && sample >= history.fromNs) put(sample, show);
    else if (history.fromNs === session.startNs || !session.canSeek) put(history.fromNs, show);
    else go(t, () => show(history.sampleBefore(t) ?? history.fromNs));
  }

  return {
    get view() {
      return shown();
    },
    get before() {
      return goal?.shown.before ?? before(shown());
    },
    seconds: () => goal?.shown.seconds ?? history.seconds(shown().t),
    get present() {
      return past === null && goal === null && wanted === null;
    },
    get sampleNs() {
      return history.sampleBefore(shown().t + 1) ?? session.startNs;
    },
    get seekingNs() {
      return wanted?.t ?? goal?.toNs ?? null;
    },
    get aimNs() {
      return aimNs();
    },
    get underWay() {
      return goal !== null;
    },
    get busy() {
      return seeks > 0;
    },
    play(dueNs) {
      if (past !== null) past = dueNs >= history.toNs ? null : history.at(dueNs);
      return past === null ? run(dueNs) : 'there';
    },
    pursue,
    stop() {
      wanted = null;
      if (seeks === 0) goal = null;
    },
    to: t => put(t, toNow),
    settle: begin,
    step: by => (by > 0 ? stepOn() : stepBack()),
    go,
  };
}
