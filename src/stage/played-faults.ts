import type {Cause, Drill} from '../drill/file/document.ts';
import {causeOf, drillWith} from '../drill/file/injects.ts';
import {actsOf, endOf} from '../drill/judge/findings.ts';
import {factsOf} from '../drill/judge/harm.ts';
import {brokenIn} from '../drill/judge/hold-monitor.ts';
import {RunTooLarge} from '../drill/judge/run-size.ts';
import {unsafeActs} from '../drill/judge/unsafe.ts';
import {moment} from '../model/words/numbers.ts';
import {writeCommand} from '../model/words/sentences.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {NS_PER_S} from '../protocol/words.ts';
import type {Fault, Path} from '../scenario/check/fault.ts';
import {judgeDrill} from './judge.ts';
import {type Baselines, baselinesOf, play, runScript} from './runs.ts';
import {type DrillSetup, setUpDrill} from './setup.ts';

/** Plays a drill once for each cause, and returns the faults that only playing shows, each at its key in the file. */
export async function playedFaults(drill: Drill, text: string): Promise<Fault[]> {
  const setup = await setUpDrill({drill, text}).catch((error: Error) => error.message);
  if (typeof setup === 'string') return [{path: ['set'], sentence: setup.replace(/^--set /, '').replace(/\.$/, '')}];
  const early = earlyFaults(drill);
  if (early.length > 0) return early;
  // This many seeds cover all causes.
  const faults: Fault[] = [];
  for (let seed = 1; seed <= drill.causes.length && faults.length < MOST_FAULTS; seed++)
    faults.push(...boundedFaults(setup, seed));
  return faults;
}

/** Normal operation before anything breaks, as the baseline of a comparison. */
const BASELINE_NS = 30 * NS_PER_S;

function earlyFaults({causes}: Drill): Fault[] {
  return causes.flatMap(({injects}, cause) =>
    injects.flatMap(({at, do: order}, inject) => {
      if (order === undefined || at >= BASELINE_NS) return [];
      const sentence = `this inject comes at ${moment(at)}, but the first 30 s must be normal operation; write 30s or later`;
      return [{path: ['causes', cause, 'injects', inject, 'at'], sentence}];
    }),
  );
}

/** After so many faults no more seeds are played. */
const MOST_FAULTS = 20;

function boundedFaults(setup: DrillSetup, seed: number): Fault[] {
  try {
    return causeFaults(setup, seed);
  } catch (error) {
    if (!(error instanceof RunTooLarge)) throw error;
    return [{path: ['limit'], sentence: error.message}];
  }
}

function causeFaults(setup: DrillSetup, seed: number): Fault[] {
  const {drill} = setup;
  const cause = causeOf(drill, seed);
  const path = ['causes', drill.causes.indexOf(cause)];
  const runs = baselinesOf(setup, seed);
  const refused = factsOf(runs.idle).flatMap(fact =>
    fact.kind === 'inject_refused'
      ? [{path: [...path, 'injects'], sentence: `${writeCommand(fact.command)} is refused: ${fact.reason}`}]
      : [],
  );
  const unsteady = brokenIn(drill, runs.healthy);
  if (unsteady !== null)
    return [
      ...refused,
      {
        path: ['holds'],
        sentence: `what must hold is broken at ${moment(unsteady)}, although ${cause.fault ? 'nothing was injected' : 'nothing is wrong'}`,
      },
    ];
  return [...refused, ...scriptFaults(setup, cause, seed, path, runs)];
}

/** The highest score that a blunder may earn. */
const BLUNDER = 40;

function scriptFaults(setup: DrillSetup, cause: Cause, seed: number, path: Path, runs: Baselines): Fault[] {
  const faults: Fault[] = [];
  const solved = endOf(runs.best);
  if (!solved.won)
    faults.push({
      path: [...path, 'solution'],
      sentence: `the solution does not win: ${solved.reason}${refusedIn(runs.best)}`,
    });
  for (const {command, say} of unsafeActs(drillWith(setup.drill, cause), actsOf(runs.best)))
    faults.push({
      path: [...path, 'solution'],
      sentence: `the solution does something unsafe: ${command} (${say}); change the solution, or give that entry of unsafe a before`,
    });
  if (cause.fault && endOf(runs.idle).won)
    faults.push({
      path: [...path, 'injects'],
      sentence: 'doing nothing wins: what must hold is never broken, or recovers by itself',
    });
  const blunder = play(setup, seed, runScript(setup, seed, 'blunder', cause.fault ? runs.faultNs : 0));
  const {score} = judgeDrill(setup, seed, blunder, runs, 0);
  if (score > BLUNDER)
    faults.push({
      path: [...path, 'blunder'],
      sentence: `the blunder earns ${score} of 100, more than ${BLUNDER}${refusedIn(blunder)}`,
    });
  return faults;
}

function refusedIn(records: readonly TraceRecord[]): string {
  const refused = factsOf(records).flatMap(fact =>
    fact.kind === 'command_refused' && fact.command ? [`${writeCommand(fact.command)} is refused: ${fact.reason}`] : [],
  );
  return refused.length === 0 ? '' : ` (${refused[0]})`;
}
