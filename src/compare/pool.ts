import {Worker} from 'node:worker_threads';

export type Pool<Job, Result> = {
  /** The program of a worker: it answers every message, a job, with one message, its result. */
  program: URL;
  /** Given to every worker as it starts. */
  data: unknown;
  /** How many there may be. */
  workers: number;
  /** Aborted: no more results are taken and the workers are ended, whatever they are doing. */
  signal: AbortSignal;
  /** Called with every result as it comes, in any order. */
  take(at: number, result: Result, job: Job): void;
};

/**
 * Has all jobs done, each by whichever worker is free; a worker does one after the other, so that it is started and warmed up once.
 * Rejects with the first error of a worker; all are ended then.
 */
export async function runAll<Job, Result>(jobs: readonly Job[], pool: Pool<Job, Result>): Promise<void> {
  const {program, data, signal} = pool;
  if (signal.aborted) return;
  const count = Math.min(pool.workers, jobs.length);
  const workers = Array.from({length: count}, () => new Worker(program, {workerData: data}));
  let next = 0;
  const draw = () => (next < jobs.length && !signal.aborted ? next++ : null);
  const aborted = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
  try {
    await Promise.race([aborted, Promise.all(workers.map(worker => serve(worker, jobs, draw, pool)))]);
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()));
  }
}

/** Feeds a worker until no job is left. */
function serve<Job, Result>(
  worker: Worker,
  jobs: readonly Job[],
  draw: () => number | null,
  {signal, take}: Pool<Job, Result>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let at: number | null = null;
    const give = () => {
      at = draw();
      if (at === null) resolve();
      else worker.postMessage(jobs[at]);
    };
    worker.on('message', (result: Result) => {
      if (at !== null && !signal.aborted) take(at, result, jobs[at]);
      give();
    });
    worker.on('error', reject);
    worker.on('exit', status => reject(new Error(`a worker ended before its work, with status ${status}`)));
    give();
  });
}
