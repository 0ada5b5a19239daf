import {join} from 'node:path';
import {LONGEST_RESULTS} from '../../protocol/bounds.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import type {Ns} from '../../protocol/words.ts';
import {isPlain} from '../../scenario/read/repeat.ts';
import {readTextNow} from '../../setup/read-text.ts';
import {addLine} from '../../store/files.ts';
import {type Environment, stateFolder} from '../../store/state-folder.ts';

/** How a drill went that somebody took on the screen: a line of `results.ndjson`. */
export type DrillResult = {
  /** When it was over, as ISO 8601 has it. */
  at: string;
  drill: string;
  seed: number;
  passed: boolean;
  /** 0 to 100. */
  score: number;
  /** As in a debrief. */
  ttdNs: Ns | null;
  ttcNs: Ns | null;
  ttrNs: Ns | null;
  harmNs: Ns;
  /** What was done, on the clock of the drill, up to the recovery. */
  events: readonly {tNs: Ns; text: string}[];
  /** Its recording, in `drills/` beside the file of results; `null`: there is none. */
  file: string | null;
};

/** A drill that is over and not judged yet: a line as soon as it is over, for which the one of its `Result` stands later. */
export type Pending = Pick<DrillResult, 'at' | 'drill' | 'seed' | 'file'> & {won: boolean; judged: false};

/** All that is kept, oldest first; `foreign`: how many lines are none of it. */
export type Results = {results: DrillResult[]; pending: Pending[]; foreign: number};

/** Where results are kept, whether there are any or not. */
export function resultsFile(env: Environment): string {
  return join(stateFolder(env), 'results.ndjson');
}

/** What is kept there. Throws an Error when there is a file that can not be read. */
export function readResults(env: Environment): Results {
  const lines = textOf(resultsFile(env))
    .split('\n')
    .filter(line => line.trim() !== '');
  const read = lines.map(parsed);
  const results = read.flatMap(each => resultIn(each) ?? []).toSorted(byTime);
  const told = read.flatMap(each => pendingIn(each) ?? []);
  const judged = new Set(results.map(keyOf));
  const pending = told.filter(each => !judged.has(keyOf(each)));
  return {results, pending, foreign: lines.length - results.length - told.length};
}

/** Adds a line. Throws an Error when it can not be written. */
export function addResult(env: Environment, result: DrillResult): void {
  addLine(resultsFile(env), JSON.stringify(result));
}

/** Likewise. */
export function addPending(env: Environment, pending: Pending): void {
  addLine(resultsFile(env), JSON.stringify(pending));
}

/** One that was judged later has its line later. */
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

/** Anybody may have written there: what is shown is made safe to show. `null`: it is no result. */
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
