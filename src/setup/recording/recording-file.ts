import {basename} from 'node:path';
import {moment} from '../../model/words/numbers.ts';
import type {Header} from '../../protocol/record/header.ts';
import {openRecorder, type Recorder} from '../../session/recorder/recorder.ts';
import {isStdout, ReadError} from '../../store/own.ts';
import {codeOf} from '../../store/why.ts';
import {type FileWriter, openWriter} from '../../store/writer.ts';
import {openPacked, openPlain, type Writer} from '../../trace/recording/writer.ts';
import {UsageError} from '../usage.ts';
import {openTimedWriter, type TimedWriter} from './timed-writer.ts';

/** Records a session into files. */
export type RecordingFile = {
  /** Gets what the session folds. */
  tap: Recorder;
  /** The file that is written, or was written last; `null`: none yet. */
  readonly file: string | null;
  /** When and why the last recording failed; `null`: it did not. */
  readonly fault: Recorder['fault'];
  /** Records into this file, from the next sample on, or from the first record. Throws a UsageError or a WriteError. */
  start(file: string): void;
  stop(): void;
  /** Waits while the file takes the records too slowly. Returns at once when the signal is aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /** Stops, waits until everything is written, and reports each failure. Resolves with whether nothing failed. */
  end(say: (sentence: string) => void, options?: EndOptions): Promise<boolean>;
};

/** `patienceMs`: how long a file may take nothing before it has failed. `as`: the final name of the file. */
export type EndOptions = {signal?: AbortSignal; patienceMs?: number; as?: string};

/** `record`: the file to record into from the first record. `reads`: files that the command reads. */
export type RecordOptions = {record?: string; reads?: readonly string[]};

/** A recorder for a session with this header. Throws a UsageError or a WriteError when the file can not be opened. */
export function openRecordingFile(header: Header, {record, reads = []}: RecordOptions = {}): RecordingFile {
  const tap = openRecorder(header);
  const timer = setInterval(tap.flush, FLUSH_MS).unref();
  const state: State = {tap, reads, timer, faults: [], closing: [], file: null, writer: null};
  let ended: Promise<boolean> | null = null;
  if (record !== undefined) start(state, record);
  return {
    tap,
    get file() {
      return state.file;
    },
    get fault() {
      return state.writer?.fault ?? tap.fault ?? state.faults.at(-1) ?? null;
    },
    start: file => start(state, file),
    stop: () => stop(state),
    ready: async signal => state.writer?.ready(() => signal.aborted),
    end: (say, options = {}) => (ended ??= end(state, say, options)),
  };
}

type CloseOptions = Parameters<FileWriter['close']>[0];

type State = {
  readonly tap: Recorder;
  readonly reads: readonly string[];
  readonly timer: NodeJS.Timeout;
  /** Each reason once. */
  readonly faults: NonNullable<Recorder['fault']>[];
  /** Files that are still being written to their end. */
  readonly closing: Promise<void>[];
  file: string | null;
  /** Of the file that is recorded into now. */
  writer: TimedWriter | null;
};

/** A crash loses at most this much wall time of a recording. */
const FLUSH_MS = 1000;
/** At the end, a pipe that takes nothing for this long has failed; after an interruption the wait is shorter. */
const PATIENCE_MS = 10_000;
const INTERRUPTED_MS = 700;

/** Opens the named file at once, so that an error is known now. Each branch gets a file of its own. */
function start(state: State, named: string): void {
  let first: ReturnType<typeof beginFile> | null = beginFile(state, named, openNamed(named, state.reads));
  state.tap.start(() => {
    const next = first ?? openBranch(state, named);
    first = null;
    return next;
  });
}

/** Throws a UsageError for a file that the command reads, and for the file where stdout goes. */
function openNamed(name: string, reads: readonly string[]): FileWriter {
  if (isStdout(name)) throw new UsageError(`-w ${name} is the file that stdout goes to; name another file.`);
  try {
    return openWriter(name, {reads});
  } catch (error) {
    if (error instanceof ReadError) throw new UsageError(`-w ${name} is the file that is read; name another file.`);
    throw error;
  }
}

/** The user has not chosen this name, so an existing file is never overwritten. */
function openBranch(state: State, named: string): ReturnType<typeof beginFile> {
  for (let branch = 1; ; branch++) {
    const name = branchName(named, branch);
    try {
      return beginFile(state, name, openWriter(name, {fresh: true}));
    } catch (error) {
      if (codeOf((error as Error).cause) !== 'EEXIST') throw error;
    }
  }
}

/** `run.ndjson.gz` → `run.branch1.ndjson.gz`. */
function branchName(file: string, branch: number): string {
  const [, stem, extension] = /^(.*?[^/])((?:\.\w+){0,2})$/.exec(file) ?? [file, file, ''];
  return `${stem}.branch${branch}${extension}`;
}

/** Files with these names are not compressed. */
const PLAIN = /\.(?:ndjson|jsonl|json)$/;

/** From now on the recording goes to this file. */
function beginFile(state: State, name: string, next: FileWriter): Writer & {file: string} {
  closeWriter(state);
  const writer = openTimedWriter(next, state.tap);
  state.writer = writer;
  state.file = name;
  const encoder = PLAIN.test(name) ? openPlain(writer) : openPacked(writer);
  const flush = () => {
    encoder.flush();
    next.check();
  };
  return {...encoder, flush, file: basename(name)};
}

/** Closes the current file in the background: what it has not taken yet is still written. */
function closeWriter(state: State, options?: CloseOptions): void {
  const {writer} = state;
  if (writer === null) return;
  state.writer = null;
  noteFault(state, writer.fault ?? state.tap.fault);
  state.closing.push(writer.close(options).then(() => noteFault(state, writer.fault)));
}

function noteFault({faults}: State, fault: Recorder['fault']): void {
  if (fault !== null && !faults.some(({reason}) => reason === fault.reason)) faults.push(fault);
}

/** A file into which nothing was recorded is removed. */
function stop(state: State, options?: CloseOptions): void {
  const {tap, writer} = state;
  const isEmpty = tap.state === 'waiting';
  tap.stop();
  if (isEmpty && writer !== null) {
    state.closing.push(writer.discard());
    state.writer = null;
  } else closeWriter(state, options);
}

async function end(state: State, say: (sentence: string) => void, options: EndOptions): Promise<boolean> {
  const {signal, patienceMs, as} = options;
  clearInterval(state.timer);
  stop(state, {patienceMs: () => patienceMs ?? (signal?.aborted ? INTERRUPTED_MS : PATIENCE_MS), as});
  noteFault(state, state.tap.fault);
  await Promise.all(state.closing);
  for (const {t, reason} of state.faults) say(`the recording ended at ${moment(t)}: ${reason}.`);
  return state.faults.length === 0;
}
