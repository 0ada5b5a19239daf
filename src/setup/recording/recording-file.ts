import {basename, join} from 'node:path';
import {moment} from '../../model/words/numbers.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Ns} from '../../protocol/words.ts';
import {openRecorder, type Recorder} from '../../session/recorder/recorder.ts';
import type {RecorderPort} from '../../session/recorder/recorder-port.ts';
import {makeFolder} from '../../store/files.ts';
import {isStdout, ReadError} from '../../store/own.ts';
import {type Environment, stamp, stateFolder} from '../../store/state-folder.ts';
import {codeOf} from '../../store/why.ts';
import {type FileWriter, openWriter} from '../../store/writer.ts';
import {openPacked, openPlain, type Writer} from '../../trace/recording/writer.ts';
import {UsageError} from '../usage.ts';

/** What records a session, into files. */
export type RecordingFile = {
  /** To be shown what the session folds. */
  tap: Recorder;
  /** The file that is written, or was last; `null`: none yet. */
  readonly file: string | null;
  /** How the last recording failed; `null`: it did not. */
  readonly fault: Recorder['fault'];
  /** Writes into this file, from the next sample on, or from the first record. Throws an Error when that can not be done. */
  start(file: string): void;
  stop(): void;
  /** Waits while what is recorded is taken too slowly, unless the signal is aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /**
   * Stops, waits until all is written, and tells why what failed did. Whether nothing did. `as`: the name that the file gets then.
   */
  end(say: (sentence: string) => void, options?: EndOptions): Promise<boolean>;
};

export type EndOptions = {signal?: AbortSignal; patienceMs?: number; as?: string};

/** `reads`: files that the command reads. */
export type RecordOptions = {record?: string; reads?: readonly string[]};

/** A recorder for a session of this header; it records from the first record where a file is named. */
export function openRecordingFile(header: Header, {record, reads = []}: RecordOptions = {}): RecordingFile {
  const tap = openRecorder(header);
  const timer = setInterval(tap.flush, FLUSH_MS).unref();
  const faults: NonNullable<Recorder['fault']>[] = [];
  const closing: Promise<void>[] = [];
  let file: string | null = null;
  let writer: Timed | null = null;
  let ended: Promise<boolean> | null = null;

  /** The first is opened at once, so that it is known now when that can not be done; a branch gets a file of its own. */
  function start(named: string): void {
    let first: ReturnType<typeof openTold> | null = openTold(named, openNamed(named, reads));
    tap.start(() => {
      const told = first ?? openBranch(named);
      first = null;
      return told;
    });
  }

  /** Nobody has named it, so that it may be written over nothing. */
  function openBranch(named: string): ReturnType<typeof openTold> {
    for (let branch = 1; ; branch++) {
      const name = branchName(named, branch);
      try {
        return openTold(name, openWriter(name, {fresh: true}));
      } catch (error) {
        if (codeOf((error as Error).cause) !== 'EEXIST') throw error;
      }
    }
  }

  function openTold(name: string, next: FileWriter): Writer & {file: string} {
    giveUp();
    writer = timed(next, tap);
    file = name;
    const packed = PLAIN.test(name) ? openPlain(writer) : openPacked(writer);
    const flush = () => {
      packed.flush();
      next.check();
    };
    return {...packed, flush, file: basename(name)};
  }

  /** What is still to be written goes on being written. */
  function giveUp(options?: Parameters<FileWriter['close']>[0]): void {
    if (writer === null) return;
    const last = writer;
    writer = null;
    noted(last.fault ?? tap.fault);
    closing.push(last.close(options).then(() => noted(last.fault)));
  }

  function noted(fault: Recorder['fault']): void {
    if (fault !== null && !faults.some(({reason}) => reason === fault.reason)) faults.push(fault);
  }

  function stop(options?: Parameters<FileWriter['close']>[0]): void {
    const nothing = tap.state === 'waiting';
    tap.stop();
    if (nothing && writer !== null) {
      closing.push(writer.discard());
      writer = null;
    } else giveUp(options);
  }

  async function end(say: (sentence: string) => void, {signal, patienceMs, as}: EndOptions): Promise<boolean> {
    clearInterval(timer);
    stop({patienceMs: () => patienceMs ?? (signal?.aborted ? INTERRUPTED_MS : PATIENCE_MS), as});
    noted(tap.fault);
    await Promise.all(closing);
    for (const {t, reason} of faults) say(`recording ended at ${moment(t)}: ${reason}.`);
    return faults.length === 0;
  }

  if (record !== undefined) start(record);
  return {
    tap,
    get file() {
      return file;
    },
    get fault() {
      return writer?.fault ?? tap.fault ?? faults.at(-1) ?? null;
    },
    start,
    stop: () => stop(),
    ready: async signal => writer?.ready(() => signal.aborted),
    end: (say, options = {}) => (ended ??= end(say, options)),
  };
}

