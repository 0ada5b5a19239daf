import type {Policy} from '../machine/policy/policy.ts';
import {openSimulator} from '../source/simulator/simulator.ts';
import type {Outcome} from './outcome.ts';
import {runAll} from './pool.ts';
import {SAMPLE_NS, type TrialScript} from './trial.ts';
import type {Job, TrialData} from './worker.ts';

export type Comparison = {
  script: TrialScript;
  policies: readonly Policy[];
  /** Every policy is run with each of them. */
  seeds: readonly number[];
};

/** What came of a policy. */
export type Trials = {
  policy: Policy;
  /** Why it can not run on this hardware. */
  refusal: string | null;
  /** In the order of the seeds; `null`: not run, because somebody interrupted. */
  outcomes: readonly (Outcome | null)[];
};

export type TrialProgress = {done: number; all: number};

export type Circumstances = {
  /** How many worker threads; the result does not depend on it. */
  workers: number;
  /** When aborted, it returns the finished runs. */
  signal: AbortSignal;
  onProgress?(progress: TrialProgress): void;
};

/**
 * Runs every policy with every seed on the same script, in worker threads. All policies have a first run before one has a second: an
 * interrupted comparison compares like with like. Rejects when a run fails.
 */
export async function comparePolicies(
  comparison: Comparison,
  {workers, signal, onProgress}: Circumstances,
): Promise<Trials[]> {
  const {script, policies, seeds} = comparison;
  const trials = policies.map(policy => ({
    policy,
    refusal: refusalOf(script, policy),
    outcomes: seeds.map((): Outcome | null => null),
  }));
  const jobs = seeds.flatMap(seed => policies.map((_, policy): Job => ({policy, seed})));
  const runnable = jobs.filter(({policy}) => trials[policy].refusal === null);
  let done = 0;
  onProgress?.({done, all: runnable.length});
  await runAll<Job, Outcome>(runnable, {
    program: new URL(WORKER, import.meta.url),
    data: {script, policies} satisfies TrialData,
    workers,
    signal,
    take(_, outcome, {policy, seed}) {
      trials[policy].outcomes[seeds.indexOf(seed)] = outcome;
      onProgress?.({done: ++done, all: runnable.length});
    },
  });
  return trials;
}

/** The worker lies beside this file, in src and in a bundle alike. */
const WORKER = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';

/** A machine without the needed hardware fails when it is built; that takes no simulated time. */
function refusalOf({scenario, hardware}: TrialScript, policy: Policy): string | null {
  if (hardware === 'assumed') return null;
  try {
    openSimulator({scenario, policy, seed: 0, intervalNs: SAMPLE_NS, hardware});
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
