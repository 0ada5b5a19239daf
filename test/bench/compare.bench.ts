import {comparePolicies} from '../../src/compare/compare.ts';
import {policy, poweredge, S} from '../helpers/host.ts';
import {type Benchmark, cpuNsOf, median, type Outcome} from './harness.ts';

// As many runs as a comparison of all twelve policies with 20 seeds has: what a worker costs to start and to warm up weighs as much.
const SEEDS = Array.from({length: 120}, (_, at) => at + 1);
const ROUNDS = 3;

export const benchmarks: Benchmark[] = [
  // 0.85 of the efficiency: the same runs may cost 1/0.85 of the CPU time.
  {name: 'comparison: CPU time with two workers / with one', goal: 1.18, run: compareWorkers},
];

async function compareWorkers(): Promise<Outcome> {
  const costs: {[workers: number]: number[]} = {1: [], 2: []};
  for (let round = 0; round < ROUNDS; round++)
    for (const workers of [1, 2]) costs[workers].push(await cpuNsOf(() => comparison(workers)));
  const [one, two] = [median(costs[1]), median(costs[2])];
  const detail = `${SEEDS.length * 2} runs of 30 s: one ${seconds(one)}, two ${seconds(two)} of CPU, ${(one / two).toFixed(2)} of the efficiency`;
  return {value: two / one, detail};
}

const seconds = (ns: number) => `${(ns / S).toFixed(2)} s`;

async function comparison(workers: number): Promise<void> {
  const scenario = {name: 'poweredge-400sc', title: '', policy: 'xen', machine: poweredge};
  const schedule = [{t: 5 * S, command: {command: 'hang_domain' as const, domain: 'net'}}];
  await comparePolicies(
    {
      script: {scenario, hardware: 'assumed', schedule, untilNs: 30 * S},
      policies: [policy('xen-2005'), policy('xen')],
      seeds: SEEDS,
    },
    {workers, signal: new AbortController().signal},
  );
}
