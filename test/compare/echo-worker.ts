import {parentPort, workerData} from 'node:worker_threads';

// Answers a number with its double plus what it was given at the start; fails, ends or never answers on request.
parentPort!.on('message', (job: number | 'fail' | 'end' | 'hang') => {
  if (job === 'fail') throw new Error('it can not be done');
  if (job === 'end') process.exit(3);
  if (job === 'hang') for (;;);
  parentPort!.postMessage(job * 2 + workerData);
});
