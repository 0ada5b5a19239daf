import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {shortLimits} from './helpers/limits.ts';
import {SLOW} from './helpers/slow.ts';

const here = new URL('./', import.meta.url);

/** Of benchmarks wall time is the subject; here stand examples. */
const files = readdirSync(here, {recursive: true, encoding: 'utf8'})
  .filter(path => /\.(?:tsx?|js|py)$/.test(path))
  .filter(path => !path.startsWith('bench/') && path !== 'limits.test.ts');

test('no test has a limit of wall time that a busy machine meets', () => {
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap(path => shortLimits(path, readFileSync(new URL(path, here), 'utf8')));
  expect(found).toEqual([]);
});

test.each([
  ['{timeout: 60_000}', true],
  ['testTimeout: 5000,', true],
  ['}, 60_000);', true],
  ['  },\n  90_000,\n);', true],
  ['for (const end = Date.now() + 30_000; ; ) {', true],
  ['end = time.monotonic() + 5', true],
  ['expect(performance.now() - began).toBeLessThan(900);', true],
  ['if (Date.now() - began > 60_000) throw new Error();', true],
  ['{timeout: 600_000}', false],
  ['}, 3_600_000);', false],
  ['expect(performance.now() - began).toBeGreaterThan(199);', false],
  ['expect(await used).toBeLessThan(1_000);', false],
  ['const all = play(START, 0, {\n  a: 1,\n}, 60);', false],
])('%j', (text, isShort) => {
  expect(shortLimits('x', text).length > 0).toBe(isShort);
});

test('what is slow is there, and named once', () => {
  expect(SLOW.filter(path => !existsSync(new URL(path, here)))).toEqual([]);
  expect(new Set(SLOW).size).toBe(SLOW.length);
});
