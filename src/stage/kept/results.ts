import {join} from 'node:path';
import {LONGEST_RESULTS} from '../../protocol/bounds.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import type {Ns} from '../../protocol/words.ts';
import {isPlain} from '../../scenario/read/repeat.ts';
import {readTextNow} from '../../setup/read-text.ts';
import {addLine} from '../../store/files.ts';
import {type Environment, stateFolder} from '../../store/state-folder.ts';

/** The result of a drill that was taken on the screen: a line of `results.ndjson`. */
export type DrillResult = {
  /** When it was over, in ISO 8601. */
  at: string;
  drill: string;
  seed: number;
  passed: boolean;
  /** 0 to 100. */
  score: number;
  /** The times of the debrief. */
  ttdNs: Ns | null;
  ttcNs: Ns | null;
  ttrNs: Ns | null;
  harmNs: Ns;
  /** The acts, on the clock of the drill, up to the recovery. */
  events: readonly {tNs: Ns; text: string}[];
  /** Its recording, in the folder `drills/` next to the results; `null`: there is none. */
  file: string | null;
};

/** A drill that is over but not judged yet. Its line is written as soon as it is over; the line of its result, later, replaces it. */
export type Pending = Pick<DrillResult, 'at' | 'drill' | 'seed' | 'file'> & {won: boolean; judged: false};

/** All results, oldest first. `foreign`: the number of lines that are not results. */
export type Results = {results: DrillResult[]; pending: Pending[]; foreign: number};

/** The path of the results; the file may not exist. */
export function resultsFile(env: Environment): string {
  return join(stateFolder(env), 'results.ndjson');
}

/** Reads the results; none if there is no file. Throws an Error if the file can not be read. */
export function readResults(env: Environment): Results {
  const lines = textOf(resultsFile(env))
    .split('\n')
    .filter(line => line.trim() !== '');
  const read = lines.map(parsed);
  const results = read.flatMap(each => resultIn(each) ?? []).toSorted(byTime);
  const over = read.flatMap(each => pendingIn(each) ?? []);
  const judged = new Set(results.map(keyOf));
  const pending = over.filter(each => !judged.has(keyOf(each)));
  return {results, pending, foreign: lines.length - results.length - over.length};
}

/** Adds a line. Throws a WriteError. */
export function addResult(env: Environment, result: DrillResult): void {
  addLine(resultsFile(env), JSON.stringify(result));
}

/** Adds a line. Throws a WriteError. */
export function addPending(env: Environment, pending: Pending): void {
  addLine(resultsFile(env), JSON.stringify(pending));
}

/** A drill may be judged after a later one, so lines are not in order of time. */
function byTime(one: DrillResult, other: DrillResult): number {
  return one.at < other.at ? -1 : Number(one.at > other.at);
}

function keyOf({at, drill, seed}: Pick<DrillResult, 'at' | 'drill' | 'seed'>): string {
  return JSON.stringify([at, drill, seed]);
}

function textOf(file: string): string {
  try {
    return readTextNow(file, LONGEST_RESULTS);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Error(`${file} can not be read: ${(error as Error).message}`, {cause: error});
  }
}

/** Other programs may have written to the file, so texts are sanitised. `null`: not a result. */
function resultIn(read: unknown): DrillResult | null {
  if (!isPlain(read)) return null;
  const {at, drill, seed, passed, score, ttdNs, ttcNs, ttrNs, harmNs, events, file} = read;
  const texts = [at, drill].every(text => typeof text === 'string');
  const numbers = [seed, score, harmNs].every(value => Number.isFinite(value));
  const times = [ttdNs, ttcNs, ttrNs].every(value => value === null || Number.isFinite(value));
  const named = file === null || typeof file === 'string';
  if (!texts || !numbers || !times || !named || typeof passed !== 'boolean' || !isEvents(events)) return null;
  const safe = events.map(({tNs, text}) => ({tNs, text: sanitize(text)}));
  return {...(read as DrillResult), at: sanitize(at as string), drill: sanitize(drill as string), events: safe};
}

function pendingIn(read: unknown): Pending | null {
  if (!isPlain(read) || read.judged !== false) return null;
  const {at, drill, seed, won, file} = read;
  const texts = [at, drill].every(text => typeof text === 'string');
  const named = file === null || typeof file === 'string';
  if (!texts || !named || !Number.isFinite(seed) || typeof won !== 'boolean') return null;
  return {...(read as Pending), at: sanitize(at as string), drill: sanitize(drill as string)};
}

function isEvents(value: unknown): value is DrillResult['events'] {
  return (
    Array.isArray(value) &&
    value.every(each => isPlain(each) && Number.isFinite(each.tNs) && typeof each.text === 'string')
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
