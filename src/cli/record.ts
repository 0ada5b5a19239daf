import {rmSync, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {moment} from '../model/numbers.ts';
import type {Header} from '../protocol/header.ts';
import {openRecorder, type Recorder} from '../session/recorder.ts';
import {openPacked, openPlain, type Writer} from '../trace/recording/writer.ts';
import type {RecorderPort} from '../ui/port.ts';
import {type FileSink, openFileSink} from './file-sink.ts';
import type {Io} from './io.ts';
import type {Say} from './show.ts';
import {makeFolder, stamp, stateFolder} from './state-folder.ts';
import {UsageError} from './usage.ts';

/** What records a session, into files. */
export type Recording = {
  /** To be shown what the session folds. */
  tap: Recorder;
  /** The file that is written, or was last; `null`: none yet. */
  readonly file: string | null;
  /** Writes into this file, from the next sample on, or from the first record. Throws an Error when that can not be done. */
  start(file: string): void;
  stop(): void;
  /** Stops, and says what went wrong, if anything did. */
  end(say: Say): void;
};

export type RecordOptions = {record?: string};

/** A recorder for a session of this header; it records from the first record where a file is named. */
export function openRecording(header: Header, {record}: RecordOptions = {}): Recording {
  const tap = openRecorder(header);
  const timer = setInterval(tap.flush, FLUSH_MS).unref();
  let file: string | null = null;
  let sink: FileSink | null = null;

  /** The first is opened at once, so that it is known now when that can not be done; a branch gets a file of its own. */
  function start(named: string): void {
    let first: ReturnType<typeof openWriter> | null = openWriter(named);
    let branches = 0;
    tap.start(() => {
      const writer = first ?? openWriter(branchName(named, ++branches));
      first = null;
      return writer;
    });
  }

  function openWriter(name: string): Writer & {file: string} {
    sink?.close();
    sink = null;
    sink = openFileSink(name);
    file = name;
    return {...(PLAIN.test(name) ? openPlain(sink) : openPacked(sink)), file: basename(name)};
  }

  function stop(): void {
    const nothing = tap.state === 'waiting';
    tap.stop();
    sink?.close();
    sink = null;
    if (nothing && file !== null) rmSync(file);
  }

  if (record !== undefined) start(record);
  return {
    tap,
    get file() {
      return file;
    },
    start,
    stop,
    end(say) {
      clearInterval(timer);
      stop();
      const {fault} = tap;
      if (fault !== null)
        say(`recording ended at ${moment(fault.t)}: ${fault.reason}; what was recorded before is kept.`);
    },
  };
}

/** So much wall time is lost at most when the program is killed. */
const FLUSH_MS = 1000;

/** Names of files that are not compressed. */
const PLAIN = /\.(?:ndjson|jsonl|json)$/;

/** `run.ndjson.gz` → `run.branch1.ndjson.gz`. */
function branchName(file: string, branch: number): string {
  const [, stem, extension] = /^(.*?[^/])((?:\.\w+){0,2})$/.exec(file) ?? [file, file, ''];
  return `${stem}.branch${branch}${extension}`;
}

/** Throws a UsageError when a file would be written over the one that is read. */
export function refuseSame(read: string, {record}: RecordOptions): void {
  if (record === undefined) return;
  const [input, output] = [read, record].map(file => statSync(file, {throwIfNoEntry: false}));
  if (input && output?.isFile() && input.ino === output.ino && input.dev === output.dev)
    throw new UsageError(`-w ${record} is the file that is read; name another.`);
}

/** What a key can do with it: each recording that it begins has a file of its own among the user's. */
export function recorderPort(recording: Recording, env: Io['env']): RecorderPort {
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
      const {fault} = tap;
      return refused ?? (fault && `recording ended at ${moment(fault.t)}: ${fault.reason}`);
    },
    toggle: () => (tap.state === 'off' ? start() : recording.stop()),
  };
}

/** `~/.local/state/irqdeck/recordings/2026-11-24T21.30.05.250.ndjson.gz`. */
function newFile(env: Io['env']): string {
  const folder = join(stateFolder(env), 'recordings');
  makeFolder(folder);
  return join(folder, `${stamp()}.ndjson.gz`);
}
