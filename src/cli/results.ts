import {appendFileSync, closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {LONGEST_RESULTS} from '../protocol/bounds.ts';
import {sanitize} from '../protocol/sanitize.ts';
import type {Ns} from '../protocol/words.ts';
import {isPlain} from '../scenario/repeat.ts';
import {whyUnwritable} from './file-sink.ts';
import type {Io} from './io.ts';
import {readTextNow} from './read-text.ts';
import {makeFolder, stateFolder} from './state-folder.ts';

/** How a drill went that somebody took on the screen: a line of `results.ndjson`. */
export type Result = {
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

/** Where results are kept, whether there are any or not. */
export function resultsFile(env: Io['env']): string {
  return join(stateFolder(env), 'results.ndjson');
}

/** All results, oldest first, and how many lines are none. Throws an Error when there is a file that can not be read. */
export function readResults(env: Io['env']): {results: Result[]; foreign: number} {
  const lines = textOf(resultsFile(env))
    .split('\n')
    .filter(line => line.trim() !== '');
  const results = lines.flatMap(line => resultIn(line) ?? []);
  return {results, foreign: lines.length - results.length};
}

/**
 * Adds a line. It is written at once and at the end, so that two who do so at the same time both have theirs; what somebody left torn
 * is ended before it. Throws an Error when it can not be written.
 */
export function addResult(env: Io['env'], result: Result): void {
  const file = resultsFile(env);
  makeFolder(dirname(file));
  try {
    appendFileSync(file, `${endsTorn(file) ? '\n' : ''}${JSON.stringify(result)}\n`);
  } catch (error) {
    throw new Error(`${file} can not be written: ${whyUnwritable(error)}`, {cause: error});
  }
}

function textOf(file: string): string {
  try {
    return readTextNow(file, LONGEST_RESULTS);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Error(`${file} can not be read: ${(error as Error).message}`, {cause: error});
  }
}

function endsTorn(file: string): boolean {
  const fd = openSync(file, 'a+');
  try {
    const {size} = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
  } finally {
    closeSync(fd);
  }
}

const NEWLINE = 10;

/** Anybody may have written there: what is shown is made safe to show. `null`: it is no result. */
function resultIn(line: string): Result | null {
  const read = parsed(line);
  if (!isPlain(read)) return null;
  const {at, drill, seed, passed, score, ttdNs, ttcNs, ttrNs, harmNs, events, file} = read;
  const texts = [at, drill].every(text => typeof text === 'string');
  const numbers = [seed, score, harmNs].every(value => Number.isFinite(value));
  const times = [ttdNs, ttcNs, ttrNs].every(value => value === null || Number.isFinite(value));
  const named = file === null || typeof file === 'string';
  if (!texts || !numbers || !times || !named || typeof passed !== 'boolean' || !isEvents(events)) return null;
  const safe = events.map(({tNs, text}) => ({tNs, text: sanitize(text)}));
  return {...(read as Result), at: sanitize(at as string), drill: sanitize(drill as string), events: safe};
}

function isEvents(value: unknown): value is Result['events'] {
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
