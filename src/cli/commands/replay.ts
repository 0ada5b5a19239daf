import {createReadStream, statSync} from 'node:fs';
import {basename} from 'node:path';
import {addAbortSignal, type Readable} from 'node:stream';
import type {Condition} from '../../model/frame/condition.ts';
import type {View} from '../../model/view/view.ts';
import {moment} from '../../model/words/numbers.ts';
import {describe} from '../../model/words/sentences.ts';
import type {Ns} from '../../protocol/words.ts';
import {bothTaps, openSession, type Session} from '../../session/session.ts';
import {conditionsOf, missingIn} from '../../setup/conditions.ts';
import {recorderPort} from '../../setup/recording/recorder-port.ts';
import {openRecordingFile, type RecordingFile} from '../../setup/recording/recording-file.ts';
import {UsageError} from '../../setup/usage.ts';
import {partOf} from '../../source/recording/part.ts';
import {openRecordedFile} from '../../source/recording/recorded-file.ts';
import {openRecording as openSource, type Recording as RecordedSource} from '../../source/recording/recording.ts';
import {replicaSourceOf} from '../../verify/replica.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io, type Terminal} from '../program/io.ts';
import type {Values} from '../program/options/option-row.ts';
import type {REPLAY_OPTIONS} from '../program/options/replay-options.ts';
import {endRecording, whileRecorded} from '../program/while-recorded.ts';
import {paceOf, type Say, sayOf, wantsScreen, writeFrameOf} from '../show/frames/frame-options.ts';
import {type BatchEnd, frameTimes, type Plan, playFrames, sampleTimes} from '../show/frames/play-frames.ts';
import type {OutputLines} from '../show/serve/serve.ts';

/** `irqdeck replay FILE`: shows a recorded file, on the screen or as frames. */
export async function replay({argument, options}: Call<typeof REPLAY_OPTIONS>, io: Io): Promise<number> {
  if (argument === undefined)
    throw new UsageError('the FILE is missing; usage: irqdeck replay FILE [OPTIONS]; - is stdin.');
  const outbox = options.serve ? await outboxFor(argument, options) : undefined;
  const conditions = conditionsOf(options.failOn);
  const opened = await openFile(argument, sayOf(options, io), io);
  if (opened === null) return EXIT.interrupted;
  const source = options.to === undefined ? opened : partOf(opened, options.to);
  const recording = openRecordingFile(source.header, {...options, reads: [argument === '-' ? '/dev/stdin' : argument]});
  return whileRecorded(recording, io, async () => {
    const session = openSession(source, {
      tap: outbox ? bothTaps(recording.tap, outbox.open(source.header)) : recording.tap,
    });
    if (outbox) {
      const {serve} = await import('../show/serve/serve.ts');
      return serve(session, outbox, {...options, ready: recording.ready}, io);
    }
    if (!io.terminal || !hasKeys(argument, io.terminal) || options.delay !== undefined || !wantsScreen(options, io)) {
      return play(session, recording, conditions, options, io);
    }
    const {showScreen} = await import('../show/screen/screen.ts');
    return showScreen(session, io.terminal, options, io, {
      recorder: recorderPort(recording, io.env),
      close: patienceMs => endRecording(recording, io, patienceMs),
      replica: replicaSourceOf(source),
    });
  }).finally(() => source.close());
}

/** When stdin is the recording, the keys must come from the terminal. */
function hasKeys(file: string, {keys}: Terminal): boolean {
  if (file !== '-') return true;
  const found = keys?.();
  found?.destroy();
  return found !== undefined;
}

/** The output of `--serve`, which needs stdin for commands. */
async function outboxFor(file: string, options: Options): Promise<OutputLines> {
  const {openOutputLines, refuseFrames} = await import('../show/serve/serve.ts');
  refuseFrames(options);
  if (file === '-')
    throw new UsageError('--serve reads commands from stdin, so the recording can not come from stdin; name a file.');
  return openOutputLines();
}

/** Size of the pieces that are read: a thousand rows of a small host, or twenty of a host with a thousand CPUs. */
const PIECE_BYTES = 262_144;

/** A pipe that gives nothing for this long is reported: it may have no writer. */
const WAIT_MS = 1500;

