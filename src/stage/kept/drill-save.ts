import {basename, dirname} from 'node:path';
import type {Debrief} from '../../drill/judge/debrief.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import {type EndOptions, openRecordingFile, type RecordingFile} from '../../setup/recording/recording-file.ts';
import {keepName, makeFolder, removeUnowned} from '../../store/files.ts';
import {type Environment, wallTime} from '../../store/state-folder.ts';
import {dropOthers, finishedFile, isUnfinishedOf, unfinishedFile} from './kept-files.ts';
import {resultOf} from './result-of.ts';
import {addPending, addResult, type Pending, readResults} from './results.ts';

/** Keeps what somebody does in a drill, among the user's. What fails costs what is kept, and nothing else. */
export type Keeping = {
  /** `null`: it can not be recorded. */
  readonly recording: RecordingFile | null;
  /** Sentences about what could not be kept. */
  readonly faults: readonly string[];
  /**
   * The drill is over: its recording gets the name under which it stays, and how it ended a line among the results. It is judged
   * afterwards, which takes seconds: what ends the program meanwhile costs nothing.
   */
  over(records: readonly TraceRecord[], options?: EndOptions): Promise<void>;
  /** How it was judged, once that and `over` are done. */
  judged(debrief: Debrief, records: readonly TraceRecord[]): void;
  /** It is left before its end. The file with which it can be gone on with; `null`: there is none. */
  leave(t: Ns, options?: EndOptions): Promise<string | null>;
  /** No verdict will come any more; from now on another may judge it. */
  close(): void;
};

/** `before`: the recording that is gone on with; it goes when this one, in which all of it stands, is finished or left. */
export function openKeeping(header: Header, env: Environment, before?: string): Keeping {
  const {name} = header.drill!;
  const seed = header.seed ?? 1;
  const file = unfinishedFile(name, seed, env);
  const faults: string[] = [];
  const recording = attempt(() => {
    makeFolder(dirname(file));
    return openRecordingFile(header, {record: file});
  });
  let pending: Pending | null = null;
  let kept: ReturnType<typeof keepName> | null = null;
  let saved: Promise<void> | null = null;
  let left: Promise<string | null> | null = null;

  function attempt<Value>(work: () => Value): Value | null {
    try {
      return work();
    } catch (error) {
      faults.push(`this drill is not kept: ${(error as Error).message}.`);
      return null;
    }
  }

  /** Whether all of it is in the file. */
  async function end(options: EndOptions): Promise<boolean> {
    return recording !== null && (await recording.end(sentence => faults.push(sentence), options));
  }

  async function save(records: readonly TraceRecord[], options: EndOptions): Promise<void> {
    const finished = finishedFile(file);
    // Its result names it: until it is judged here nobody else is to judge it.
    if (recording !== null) kept = attempt(() => keepName(finished));
    const whole = await end({...options, as: finished});
    const won = records.some(record => record.kind === 'drill_ended' && record.won);
    const at = wallTime();
    const result: Pending = {at, drill: name, seed, won, file: whole ? basename(finished) : null, judged: false};
    attempt(() => addPending(env, result));
    pending = result;
    if (whole) dropBefore();
  }

  function dropBefore(): void {
    if (before !== undefined && isUnfinishedOf(before, env)) attempt(() => removeUnowned(before));
  }

  function dropOlder(last: string): void {
    attempt(() => dropOthers(last, name, seed, readResults(env), env));
  }

  async function leave(t: Ns, options: EndOptions): Promise<string | null> {
    const whole = await end(options);
    // Who has only read the brief has nothing to go on with.
    if (whole && t === 0) attempt(() => removeUnowned(file));
    if (!whole || t === 0) return null;
    dropOlder(file);
    dropBefore();
    return file;
  }

  function close(): void {
    kept?.release();
    kept = null;
  }

  return {
    recording,
    faults,
    over: (records, options = {}) => (saved ??= save(records, options)),
    judged(debrief, records) {
      if (pending === null) return;
      const {at, file} = pending;
      attempt(() => addResult(env, resultOf(debrief, records, {at, file})));
      close();
      if (file !== null) dropOlder(finishedFile(file));
    },
    leave: (t, options = {}) => (left ??= leave(t, options)),
    close,
  };
}
