import {readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {removeUnowned, writerOf} from '../../store/files.ts';
import {type Environment, stamp, stateFolder} from '../../store/state-folder.ts';
import type {DrillResult, Results} from './results.ts';

// `drills/hung-sharer-1-2026-11-24T21.30.05.250.ndjson.gz`: the drill, its seed and when it began. Before it is over: `….unfinished.ndjson.gz`.

const KEPT = /^(.*-\d+)-(\d{4}-\d\d-\d\dT[\d.]+?)(\.unfinished)?\.ndjson\.gz$/;

export function drillsFolder(env: Environment): string {
  return join(stateFolder(env), 'drills');
}

/** A new name for the recording of a drill that begins now. */
export function unfinishedFile(drill: string, seed: number, env: Environment): string {
  return join(drillsFolder(env), `${nameOf(drill, seed)}-${stamp()}.unfinished.ndjson.gz`);
}

/** The name of the recording once the drill is over. */
export function finishedFile(unfinished: string): string {
  return unfinished.replace(/\.unfinished(?=\.ndjson\.gz$)/, '');
}

export function isUnfinishedOf(file: string, env: Environment): boolean {
  return file === join(drillsFolder(env), basename(file)) && KEPT.exec(basename(file))?.[3] !== undefined;
}

/** The latest recording of a drill that was left before its end and is not running; `drill` is its name, `null`: any. Returns `null` if there is none. */
export function latestUnfinished(drill: string | null, env: Environment): string | null {
  const prefix = drill === null ? null : nameOf(drill, 0).replace(/0$/, '');
  const left = keptIn(drillsFolder(env)).filter(
    ({unfinished, name}) => unfinished && (prefix === null || name.replace(/\d+$/, '') === prefix),
  );
  const files = left
    .toSorted((one, other) => (one.begun < other.begun ? 1 : -1))
    .map(({file}) => join(drillsFolder(env), file));
  return files.find(file => writerOf(file) === null) ?? null;
}

/**
 * Removes recordings of a drill and seed. Of finished runs the best, the last and those that are not judged yet stay; of unfinished runs the
 * last one and those that still run.
 */
export function dropOthers(
  last: string,
  drill: string,
  seed: number,
  {results, pending}: Pick<Results, 'results' | 'pending'>,
  env: Environment,
): void {
  const name = nameOf(drill, seed);
  const recorded = results.filter(each => each.file !== null && nameOf(each.drill, each.seed) === name);
  const stay = [basename(last), bestOf(recorded)?.file, ...pending.map(({file}) => file)];
  const unfinished = finishedFile(last) !== last;
  for (const kept of keptIn(drillsFolder(env)))
    if (kept.name === name && kept.unfinished === unfinished && !stay.includes(kept.file))
      removeUnowned(join(drillsFolder(env), kept.file));
}

/** The result with the most points; of several the latest. `null`: no results. */
export function bestOf(results: readonly DrillResult[]): DrillResult | null {
  return results.reduce<DrillResult | null>(
    (best, each) => (best === null || each.score >= best.score ? each : best),
    null,
  );
}

type Kept = {file: string; name: string; begun: string; unfinished: boolean};

function keptIn(folder: string): Kept[] {
  return filesIn(folder).flatMap(file => {
    const [, name, begun, unfinished] = KEPT.exec(file) ?? [];
    return name === undefined ? [] : [{file, name, begun, unfinished: unfinished !== undefined}];
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The name of a user's own drill may contain characters that a file name can not. */
function nameOf(drill: string, seed: number): string {
  return `${drill.replaceAll(/[^\w.-]/g, '_')}-${seed}`;
}
