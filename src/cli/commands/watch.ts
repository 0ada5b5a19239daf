import type {Names} from '../../model/words/command-line.ts';
import {moment} from '../../model/words/numbers.ts';
import type {SourceTroubleFrame} from '../../protocol/frame/frame.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {Ns} from '../../protocol/words.ts';
import {DEFAULT_DELAY_NS} from '../../protocol/words.ts';
import {openSession, type Session} from '../../session/session.ts';
import {conditionsOf, missingIn} from '../../setup/conditions.ts';
import {recorderPort} from '../../setup/recording/recorder-port.ts';
import {openRecordingFile, type RecordingFile} from '../../setup/recording/recording-file.ts';
import {parseScriptedCommand} from '../../setup/scripted-command.ts';
import {UsageError} from '../../setup/usage.ts';
import {type Process, startProcess} from '../../source/program/process.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io} from '../program/io.ts';
import type {Values} from '../program/options/option-row.ts';
import type {WATCH_OPTIONS} from '../program/options/replay-options.ts';
import {endRecording, whileRecorded} from '../program/while-recorded.ts';
import {paceOf, type Say, sayOf, wantsScreen, writeFrameOf} from '../show/frames/frame-options.ts';
import {frameTimes, type Plan, playFrames} from '../show/frames/play-frames.ts';
import type {Awaited} from '../show/screen/waiting.ts';

type Options = Values<typeof WATCH_OPTIONS>;

/** The time between two checks of how the program behaves. */
const CHECK_MS = 500;

/** `irqdeck watch -- COMMAND …`: starts a program that speaks the protocol, and shows its records. */
export async function watch({words = [], options}: Call<typeof WATCH_OPTIONS>, io: Io): Promise<number> {
  if (words.length === 0) throw new UsageError('the COMMAND is missing; usage: irqdeck watch [OPTIONS] -- COMMAND ….');
  const onScreen = io.terminal !== undefined && wantsScreen(options, io);
  const program = startProcess({command: words, now: () => performance.now(), patient: !onScreen});
  const timer = setInterval(program.check, CHECK_MS);
  try {
    const begun = onScreen ? await onTerminal(program, options, io) : await beginning(program, options, io);
    if ('status' in begun) return begun.status;
    const {source} = begun;
    const names = namesIn(source.keyframe);
    const schedule = (options.do ?? []).map(text => parseScriptedCommand(text, names));
    const recording = openRecordingFile(source.header, options);
    return await whileRecorded(recording, io, async () => {
      const session = openSession(source, {schedule, tap: recording.tap});
      session.advance(source.keyframe.t);
      if (!onScreen) return play(session, program, recording, options, io);
      const {showScreen} = await import('../show/screen/screen.ts');
      return showScreen(session, io.terminal!, {speed: 'max', ...options}, io, {
        recorder: recorderPort(recording, io.env),
        close: patienceMs => endRecording(recording, io, patienceMs),
      });
    });
  } finally {
    await program.close();
    clearInterval(timer);
  }
}

/** Without a screen, a program that has not begun after this time is reported. */
const PATIENCE_MS = 5_000;

async function beginning(program: Process, options: Options, io: Io): Promise<Awaited> {
  const {signal} = io;
  const say = sayOf(options, io);
  const patience = setTimeout(() => say(stillWaiting(program)), PATIENCE_MS);
  const interrupted = Promise.withResolvers<Awaited>();
  const interrupt = () => interrupted.resolve({status: EXIT.interrupted});
  signal.addEventListener('abort', interrupt, {once: true});
  if (signal.aborted) interrupt();
  try {
    return await Promise.race([interrupted.promise, program.source.then(source => ({source}))]);
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', interrupt);
  }
}

function stillWaiting({waiting, lastStderrLine}: Process): string {
  return `${waiting}; still waiting${lastStderrLine === null ? '.' : `; its stderr ends with: ${lastStderrLine}`}`;
}

async function onTerminal(program: Process, options: Options, io: Io): Promise<Awaited> {
  const {awaitOnScreen} = await import('../show/screen/waiting.ts');
  return await awaitOnScreen(program, io.terminal!, options, io);
}

/** The names that a command can use. */
function namesIn({domains, devices, lines}: Keyframe): Names {
  return {
    domain: domains.map(({name}) => name),
    device: devices.map(({name}) => name),
    line: lines.filter(({counter}) => !counter).map(({irq}) => irq),
  };
}

/** Prints frames as the program's time advances, until it ends. */
async function play(
  session: Session,
  program: Process,
  {ready}: RecordingFile,
  options: Options,
  io: Io,
): Promise<number> {
  const say = sayOf(options, io);
  const conditions = conditionsOf(options.failOn);
  for (const condition of conditions) {
    const sentence = missingIn(session.view, condition);
    if (sentence !== null) say(`at the beginning, ${sentence}.`);
  }
  const plan: Plan = {
    times: timesFrom(session.t, options),
    conditions,
    fromFirst: true,
    ready,
    pace: paceOf(options, io),
    sliceNs: Number.POSITIVE_INFINITY,
  };
  session.subscribe(sayTroubles(session, say));
  const ending = await playFrames(session, plan, writeFrameOf(session, options, say, io), io);
  if (ending.why === 'interrupted') return EXIT.interrupted;
  if (ending.why === 'condition') {
    say(`${ending.sentence}, at ${moment(session.t)}.`);
    return EXIT.condition;
  }
  if (program.failure === null) return EXIT.done;
  say(`${program.failure}.`);
  return EXIT.error;
}

/** Reports troubles at once: the next frame may never come. The way the program ended is reported at the end. */
function sayTroubles(session: Session, say: Say): () => void {
  let reported: SourceTroubleFrame | null = null;
  return () => {
    const {sourceTrouble} = session.view;
    if (sourceTrouble && sourceTrouble !== reported && sourceTrouble.kind !== 'ended') say(`${sourceTrouble.text}.`);
    reported = sourceTrouble;
  };
}

/** The times of the frames. The program's time may be far from 0 at the beginning. */
function* timesFrom(firstNs: Ns, {delay = DEFAULT_DELAY_NS, iterations, until}: Options): Generator<Ns> {
  const fromNs = Math.floor(firstNs / delay) * delay;
  const untilNs = (until ?? Number.POSITIVE_INFINITY) - fromNs;
  for (const t of frameTimes({delayNs: delay, iterations: iterations ?? Number.POSITIVE_INFINITY, untilNs}))
    yield fromNs + t;
}