/** So much wall time is lost at most when the program is killed. */
const FLUSH_MS = 1000;
/** A pipe that takes nothing for so long when all is recorded has failed; when we are to end at once, earlier. */
const PATIENCE_MS = 10_000;
const INTERRUPTED_MS = 700;

/** Names of files that are not compressed. */
const PLAIN = /\.(?:ndjson|jsonl|json)$/;

/** What is written, and up to which time it has come. */
type Timed = FileWriter & {readonly fault: Recorder['fault']};

/** Bytes are written later than they are made: what failed ended where the last of them was written that is whole. */
function timed(writer: FileWriter, tap: Recorder): Timed {
  const waiting: {end: number; t: Ns}[] = [];
  let end = 0;
  let writtenNs = 0;

  function look(): void {
    while (waiting.length > 0 && waiting[0].end <= writer.written) writtenNs = waiting.shift()!.t;
  }

  return {
    ...writer,
    append(bytes) {
      look();
      writer.append(bytes);
      end += bytes.length;
      waiting.push({end, t: tap.reachedNs});
    },
    get failure() {
      return writer.failure;
    },
    get written() {
      return writer.written;
    },
    get fault() {
      look();
      return writer.failure && {t: writtenNs, reason: writer.failure.message};
    },
  };
}

/** Throws a UsageError where it would be written over a file that is read, or where frames go. */
function openNamed(name: string, reads: readonly string[]): FileWriter {
  if (isStdout(name)) throw new UsageError(`-w ${name} is where stdout goes; name another file.`);
  try {
    return openWriter(name, {reads});
  } catch (error) {
    if (error instanceof ReadError) throw new UsageError(`-w ${name} is the file that is read; name another.`);
    throw error;
  }
}

/** `run.ndjson.gz` → `run.branch1.ndjson.gz`. */
function branchName(file: string, branch: number): string {
  const [, stem, extension] = /^(.*?[^/])((?:\.\w+){0,2})$/.exec(file) ?? [file, file, ''];
  return `${stem}.branch${branch}${extension}`;
}

/** What a key can do with it: each recording that it begins has a file of its own among the user's. */
export function recorderPort(recording: RecordingFile, env: Environment): RecorderPort {
  const {tap} = recording;
  let refused: string | null = null;

  function start(): void {
    refused = null;
    try {
      recording.start(newFile(env));
    } catch (error) {
      refused = `${(error as Error).message}`;
    }
  }

  return {
    get state() {
      return tap.state;
    },
    get file() {
      return recording.file;
    },
    get fault() {
      const {fault} = recording;
      return refused ?? (fault && `recording ended at ${moment(fault.t)}: ${fault.reason}`);
    },
    toggle: () => (tap.state === 'off' ? start() : recording.stop()),
  };
}

/** `~/.local/state/irqdeck/recordings/2026-11-24T21.30.05.250.ndjson.gz`. */
function newFile(env: Environment): string {
  const folder = join(stateFolder(env), 'recordings');
  makeFolder(folder);
  return join(folder, `${stamp()}.ndjson.gz`);
}
