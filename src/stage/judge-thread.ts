import {Worker} from 'node:worker_threads';
import type {Debrief} from '../drill/judge/debrief.ts';
import type {JudgeData} from './judge-worker.ts';

type WorkerMessage = {done: number; of: number} | {debrief: Debrief};

/** Makes a debrief in a worker thread: it plays a dozen runs, which takes seconds. `end` stops it; then `debrief` rejects. */
export function judgeInThread(
  data: JudgeData,
  onProgress: (done: number, of: number) => void,
): {debrief: Promise<Debrief>; end(): void} {
  const worker = new Worker(new URL(WORKER, import.meta.url), {workerData: data});
  const {promise, resolve, reject} = Promise.withResolvers<Debrief>();
  worker.on('message', (message: WorkerMessage) =>
    'debrief' in message ? resolve(message.debrief) : onProgress(message.done, message.of),
  );
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('judging was stopped')));
  return {debrief: promise, end: () => void worker.terminate()};
}

/** The worker is next to this file, in src and in a bundle. */
const WORKER = import.meta.url.endsWith('.ts') ? './judge-worker.ts' : './judge-worker.js';
