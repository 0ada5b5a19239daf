import {parentPort, workerData} from 'node:worker_threads';
import type {Policy} from '../machine/policy/policy.ts';
import {outcomeOf} from './outcome.ts';
import {recordsOf, type TrialScript} from './trial.ts';

// One of the workers of a comparison: it gets the comparison when it starts, then one run after the other.

export type TrialData = {script: TrialScript; policies: readonly Policy[]};
/** The policy, by its place, and the seed. */
export type Job = {policy: number; seed: number};

const {script, policies}: TrialData = workerData;

parentPort!.on('message', ({policy, seed}: Job) => {
  try {
    const records = recordsOf(script, policies[policy], seed);
    parentPort!.postMessage(outcomeOf(records, script.schedule, script.untilNs));
  } catch (cause) {
    throw new Error(`the run of ${policies[policy].name} with seed ${seed} failed: ${(cause as Error).message}`, {
      cause,
    });
  }
});
