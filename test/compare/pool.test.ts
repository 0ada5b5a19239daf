import {expect, test} from 'vitest';
import {runAll} from '../../src/compare/pool.ts';

type Job = number | 'fail' | 'end' | 'hang';

async function run(jobs: Job[], workers: number, signal = new AbortController().signal, take = (_at: number) => {}) {
  const results: (number | null)[] = jobs.map(() => null);
  const program = new URL('echo-worker.ts', import.meta.url);
  await runAll<Job, number>(jobs, {
    program,
    data: 100,
    workers,
    signal,
    take(at, result) {
      results[at] = result;
      take(at);
    },
  });
  return results;
}

test('every result stands where its job did, whatever the number of workers', async () => {
  for (const workers of [1, 2, 9]) expect(await run([1, 2, 3, 4, 5], workers)).toEqual([102, 104, 106, 108, 110]);
  expect(await run([], 2)).toEqual([]);
});

test('the first error of a worker is the end of all, also of one that is busy', async () => {
  await expect(run([1, 'fail', 3], 1)).rejects.toThrow('it can not be done');
  await expect(run(['hang', 'fail'], 2)).rejects.toThrow('it can not be done');
});

test('a worker that ends by itself is an error', async () => {
  await expect(run([1, 'end'], 1)).rejects.toThrow('a worker ended before its work, with status 3');
});

test('interrupted: no more results, and workers are ended in the midst of their work', async () => {
  const controller = new AbortController();
  const results = await run([1, 'hang', 3], 1, controller.signal, at => at === 0 && controller.abort());
  expect(results).toEqual([102, null, null]);
  expect(await run([1, 2], 1, controller.signal)).toEqual([null, null]);
});
