import {type Condition, holds} from '../../../model/frame/condition.ts';
import {frame} from '../../../model/frame/frame.ts';
import type {LogEntry, View} from '../../../model/view/view.ts';
import type {Ns} from '../../../protocol/words.ts';
import type {Session} from '../../../session/session.ts';
import type {Io, Printed} from '../../program/io.ts';

export type Plan = {
  /** The times of the frames, ascending. */
  times: Iterable<Ns>;
  /** Also print a frame for each sample. */
  everySample?: true;
  /** Conditions are also checked on the first view, not only at samples. */
  fromFirst?: true;
  conditions: readonly Condition[];
  /** The last log entry that is not new. */
  shown?: LogEntry;
  /** Waits while the recording is written too slowly. */
  ready?(signal: AbortSignal): Promise<void>;
  /** Waits until `t` may be shown. */
  pace(t: Ns): Promise<void>;
  /** Time played between two checks of the signal. */
  sliceNs: Ns;
};

/** Why the frames ended. */
export type BatchEnd =
  | {why: 'done' | 'ended' | 'interrupted' | 'closed'}
  /** `sentence`: the condition that held. */
  | {why: 'condition'; sentence: string};

/** Formats a frame, with the log entries since the previous one. */
export type WriteFrame = (log: readonly LogEntry[]) => Printed;

/** After an interruption, a reader that takes nothing for this long is treated as gone. */
const INTERRUPTED_MS = 500;

/** Prints a frame at each of the times. Ends early when a condition holds, the source ends, the reader is gone or the user interrupts. */
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
  const check = checkFor(plan, session.view);
  let shownTo = -1;
  let lastEntry = plan.shown;
  for (const t of plan.times) {
    const sampled = await advance(session, t, plan, check, io.signal);
    if (io.signal.aborted) return {why: 'interrupted'};
    // A source may report its end only after its last sample was shown.
    if (session.ended && !sampled && session.t === shownTo) return {why: 'ended'};
    await plan.pace(session.t);
    if (io.signal.aborted) return {why: 'interrupted'};
    const {log} = session.view;
    const news = log.slice(lastEntry ? log.lastIndexOf(lastEntry) + 1 : 0);
    [shownTo, lastEntry] = [session.t, log.at(-1)];
    if (!(await io.write(show(news)))) return {why: io.signal.aborted ? 'interrupted' : 'closed'};
    if (check.sentence !== null) return {why: 'condition', sentence: check.sentence};
    if (session.ended) return {why: 'ended'};
  }
  return {why: 'done'};
}

/** The time between frames, their number and the end time, whichever comes first. */
export type Span = {delayNs: Ns; iterations: number; untilNs: Ns; fromNs?: Ns};

/** Frames at d, 2d, 3d … after the start, and one at the end. */
export function* frameTimes({delayNs, iterations, untilNs, fromNs = 0}: Span): Generator<Ns> {
  for (let n = 1; n <= iterations; n++) {
    yield Math.min(fromNs + n * delayNs, untilNs);
    if (fromNs + n * delayNs >= untilNs) return;
  }
}

/** The first view (unless the start is later), then each sample, up to the end. */
export function* sampleTimes(session: Session, {iterations, untilNs, fromNs}: Omit<Span, 'delayNs'>): Generator<Ns> {
  const first = fromNs ? 0 : 1;
  if (first > 0) yield 0;
  for (let n = 1 + first; n <= iterations && session.t < untilNs; n++) yield untilNs;
}

type Check = {sentence: string | null; atSample?(view: View): boolean};

/** Conditions are checked at each sample, on the counts of that sample, so the delay between frames does not matter. */
function checkFor({conditions, everySample, fromFirst}: Plan, first: View): Check {
  if (conditions.length === 0) return {sentence: null, ...(everySample && {atSample: () => true})};
  const check: Check = {sentence: null};
  let before = first;
  const look = (view: View) => {
    const sampled = frame(view, before);
    before = view;
    for (const condition of conditions) check.sentence ??= holds(condition, sampled);
    return everySample || check.sentence !== null;
  };
  if (fromFirst) look(first);
  check.atSample = look;
  return check;
}

/** Plays to `t` or the end. Resolves with whether it stopped at a sample instead. */
async function advance(
  session: Session,
  t: Ns,
  {sliceNs, ready}: Plan,
  check: Check,
  signal: AbortSignal,
): Promise<boolean> {
  let sampled = false;
  while (session.t < t && !session.ended && !signal.aborted && check.sentence === null && !sampled) {
    await session.arrival();
    sampled = session.advance(Math.min(session.t + sliceNs, t), check.atSample);
    await ready?.(signal);
    // Signals and errors of a pipe arrive only when the event loop turns.
    await new Promise(resolve => setImmediate(resolve));
  }
  return sampled;
}
