import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {beforeAll, expect, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../bin/build.js';
import {cpuMsOf, cpuMsToTheEnd} from '../helpers/cpu.ts';
import {irqdeck} from '../helpers/io.ts';
import {until} from '../helpers/patience.ts';

// The real program, as users have it: bundled, with its workers in a file beside it.

const FOLDER = 'node_modules/.cache/irqdeck-compare';
const ENTRIES = {main: 'src/main.ts', worker: 'src/compare/worker.ts'};
const ARGV = ['compare', '-J', '--policies', 'xen-2005,xen', '--do', '1s hang_domain net', '--until', '2s'];

beforeAll(() => bundle(ENTRIES, FOLDER, {whole: true}));

const start = (...argv: string[]) => spawn(process.execPath, [`${FOLDER}/main.js`, ...argv]);

test('bundled it finds its workers, and says the same to the last digit', async () => {
  const argv = [...ARGV, '--seeds', '2'];
  const child = start(...argv);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect({status, stdout, stderr}).toEqual(await irqdeck(argv));
});

test.skipIf(process.platform !== 'linux')('an interrupt ends workers and all, with what is done', async () => {
  const child = start(...ARGV, '--seeds', '100000', '--workers', '2');
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  // It prints nothing before the end; once it has used 2 s of CPU time it is certainly at work, however busy the computer is.
  await until(() => cpuMsOf(child.pid!)! > 2_000);
  const used = cpuMsToTheEnd(child.pid!);
  child.kill('SIGINT');
  const [status] = await once(child, 'close');
  expect(status).toBe(130);
  expect(await used).toBeLessThan(10_000);
  expect(await stderr).toMatch(/^irqdeck: interrupted: only \d+ of 200000 runs were made\.\n$/);
  expect((await stdout).trimEnd().split('\n')).toHaveLength(2);
});
