import type {Header} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import {NS_PER_MS, type Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';
import {type Backpressure, openBackpressure} from './backpressure.ts';
import {type Child, startChild} from './child.ts';
import {type DecoderOutput, openProgramDecoder, type ProgramDecoder} from './decode.ts';
import {type Liveness, type LivenessChange, openLiveness} from './liveness.ts';
import {openQueue, type Queue} from './queue.ts';
import {openStderrLines, type StderrLines} from './stderr.ts';

export type ProcessOptions = {
  /** The program and its arguments. */
  command: readonly string[];
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Nothing follows it in real time: it may send more than is taken, and wait. */
  patient?: boolean;
};

/** A program that runs, and all that has come from it. */
export type ProgramRun = {
  /** Its name in messages. */
  readonly name: string;
  readonly now: () => number;
  readonly patient: boolean;
  readonly child: Child;
  readonly backpressure: Backpressure;
  readonly queue: Queue;
  readonly stderr: StderrLines;
  readonly decoder: ProgramDecoder;
  /** Its header and first keyframe have come; fails when they never will. */
  readonly opened: PromiseWithResolvers<{header: Header; keyframe: Keyframe}>;
  /** `null` until then. */
  liveness: Liveness | null;
  /** Resolves with the next record; `null`: nothing waits for it. */
  arrival: PromiseWithResolvers<void> | null;
  /** Nothing more will come. */
  done: boolean;
  /** The time of the last record that came. */
  receivedNs: Ns;
  /** Up to when records were taken. */
  readNs: Ns;
  /** Since the last check. */
  taken: {reads: number; records: number};
  /** How many checks a program that has ended, or closed its stdout, has left to do the other as well. */
  checksLeft: number;
};

/** The report about a program beside its own records, without a time. */
type Report =
  | LivenessChange
  | {kind: 'source_said'; text: string}
  | {kind: 'input_skipped'; lines: number; snapshots: 0; reason: string};

/** A program may be silent for so long, or for three sampling intervals of its own. */
const SILENCE_MS = 5_000;
const CHECKS_TO_LEAVE = 4;

/** Starts a program and receives what it writes. */
export function startRun({command, now, patient = false}: ProcessOptions): ProgramRun {
  const child = startChild(command);
  const output: DecoderOutput = {
    begin: (header, keyframe) => begin(run, header, keyframe),
    record: (record, bytes) => takeRecord(run, record, bytes),
    skipped: (lines, reason) => report(run, {kind: 'input_skipped', lines, snapshots: 0, reason}),
  };
  const run: ProgramRun = {
    name: sanitize(command.join(' '), 40),
    now,
    patient,
    child,
    backpressure: openBackpressure(child.stdout, now),
    queue: openQueue(),
    stderr: openStderrLines(),
    decoder: openProgramDecoder(output),
    opened: Promise.withResolvers(),
    liveness: null,
    arrival: null,
    done: false,
    receivedNs: 0,
    readNs: 0,
    taken: {reads: 0, records: 0},
    checksLeft: CHECKS_TO_LEAVE,
  };
  // It may fail when nothing waits for it any more.
  run.opened.promise.catch(() => {});
  child.stdout.on('data', piece => receive(run, piece));
  child.stderr.on('data', piece => run.stderr.feed(piece));
  child.over.then(() => finish(run));
  return run;
}

function begin(run: ProgramRun, header: Header, keyframe: Keyframe): void {
  const {name, now, patient} = run;
  const silenceMs = Math.max(SILENCE_MS, (3 * header.intervalNs) / NS_PER_MS);
  run.liveness = openLiveness({name, now, patient, silenceMs});
  run.opened.resolve({header, keyframe});
}

function takeRecord(run: ProgramRun, record: TraceRecord, bytes: number): void {
  if (record.kind === 'command_applied' || record.kind === 'command_refused') run.liveness?.answered(record);
  push(run, record, bytes);
}

function push(run: ProgramRun, record: TraceRecord, bytes: number): void {
  run.receivedNs = record.t;
  run.queue.push(record, bytes);
  wake(run);
}

function wake(run: ProgramRun): void {
  run.arrival?.resolve();
  run.arrival = null;
}

/** Its time is that of the last record. */
function report(run: ProgramRun, fact: Report): void {
  push(run, {t: run.receivedNs, ...fact}, 0);
}

function receive(run: ProgramRun, piece: Uint8Array): void {
  run.checksLeft = CHECKS_TO_LEAVE;
  run.liveness?.output();
  decode(run, () => run.decoder.feed(piece));
  run.backpressure.pause(run.queue.full);
}

/** A program that begins with anything else than the protocol is not read on. */
function decode(run: ProgramRun, work: () => void): void {
  if (run.done) return;
  try {
    work();
  } catch (error) {
    fail(run, `${run.name}: ${(error as Error).message}`);
  }
}

function fail(run: ProgramRun, reason: string): void {
  run.done = true;
  run.opened.reject(new InputError(`${reason}${lastStderr(run)}.`));
}

/** Reports what has changed since the last call. */
export function checkRun(run: ProgramRun): void {
  if (run.done) return;
  if (run.liveness) reportStderr(run);
  const {reads, records} = run.taken;
  run.taken = {reads: 0, records: 0};
  const {pausedShare, ms} = run.backpressure.sinceLastCall();
  const reading = reads > 0 || !run.backpressure.paused;
  const change = run.liveness?.check({reading, pausedShare, perS: (1e3 * records) / Math.max(ms, 1)});
  if (change) report(run, change);
  if (run.child.leaving && !run.backpressure.paused && --run.checksLeft < 0) finish(run);
}

function reportStderr(run: ProgramRun): void {
  for (const text of run.stderr.take()) report(run, {kind: 'source_said', text});
}

function finish(run: ProgramRun): void {
  run.stderr.end();
  decode(run, () => run.decoder.end());
  if (run.done) return;
  if (run.liveness === null) fail(run, neverBegan(run));
  else reportEnd(run);
}

function reportEnd(run: ProgramRun): void {
  reportStderr(run);
  report(run, {kind: 'source_troubled', trouble: 'ended', text: ending(run)});
  run.done = true;
  wake(run);
}

function neverBegan(run: ProgramRun): string {
  const {exit} = run.child;
  return exit && 'never' in exit ? ending(run) : `${ending(run)} before it sent its header and a keyframe`;
}

/** How it ended, a sentence without its full stop. */
export function ending({name, child: {exit}}: ProgramRun): string {
  if (exit === null) return `${name} has closed its stdout`;
  if ('never' in exit) return `${name} can not be started: ${exit.never}`;
  if ('signal' in exit) return `${name} was ended by ${exit.signal}`;
  return `${name} has ended${exit.status === 0 ? '' : ` with status ${exit.status}`}`;
}

/** The end of a sentence about it, with what its stderr ends with. */
export function lastStderr({stderr: {last}}: ProgramRun): string {
  return last === null ? '' : `; its stderr ends with: ${last.replace(/\.$/, '')}`;
}
