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

/** Saves a drill that is taken on the screen into the user's folder. A failure loses only the saved files; the drill goes on. */
export type DrillSave = {
  /** `null`: the drill can not be recorded. */
  readonly recording: RecordingFile | null;
  /** What could not be saved, a sentence each. */
  readonly faults: readonly string[];
  /**
   * Call it when the drill is over. The recording gets its final name, and the outcome is added to the results as a line that is not
   * judged yet. Judging takes seconds; if the program ends meanwhile, the drill can still be judged later.
   */
  over(records: readonly TraceRecord[], options?: EndOptions): Promise<void>;
  /** Adds the judged result. Call it after `over` and after the drill was judged. */
  judged(debrief: Debrief, records: readonly TraceRecord[]): void;
  /** Call it when the trainee leaves before the end. Resolves with the file to resume from; `null`: there is none. */
  leave(t: Ns, options?: EndOptions): Promise<string | null>;
  /** No verdict will come from this process; another one may judge the drill from now on. */
  close(): void;
};

/** `before`: the recording that is resumed. The new recording contains all of it, so it is removed when the new one is finished or left. */
export function openDrillSave(header: Header, env: Environment, before?: string): DrillSave {
  const {name} = header.drill!;
  const seed = header.seed ?? 1;
  const file = unfinishedFile(name, seed, env);
  const faults: string[] = [];
  const recording = attempt(faults, () => {
    makeFolder(dirname(file));
    return openRecordingFile(header, {record: file});
  });
  const state: State = {...{name, seed, file, env, before, faults, recording}, pending: null, lock: null};
  let saved: Promise<void> | null = null;
  let left: Promise<string | null> | null = null;
  return {
    recording,
    faults,
    over: (records, options = {}) => (saved ??= finish(state, records, options)),
    judged: (debrief, records) => addJudged(state, debrief, records),
    leave: (t, options = {}) => (left ??= leave(state, t, options)),
    close: () => unlock(state),
  };
}

type State = {
  readonly name: string;
  readonly seed: number;
  /** The recording while the drill runs. */
  readonly file: string;
  readonly env: Environment;
  readonly before: string | undefined;
  readonly faults: string[];
  readonly recording: RecordingFile | null;
  /** The result that is not judged yet; `null`: the drill is not over. */
  pending: Pending | null;
  /** Holds the final name of the recording, so that no other process judges it. */
  lock: ReturnType<typeof keepName> | null;
};

/** Does one step of saving; `null` when it fails. */
function attempt<Value>(faults: string[], work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    faults.push(`this drill is not saved: ${(error as Error).message}.`);
    return null;
  }
}

async function finish(state: State, records: readonly TraceRecord[], options: EndOptions): Promise<void> {
  const {name, seed, env, faults, recording} = state;
  const finished = finishedFile(state.file);
  // The result names this file: no other process may judge it before this one has.
  if (recording !== null) state.lock = attempt(faults, () => keepName(finished));
  const whole = await endRecording(state, {...options, as: finished});
  const won = records.some(record => record.kind === 'drill_ended' && record.won);
  const pending: Pending = {
    at: wallTime(),
    drill: name,
    seed,
    won,
    file: whole ? basename(finished) : null,
    judged: false,
  };
  attempt(faults, () => addPending(env, pending));
  state.pending = pending;
  if (whole) dropBefore(state);
}

function addJudged(state: State, debrief: Debrief, records: readonly TraceRecord[]): void {
  if (state.pending === null) return;
  const {at, file} = state.pending;
  attempt(state.faults, () => addResult(state.env, resultOf(debrief, records, {at, file})));
  unlock(state);
  if (file !== null) dropOlder(state, finishedFile(state.file));
}

async function leave(state: State, t: Ns, options: EndOptions): Promise<string | null> {
  const whole = await endRecording(state, options);
  // A trainee who has only read the brief has nothing to resume.
  if (whole && t === 0) attempt(state.faults, () => removeUnowned(state.file));
  if (!whole || t === 0) return null;
  dropOlder(state, state.file);
  dropBefore(state);
  return state.file;
}

function unlock(state: State): void {
  state.lock?.release();
  state.lock = null;
}

/** Resolves with whether everything is in the file. */
async function endRecording({recording, faults}: State, options: EndOptions): Promise<boolean> {
  return recording !== null && (await recording.end(sentence => faults.push(sentence), options));
}

function dropBefore({before, env, faults}: State): void {
  if (before !== undefined && isUnfinishedOf(before, env)) attempt(faults, () => removeUnowned(before));
}

function dropOlder({name, seed, env, faults}: State, last: string): void {
  attempt(faults, () => dropOthers(last, name, seed, readResults(env), env));
}
