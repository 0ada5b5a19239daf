import {setTimeout as sleep} from 'node:timers/promises';
import type {LogEntry} from '../model/view.ts';
import type {Ns} from '../protocol/words.ts';
import {openPace, type Speed} from '../session/pace.ts';
import type {Session} from '../session/session.ts';
import {type Ending, frameTimes, playFrames, type Show, type Span} from './batch.ts';
import {painter} from './color.ts';
import type {Call} from './commands.ts';
import type {Scripted} from './do.ts';
import {EXIT, type Io, screenWidth} from './io.ts';
import {writeCommand} from './log.ts';
import {moment} from './numbers.ts';
import {openRun, type RunOptions} from './open.ts';
import {DEFAULT_DELAY_NS, type RUN_OPTIONS} from './options.ts';
import {plainFrame} from './plain.ts';

/** Says something on stderr, unless nobody wants to hear it. */
type Say = (sentence: string) => void;

/** `irqdeck run [SCENARIO]`: frames of a simulated host. */
export async function run(call: Call<typeof RUN_OPTIONS>, io: Io): Promise<number> {
  const {options} = call;
  const {scenario, session, schedule, conditions} = openRun(call);
  const say: Say = options.quiet ? () => {} : sentence => io.say(`irqdeck: ${sentence}`);
  const span = spanOf(options);
  sayTooLate(schedule, Math.min(span.iterations * span.delayNs, span.untilNs), say);
  const speed = options.speed ?? (isBatch(options, io) ? 'max' : 1);
  const show = options.json ? jsonFrames(session, say) : plainFrames(session, speed, options, io);
  const started = performance.now();
  const ending = await playFrames(session, {times: frameTimes(span), conditions, pace: paceOf(speed, io)}, show, io);
  const wall = ((performance.now() - started) / 1e3).toFixed(2);
  if (options.verbose) say(`${moment(session.t)} of ${scenario.name} took ${wall} s.`);
  return conclude(ending, session, say);
}

const DEFAULT_FRAMES = 10;

function spanOf({delay, iterations, until}: RunOptions): Span {
  return {
    delayNs: delay ?? DEFAULT_DELAY_NS,
    iterations: iterations ?? (until === undefined ? DEFAULT_FRAMES : Number.POSITIVE_INFINITY),
    untilNs: until ?? Number.POSITIVE_INFINITY,
  };
}

/** A command after the last frame is no mistake, but who wrote it may wait for it. */
function sayTooLate(schedule: readonly Scripted[], endNs: Ns, say: Say): void {
  for (const {t, command} of schedule)
    if (t > endNs) say(`${writeCommand(command)} at ${moment(t)} is not reached: the run ends at ${moment(endNs)}.`);
}

function isBatch({batch, json}: RunOptions, {isTTY, env}: Io): boolean {
  return Boolean(batch || json || !isTTY || env.TERM === 'dumb' || env.CI);
}

function jsonFrames(session: Session, say: Say): Show {
  return log => {
    for (const entry of log) sayRefused(entry, say);
    return `${JSON.stringify(session.frame())}\n`;
  };
}

/** A frame in JSON has no place for it. */
function sayRefused(entry: LogEntry, say: Say): void {
  if (entry.kind !== 'fact' || entry.fact.kind !== 'command_refused') return;
  say(`${writeCommand(entry.fact.command)} at ${moment(entry.t)} was refused: ${entry.fact.reason}.`);
}

function plainFrames(session: Session, speed: Speed, {color}: RunOptions, io: Io): Show {
  const look = {width: screenWidth(io), paint: painter(color ?? 'auto', io), speed};
  let between = '';
  return log => {
    const text = between + plainFrame(session.frame(), log, look);
    between = '\n';
    return text;
  };
}

// A timer of Node's can not wait longer than 25 days; at a ten-thousandth of real time a minute takes a week.
const LONGEST_WAIT_MS = 1e9;

/** Waits until a simulated time is due on the wall clock, or somebody interrupts. */
function paceOf(speed: Speed, {signal}: Io): (t: Ns) => Promise<void> {
  const pace = openPace({now: () => performance.now(), speed});
  return async t => {
    while (pace.waitMs(t) > 0 && !signal.aborted)
      await sleep(Math.min(pace.waitMs(t), LONGEST_WAIT_MS), undefined, {signal}).catch(() => {});
    pace.reached(t);
  };
}

function conclude(ending: Ending, session: Session, say: Say): number {
  switch (ending.why) {
    case 'interrupted':
      return EXIT.interrupted;
    case 'condition':
      say(`${ending.sentence}, at ${moment(session.t)}.`);
      return EXIT.condition;
    case 'lost':
      say(`the host was lost at ${moment(session.t)}, and the run ends there.`);
      return EXIT.done;
    default:
      return EXIT.done;
  }
}
