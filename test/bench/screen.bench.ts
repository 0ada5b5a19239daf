import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import type {Benchmark, Outcome} from './harness.ts';

// Each way in a process of its own, as it would be, with React as it is for users; see screen-child.tsx for what is drawn.
const CHILD = 'test/bench/.build/js/screen.js';

export const benchmarks: Benchmark[] = [
  {name: 'screen, 200x60, all numbers: painted / rows as <Text>', goal: 0.3, run: compareWithInk},
  {name: 'screen, once a second: painted / raw line diff', goal: 2, run: compareWithRaw},
];

function compareWithInk(): Outcome {
  const [painted, ink] = [measure('painted', 60, 100), measure('ink', 60, 100)];
  if (!painted || !ink) return notBuilt;
  return compare('painted', painted.costs[0], '<Text>', ink.costs[0]);
}

function compareWithRaw(): Outcome {
  const result = measure('painted,raw', 15, 500);
  if (!result) return notBuilt;
  return compare('painted', result.costs[0], 'raw', result.costs[1]);
}

const notBuilt: Outcome = {value: null, detail: 'skipped: it needs the bundle that npm run bench makes'};

type Cost = {msPerFrame: number; bytesPerFrame: number};
type Measured = {costs: Cost[]};

function measure(ways: string, frames: number, intervalMs: number): Measured | undefined {
  if (!existsSync(CHILD)) return undefined;
  const env = {...process.env, NODE_ENV: 'production'};
  const args = [CHILD, ways, String(frames), String(intervalMs)];
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {env, encoding: 'utf8'});
  if (status !== 0) throw new Error(`${CHILD} ${ways} failed:\n${stderr}`);
  return JSON.parse(stdout);
}

function compare(name: string, cost: Cost, reference: string, referenceCost: Cost): Outcome {
  const figures = ({msPerFrame, bytesPerFrame}: Cost) =>
    `${msPerFrame.toFixed(2)} ms, ${(bytesPerFrame / 1000).toFixed(1)} kB`;
  const detail = `${name} ${figures(cost)}, ${reference} ${figures(referenceCost)} per frame`;
  return {value: cost.msPerFrame / referenceCost.msPerFrame, detail};
}
