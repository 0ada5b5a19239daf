import {type Condition, holds} from '../model/condition.ts';
import {frame} from '../model/frame.ts';
import type {LogEntry, View} from '../model/view.ts';
import type {Ns} from '../protocol/words.ts';
import type {Session} from '../session/session.ts';
import type {Io} from './io.ts';

export type Plan = {
  /** When there is a frame, ascending. */
  times: Iterable<Ns>;
  conditions: readonly Condition[];
  /** Waits until `t` may be shown. */
  pace(t: Ns): Promise<void>;
};

/** Why it ended: all frames were shown, or one before the last was the last. */
export type Ending =
  | {why: 'done' | 'lost' | 'interrupted' | 'closed'}
  /** `sentence` says what held. */
  | {why: 'condition'; sentence: string};

/** How a frame is written, with what was logged since the one before. */
export type Show = (log: readonly LogEntry[]) => string;

/** Shows a frame at each of the times, the last one where a condition holds or the source ends. */
export async function playFrames(session: Session, plan: Plan, show: Show, io: Io): Promise<Ending> {
  const watch = watchFor(plan.conditions, session.view);
  let shownTo = -1;
  for (const t of plan.times) {
    await advance(session, t, watch, io.signal);
    await plan.pace(session.t);
    if (io.signal.aborted) return {why: 'interrupted'};
    const log = session.view.log.filter(entry => entry.t > shownTo);
    shownTo = session.t;
    if (!(await io.write(show(log)))) return {why: 'closed'};
    if (watch.sentence !== null) return {why: 'condition', sentence: watch.sentence};
    if (session.ended) return {why: 'lost'};
  }
  return {why: 'done'};
}

/** How often there is a frame, how many times and until when, whichever comes first. */
export type Span = {delayNs: Ns; iterations: number; untilNs: Ns};

/** Frames at d, 2d, 3d …, and one at the end where that is not one of them. */
export function* frameTimes({delayNs, iterations, untilNs}: Span): Generator<Ns> {
  for (let n = 1; n <= iterations; n++) {
    yield Math.min(n * delayNs, untilNs);
    if (n * delayNs >= untilNs) return;
  }
}

type Watch = {sentence: string | null; atSample?(view: View): boolean};

/** A condition is looked at in each sample over what that sample counted, so that the delay between frames does not matter. */
function watchFor(conditions: readonly Condition[], first: View): Watch {
  const watch: Watch = {sentence: null};
  if (conditions.length === 0) return watch;
  let before = first;
  watch.atSample = view => {
    const sampled = frame(view, before);
    before = view;
    for (const condition of conditions) watch.sentence ??= holds(condition, sampled);
    return watch.sentence !== null;
  };
  return watch;
}

/** Simulated in one go between looks at the signal: 1 ms of work, 50 in a storm. */
const SLICE_NS = 1_000_000_000;

async function advance(session: Session, t: Ns, watch: Watch, signal: AbortSignal): Promise<void> {
  while (session.t < t && !session.ended && !signal.aborted && watch.sentence === null) {
    session.advance(Math.min(session.t + SLICE_NS, t), watch.atSample);
    // Signals and errors of the pipe are told only to a program that pauses.
    await new Promise(resolve => setImmediate(resolve));
  }
}
