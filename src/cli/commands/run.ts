import {moment} from '../../model/words/numbers.ts';
import {writeCommand} from '../../model/words/sentences.ts';
import {DEFAULT_DELAY_NS, type Ns} from '../../protocol/words.ts';
import type {Session} from '../../session/session.ts';
import {openRun, type Run, type RunRequest} from '../../setup/open-run.ts';
import {recorderPort} from '../../setup/recording/recorder-port.ts';
import type {ScriptedCommand} from '../../setup/scripted-command.ts';
import {type Call, SUBCOMMANDS} from '../program/command.ts';
import {EXIT, type Io} from '../program/io.ts';
import type {Values} from '../program/options/option-row.ts';
import type {RUN_OPTIONS} from '../program/options/run-options.ts';
import {endRecording, whileRecorded} from '../program/while-recorded.ts';
import {paceOf, type Say, sayOf, wantsScreen, writeFrameOf} from '../show/frames/frame-options.ts';
import {type BatchEnd, frameTimes, playFrames, type Span} from '../show/frames/play-frames.ts';

type Options = Values<typeof RUN_OPTIONS>;

/** `irqdeck run [SCENARIO]`: simulates a host, and shows it on the screen or as frames. */
export async function run(call: Call<typeof RUN_OPTIONS>, io: Io): Promise<number> {
  if (call.options.serve && call.options.resume === undefined) return serveRun(call, io);
  const steps = Boolean(io.terminal) && wantsScreen(call.options, io);
  const opened = await open(call, io, steps);
  return whileRecorded(opened.recording, io, () => show(opened, call.options, io));
}

async function open(call: Call<typeof RUN_OPTIONS>, io: Io, steps: boolean): Promise<Run> {
  const {resume} = call.options;
  return resume === undefined
    ? openRun(requestOf(call), io.env, {steps})
    : (await import('../../setup/resume-run.ts')).openResumed(call, resume, steps);
}

/** If no command was named, the argument may be a mistyped command. */
function requestOf({argument, options, implied}: Call<typeof RUN_OPTIONS>): RunRequest {
  return {argument, options, commands: implied ? SUBCOMMANDS : []};
}

async function show(
  {scenario, session, recording, schedule, conditions, replica}: Run,
  options: Options,
  io: Io,
): Promise<number> {
  if (io.terminal && wantsScreen(options, io)) {
    const {showScreen} = await import('../show/screen/screen.ts');
    return showScreen(session, io.terminal, options, io, {
      recorder: recorderPort(recording, io.env),
      close: patienceMs => endRecording(recording, io, patienceMs),
      replica,
    });
  }
  const say = sayOf(options, io);
  const {startNs} = session;
  const span = {...spanOf(options), fromNs: startNs};
  sayTooLate(schedule, Math.min(startNs + span.iterations * span.delayNs, span.untilNs), say);
  const shown = session.view.log.at(-1);
  const {ready} = recording;
  const pace = paceOf(options, io, startNs);
  const plan = {times: frameTimes(span), conditions, shown, ready, pace, sliceNs: SLICE_NS};
  const started = performance.now();
  const ending = await playFrames(session, plan, writeFrameOf(session, options, say, io), io);
  const wall = ((performance.now() - started) / 1e3).toFixed(2);
  if (options.verbose) say(`${moment(session.t)} of ${scenario.name} took ${wall} s.`);
  return conclude(ending, session, say);
}

async function serveRun(call: Call<typeof RUN_OPTIONS>, io: Io): Promise<number> {
  const {openOutputLines, refuseFrames, serve} = await import('../show/serve/serve.ts');
  refuseFrames(call.options);
  const outbox = openOutputLines();
  const {session, recording} = await openRun(requestOf(call), io.env, {tapOf: outbox.open});
  return whileRecorded(recording, io, () => serve(session, outbox, {...call.options, ready: recording.ready}, io));
}

const DEFAULT_FRAMES = 10;

/** Simulated time between two checks of the signal: 1 ms of work, 50 ms in a storm. */
const SLICE_NS = 1_000_000_000;

function spanOf({delay, iterations, until}: Options): Span {
  return {
    delayNs: delay ?? DEFAULT_DELAY_NS,
    iterations: iterations ?? (until === undefined ? DEFAULT_FRAMES : Number.POSITIVE_INFINITY),
    untilNs: until ?? Number.POSITIVE_INFINITY,
  };
}

/** A command after the last frame is not an error, but the user may wait for it. */
function sayTooLate(schedule: readonly ScriptedCommand[], endNs: Ns, say: Say): void {
  for (const {t, command} of schedule)
    if (t > endNs) say(`${writeCommand(command)} at ${moment(t)} is never run: the run ends at ${moment(endNs)}.`);
}

function conclude(ending: BatchEnd, session: Session, say: Say): number {
  switch (ending.why) {
    case 'interrupted':
      return EXIT.interrupted;
    case 'condition':
      say(`${ending.sentence}, at ${moment(session.t)}.`);
      return EXIT.condition;
    case 'ended':
      say(`the host was lost at ${moment(session.t)}; the run ends there.`);
      return EXIT.done;
    default:
      return EXIT.done;
  }
}
