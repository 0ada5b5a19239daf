import {counted, seconds} from '../../model/words/numbers.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Environment} from '../../store/state-folder.ts';
import {bestOf} from './kept-files.ts';
import {type DrillResult, readResults} from './results.ts';

/** The best run so far. `summary`: how well it went. `events`: what was done when. */
export type BestRun = {readonly summary: string; readonly events: readonly {readonly tNs: Ns; readonly text: string}[]};

/**
 * The user's best run of a drill. Its events come only from a run with the same seed: those of another seed would be misleading, and could
 * reveal when something breaks. `null`: the drill was never taken.
 */
export function bestRunOf(drill: string, seed: number, env: Environment): BestRun | null {
  const results = resultsOf(drill, env);
  const same = bestOf(results.filter(result => result.seed === seed));
  const best = same ?? bestOf(results);
  return best && {summary: scoreWords(best), events: same ? best.events : []};
}

/** The user's runs of a drill so far, for the end of its debrief; `null`: it was never taken. */
export function runsSoFar(drill: string, env: Environment): string | null {
  const results = resultsOf(drill, env);
  const best = bestOf(results);
  return best && `taken ${counted(results.length, 'time')}; ${scoreWords(best)}`;
}

function scoreWords({score, seed, ttdNs, ttcNs, ttrNs}: DrillResult): string {
  const times = [
    ['detected in', ttdNs],
    ['contained in', ttcNs],
    ['recovered in', ttrNs],
  ] as const;
  const known = times.flatMap(([word, ns]) => (ns === null ? [] : [`${word} ${seconds(ns)}`]));
  return [`the best earned ${score} points (seed ${seed})`, ...known].join(', ');
}

function resultsOf(drill: string, env: Environment): DrillResult[] {
  try {
    return readResults(env).results.filter(result => result.drill === drill);
  } catch {
    return [];
  }
}
