import {Worker} from 'node:worker_threads';
import type {Debrief} from '../drill/judge/debrief.ts';
import type {JudgeData} from './judge-worker.ts';

type Said = {done: number; of: number} | {debrief: Debrief};

/** Works a debrief out in a thread of its own: it plays a dozen runs, which takes seconds. `end` gives it up. */
export function judgeInThread(
  data: JudgeData,
  told: (done: number, of: number) => void,
): {debrief: Promise<Debrief>; end(): void} {
  const worker = new Worker(new URL(WORKER, import.meta.url), {workerData: data});
  const {promise, resolve, reject} = Promise.withResolvers<Debrief>();
  worker.on('message', (said: Said) => ('debrief' in said ? resolve(said.debrief) : told(said.done, said.of)));
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('it was given up')));
  return {debrief: promise, end: () => void worker.terminate()};
}

/** The worker lies beside this file, in src and in a bundle alike. */
const WORKER = import.meta.url.endsWith('.ts') ? './judge-worker.ts' : './judge-worker.js';
