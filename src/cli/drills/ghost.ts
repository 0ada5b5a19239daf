import {seconds} from '../../model/words/numbers.ts';
import type {Ghost, ToldPart} from '../../ui/port.ts';
import type {Io} from '../program/io.ts';
import {counted} from '../show/text.ts';
import {bestOf} from './kept.ts';
import {type DrillResult, readResults} from './results.ts';

/**
 * The best run of somebody's at a drill: what was done when, with the same seed; with another one, when something breaks would be
 * told by that, so only how well it went. `null`: it was never taken.
 */
export function ghostOf(drill: string, seed: number, env: Io['env']): Ghost | null {
  const results = resultsOf(drill, env);
  const same = bestOf(results.filter(result => result.seed === seed));
  const best = same ?? bestOf(results);
  return best && {told: toldOf(best), events: same ? best.events : []};
}

/** What somebody made of a drill so far, for the foot of its debrief. */
export function runsTold(drill: string, env: Io['env']): ToldPart[] {
  const results = resultsOf(drill, env);
  const best = bestOf(results);
  if (best === null) return [];
  const text = `taken ${counted(results.length, 'time')}; ${toldOf(best)}`;
  return [{heading: 'YOUR RUNS', rows: [{text}]}];
}

function toldOf({score, seed, ttdNs, ttcNs, ttrNs}: DrillResult): string {
  const times = [
    ['detected in', ttdNs],
    ['contained in', ttcNs],
    ['recovered in', ttrNs],
  ] as const;
  const known = times.flatMap(([word, ns]) => (ns === null ? [] : [`${word} ${seconds(ns)}`]));
  return [`the best earned ${score} points (seed ${seed})`, ...known].join(', ');
}

function resultsOf(drill: string, env: Io['env']): DrillResult[] {
  try {
    return readResults(env).results.filter(result => result.drill === drill);
  } catch {
    return [];
  }
}