/** `null`: interrupted while waiting for the first data. */
async function openFile(file: string, say: Say, io: Io): Promise<RecordedSource | null> {
  const name = file === '-' ? 'stdin' : basename(file);
  const recorded = file === '-' ? null : await openRecordedFile(file, name);
  if (recorded) return recorded;
  const input = addAbortSignal(io.signal, file === '-' ? io.stdin() : openStream(file));
  const reopen = canReadAgain(file) ? () => addAbortSignal(io.signal, openStream(file)) : undefined;
  const waiting = setTimeout(() => say(`waiting for ${name}: no data yet.`), WAIT_MS);
  if (reopen) clearTimeout(waiting);
  try {
    return await openSource({name, input, reopen});
  } catch (error) {
    if (io.signal.aborted) return null;
    throw error;
  } finally {
    clearTimeout(waiting);
  }
}

/** A pipe, or a file in /proc, gives other data the next time. */
function canReadAgain(file: string): boolean {
  const stat = file === '-' ? undefined : statSync(file, {throwIfNoEntry: false});
  return (stat?.isFile() ?? false) && stat!.size > 0;
}

function openStream(file: string): Readable {
  return createReadStream(file, {highWaterMark: PIECE_BYTES});
}

type Options = Values<typeof REPLAY_OPTIONS>;

async function play(
  session: Session,
  {ready}: RecordingFile,
  conditions: Condition[],
  options: Options,
  io: Io,
): Promise<number> {
  const say = sayOf(options, io);
  for (const condition of conditions) sayMissing(condition, session.view, say);
  const fromNs = options.from ?? session.startNs;
  const later = fromNs > session.startNs;
  if (later && !(await begin(session, fromNs, say, io))) return EXIT.done;
  const plan: Plan = {
    ...timesOf(session, options, later ? fromNs : undefined),
    conditions,
    fromFirst: true,
    shown: session.view.log.at(-1),
    ready,
    pace: paceOf(options, io, session.t),
    sliceNs: Number.POSITIVE_INFINITY,
  };
  const started = performance.now();
  const ending = await playFrames(session, plan, writeFrameOf(session, options, say, io), io);
  const wall = ((performance.now() - started) / 1e3).toFixed(2);
  if (options.verbose) say(`${moment(session.t)} of ${session.header.file} took ${wall} s.`);
  if (ending.why !== 'interrupted') saySkipped(session.view, say);
  return conclude(ending, session, say);
}

/** Plays to just before `fromNs`, so that the first frame covers the time since the last sample. Resolves with `false` if the recording ends earlier. */
async function begin(session: Session, fromNs: Ns, say: Say, {signal}: Io): Promise<boolean> {
  await session.seek(fromNs);
  while (session.t < fromNs - 1 && !session.ended && !signal.aborted) {
    await session.arrival();
    session.advance(fromNs - 1, () => {
      session.frame();
      return false;
    });
  }
  if (!session.ended) return true;
  say(`the recording ends at ${moment(session.t)}, before --from ${moment(fromNs)}.`);
  return false;
}

/** A name that is missing at the beginning may appear later, or it may be mistyped, so this is only a warning. */
function sayMissing(condition: Condition, view: View, say: Say): void {
  const sentence = missingIn(view, condition);
  if (sentence !== null) say(`at the beginning, ${sentence}.`);
}

/** The times of the frames: every sample, or every delay. */
function timesOf(session: Session, options: Options, fromNs: Ns | undefined): Pick<Plan, 'times' | 'everySample'> {
  const iterations = options.iterations ?? Number.POSITIVE_INFINITY;
  const untilNs = options.until ?? Number.MAX_SAFE_INTEGER;
  return options.delay === undefined
    ? {times: sampleTimes(session, {iterations, untilNs, fromNs}), everySample: true}
    : {times: frameTimes({delayNs: options.delay, iterations, untilNs, fromNs})};
}

/** Reports the parts of the recording that could not be read. */
function saySkipped(view: View, say: Say): void {
  for (const entry of view.log)
    if (entry.kind === 'fact' && entry.fact.kind === 'input_skipped') say(`${describe(entry)}.`);
}

function conclude(ending: BatchEnd, session: Session, say: Say): number {
  if (ending.why === 'interrupted') return EXIT.interrupted;
  if (ending.why !== 'condition') return EXIT.done;
  say(`${ending.sentence}, at ${moment(session.t)}.`);
  return EXIT.condition;
}
