import {type Condition, holds} from '../../../model/frame/condition.ts';
import {frame} from '../../../model/frame/frame.ts';
import type {LogEntry, View} from '../../../model/view/view.ts';
import type {Ns} from '../../../protocol/words.ts';
import type {Session} from '../../../session/session.ts';
import type {Io, Printed} from '../../program/io.ts';

export type Plan = {
  /** When there is a frame, ascending. */
  times: Iterable<Ns>;
  /** There is one for each sample too. */
  everySample?: true;
  /** Conditions are looked at in what is known at the beginning too, not only in samples. */
  fromFirst?: true;
  conditions: readonly Condition[];
  /** The last entry of the log that is not news. */
  shown?: LogEntry;
  /** Waits while what is recorded is taken too slowly. */
  ready?(signal: AbortSignal): Promise<void>;
  /** Waits until `t` may be shown. */
  pace(t: Ns): Promise<void>;
  /** How much time is played in one go between looks at the signal. */
  sliceNs: Ns;
};

/** Why it ended: all frames were shown, or one before the last was the last. */
export type BatchEnd =
  | {why: 'done' | 'ended' | 'interrupted' | 'closed'}
  /** `sentence` says what held. */
  | {why: 'condition'; sentence: string};

/** How a frame is written, with what was logged since the one before. */
export type WriteFrame = (log: readonly LogEntry[]) => Printed;

/** A reader that takes nothing for so long after an interruption is given up. */
const INTERRUPTED_MS = 500;

/** Shows a frame at each of the times, the last one where a condition holds or the source ends. */
export async function playFrames(session: Session, plan: Plan, show: WriteFrame, io: Io): Promise<BatchEnd> {
  let deadline: NodeJS.Timeout | undefined;
  const interrupt = () => {
    deadline = setTimeout(() => io.abandon?.(), INTERRUPTED_MS);
  };
  io.signal.addEventListener('abort', interrupt, {once: true});
  try {
    return await play(session, plan, show, io);
  } finally {
    io.signal.removeEventListener('abort', interrupt);
    clearTimeout(deadline);
  }
}

async function play(session: Session, plan: Plan, show: WriteFrame, io: Io): Promise<BatchEnd> {
  const watch = watchFor(plan, session.view);
  let shownTo = -1;
  let lastEntry = plan.shown;
  for (const t of plan.times) {
    const sampled = await advance(session, t, plan, watch, io.signal);
    if (io.signal.aborted) return {why: 'interrupted'};
    // A source may end with the sample that was shown and say so only afterwards.
    if (session.ended && !sampled && session.t === shownTo) return {why: 'ended'};
    await plan.pace(session.t);
    if (io.signal.aborted) return {why: 'interrupted'};
    const {log} = session.view;
    const news = log.slice(lastEntry ? log.lastIndexOf(lastEntry) + 1 : 0);
    [shownTo, lastEntry] = [session.t, log.at(-1)];
    if (!(await io.write(show(news)))) return {why: io.signal.aborted ? 'interrupted' : 'closed'};
    if (watch.sentence !== null) return {why: 'condition', sentence: watch.sentence};
    if (session.ended) return {why: 'ended'};
  }
  return {why: 'done'};
}

/** How often there is a frame, how many times and until when, whichever comes first. */
export type Span = {delayNs: Ns; iterations: number; untilNs: Ns; fromNs?: Ns};

/** Frames at d, 2d, 3d … after where it begins, and one at the end where that is not one of them. */
export function* frameTimes({delayNs, iterations, untilNs, fromNs = 0}: Span): Generator<Ns> {
  for (let n = 1; n <= iterations; n++) {
    yield Math.min(fromNs + n * delayNs, untilNs);
    if (fromNs + n * delayNs >= untilNs) return;
  }
}

/** What is known at first, unless it begins later, then up to each sample, the last time up to the end. */
export function* sampleTimes(session: Session, {iterations, untilNs, fromNs}: Omit<Span, 'delayNs'>): Generator<Ns> {
  const first = fromNs ? 0 : 1;
  if (first > 0) yield 0;
  for (let n = 1 + first; n <= iterations && session.t < untilNs; n++) yield untilNs;
}

type Watch = {sentence: string | null; atSample?(view: View): boolean};

/** A condition is looked at in each sample over what that sample counted, so that the delay between frames does not matter. */
function watchFor({conditions, everySample, fromFirst}: Plan, first: View): Watch {
  if (conditions.length === 0) return {sentence: null, ...(everySample && {atSample: () => true})};
  const watch: Watch = {sentence: null};
  let before = first;
  const look = (view: View) => {
    const sampled = frame(view, before);
    before = view;
    for (const condition of conditions) watch.sentence ??= holds(condition, sampled);
    return everySample || watch.sentence !== null;
  };
  if (fromFirst) look(first);
  watch.atSample = look;
  return watch;
}

/** Whether it stopped at a sample, rather than at `t` or the end. */
async function advance(
  session: Session,
  t: Ns,
  {sliceNs, ready}: Plan,
  watch: Watch,
  signal: AbortSignal,
): Promise<boolean> {
  let sampled = false;
  while (session.t < t && !session.ended && !signal.aborted && watch.sentence === null && !sampled) {
    await session.arrival();
    sampled = session.advance(Math.min(session.t + sliceNs, t), watch.atSample);
    await ready?.(signal);
    // Signals and errors of the pipe are told only to a program that pauses.
    await new Promise(resolve => setImmediate(resolve));
  }
  return sampled;
}
