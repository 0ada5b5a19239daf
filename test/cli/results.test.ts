import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, beforeEach, describe, expect, test} from 'vitest';
import {bestRunOf} from '../../src/stage/kept/best-run.ts';
import {bestOf, dropOthers, latestUnfinished} from '../../src/stage/kept/kept-files.ts';
import {
  addPending,
  addResult,
  type DrillResult,
  type Pending,
  readResults,
  resultsFile,
} from '../../src/stage/kept/results.ts';
import {keepName} from '../../src/store/files.ts';
import {irqdeck} from '../helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-results-'));
afterAll(() => rmSync(dir, {recursive: true}));

let env: {XDG_STATE_HOME: string};
let nth = 0;
beforeEach(() => {
  env = {XDG_STATE_HOME: join(dir, String(nth++))};
});

const result = (changed: Partial<DrillResult> = {}): DrillResult => ({
  at: '2026-11-25T00:00:00.000Z',
  drill: 'hung-sharer',
  seed: 1,
  passed: true,
  score: 90,
  ttdNs: 2e9,
  ttcNs: 11e9,
  ttrNs: 16e9,
  harmNs: 22e9,
  events: [{tNs: 41e9, text: 'reset_device eth0'}],
  file: null,
  ...changed,
});

test('what is added is read again, in order', () => {
  const all = [result(), result({score: 94}), result({drill: 'storm', passed: false, score: 12, ttrNs: null})];
  for (const each of all) addResult(env, each);
  expect(readResults(env)).toEqual({results: all, pending: [], foreign: 0});
});

test('what is torn or foreign is counted, and costs nothing else', async () => {
  addResult(env, result());
  appendFileSync(resultsFile(env), 'hello\n{"drill":"storm"}\n[]\n\n{"at":"2026');
  addResult(env, result({score: 95}));
  const {results, foreign} = readResults(env);
  expect([results.map(({score}) => score), foreign]).toEqual([[90, 95], 4]);
  const {status, stdout, stderr} = await irqdeck(['drill', '--results'], {env});
  expect(status).toBe(0);
  expect(stderr).toBe(`irqdeck: 4 lines of ${resultsFile(env)} can not be read; only the others are shown.\n`);
  expect(stdout.split('\n')).toHaveLength(3);
});

test('what somebody else wrote there can not speak to the terminal', () => {
  addResult(env, result({drill: 'a\x1b]0;b\x07', events: [{tNs: 1, text: '\x1b[31mred'}]}));
  const [{drill, events}] = readResults(env).results;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
  expect(drill + events[0].text).not.toMatch(/[\x00-\x1f]/);
});

test('two who add at the same time both have theirs', async () => {
  const script = `
    import {addResult} from ${JSON.stringify(new URL('../../src/stage/kept/results.ts', import.meta.url).href)};
    const result = ${JSON.stringify(result())};
    for (let n = 0; n < 200; n++) addResult(${JSON.stringify(env)}, {...result, seed: Number(process.argv[1])});`;
  const writers = [1, 2].map(seed => spawn(process.execPath, ['--input-type=module', '-e', script, String(seed)]));
  await Promise.all(writers.map(writer => once(writer, 'exit')));
  const {results, foreign} = readResults(env);
  expect(foreign).toBe(0);
  for (const seed of [1, 2]) expect(results.filter(each => each.seed === seed)).toHaveLength(200);
});

describe('drill --results', () => {
  test('tells of each drill how often, how well and how fast', async () => {
    for (const score of [70, 94, 80]) addResult(env, result({score, ttdNs: score * 1e8}));
    addResult(env, result({drill: 'storm', passed: false, score: 12, ttdNs: 1e9, ttcNs: null, ttrNs: null}));
    expect((await irqdeck(['drill', '--results'], {env})).stdout).toBe(
      `${[
        'DRILL        TAKEN  WON  BEST  LAST  DETECTED  CONTAINED  RECOVERED  LAST TAKEN',
        'hung-sharer      3    3    94    80     7.0 s     11.0 s     16.0 s  2026-11-25',
        'storm            1    0    12    12         -          -          -  2026-11-25',
      ].join('\n')}\n`,
    );
    const {stdout} = await irqdeck(['drill', 'storm', '--results', '--json'], {env});
    expect(JSON.parse(stdout)).toEqual({
      drill: 'storm',
      taken: 1,
      won: 0,
      best: 12,
      bestSeed: 1,
      last: 12,
      lastSeed: 1,
      lastAt: '2026-11-25T00:00:00.000Z',
      ttdNs: null,
      ttcNs: null,
      ttrNs: null,
    });
  });

  test('says what to do where there are none', async () => {
    expect(await irqdeck(['drill', '--results'], {env})).toEqual({
      status: 0,
      stdout: '',
      stderr:
        'irqdeck: no drill was taken on the screen yet; irqdeck drill lists them, and irqdeck drill NAME takes one.\n',
    });
    expect((await irqdeck(['drill', 'storm', '--results'], {env})).stderr).toBe(
      'irqdeck: storm was not taken yet; irqdeck drill storm takes it.\n',
    );
  });
});

test('of several the best is the one with the most points, and the latest of those', () => {
  const all = [result({at: 'a'}), result({at: 'b', score: 95}), result({at: 'c', score: 95}), result({at: 'd'})];
  expect(bestOf(all)?.at).toBe('c');
  expect(bestOf([])).toBeNull();
});

test('of a drill with a seed the best recording stays and the last one, and what was left stays by itself', () => {
  const folder = join(env.XDG_STATE_HOME, 'irqdeck/drills');
  mkdirSync(folder, {recursive: true});
  const file = (name: string, second: number, end = '') => `${name}-2026-11-24T21.30.0${second}.250${end}.ndjson.gz`;
  const [one, two, three, other, left, own] = [
    file('hung-sharer-1', 1),
    file('hung-sharer-1', 2),
    file('hung-sharer-1', 3),
    file('hung-sharer-11', 1),
    file('hung-sharer-1', 4, '.unfinished'),
    'notes-1.txt',
  ];
  for (const name of [one, two, three, other, left, own]) writeFileSync(join(folder, name), '');
  const results = [result({file: one, score: 95}), result({file: two}), result({file: three, score: 20})];
  dropOthers(join(folder, three), 'hung-sharer', 1, {results, pending: []}, env);
  expect(readdirSync(folder).toSorted()).toEqual([one, three, other, left, own].toSorted());
  expect(latestUnfinished('hung-sharer', env)).toBe(join(folder, left));
  expect(latestUnfinished(null, env)).toBe(join(folder, left));
  expect(latestUnfinished('hung', env)).toBeNull();
  const later = file('hung-sharer-1', 5, '.unfinished');
  writeFileSync(join(folder, later), '');
  expect(latestUnfinished('hung-sharer', env)).toBe(join(folder, later));
  dropOthers(join(folder, later), 'hung-sharer', 1, {results, pending: []}, env);
  expect(readdirSync(folder)).not.toContain(left);
});

test('what is running is no leftover: it is neither removed nor gone on with', () => {
  const folder = join(env.XDG_STATE_HOME, 'irqdeck/drills');
  mkdirSync(folder, {recursive: true});
  const [running, left] = [1, 2].map(second =>
    join(folder, `hung-sharer-1-2026-11-24T21.30.0${second}.250.unfinished.ndjson.gz`),
  );
  for (const file of [running, left]) writeFileSync(file, '');
  const owner = keepName(running);
  dropOthers(left, 'hung-sharer', 1, {results: [], pending: []}, env);
  expect(existsSync(running)).toBe(true);
  const younger = keepName(left);
  expect(latestUnfinished('hung-sharer', env)).toBeNull();
  younger.release();
  expect(latestUnfinished('hung-sharer', env)).toBe(left);
  owner.release();
  dropOthers(left, 'hung-sharer', 1, {results: [], pending: []}, env);
  expect(readdirSync(folder)).toEqual([basename(left)]);
});

test('a drill that is over has its line before it is judged, and is judged by its recording later', async () => {
  const folder = join(env.XDG_STATE_HOME, 'irqdeck/drills');
  mkdirSync(folder, {recursive: true});
  const file = 'hung-sharer-1-2026-11-24T21.30.01.250.ndjson.gz';
  copyFileSync('test/captures/drill-hung-sharer.ndjson.gz', join(folder, file));
  const pending: Pending = {
    at: '2026-11-24T21:31:00.000Z',
    drill: 'hung-sharer',
    seed: 1,
    won: true,
    file,
    judged: false,
  };
  addPending(env, pending);
  addResult(env, result());
  expect(readResults(env)).toEqual({results: [result()], pending: [pending], foreign: 0});
  // The screen on which it was taken may be judging it.
  const owner = keepName(join(folder, file));
  const waits = await irqdeck(['drill', '--results', '--json'], {env});
  expect(waits.stderr).toBe(
    'irqdeck: hung-sharer, seed 1, won at 2026-11-24T21:31:00.000Z, is not judged yet, so it is not counted.\n',
  );
  expect(JSON.parse(waits.stdout)).toMatchObject({taken: 1});
  owner.release();
  const judged = await irqdeck(['drill', '--results', '--json'], {env});
  expect(judged.stderr).toBe('');
  expect(JSON.parse(judged.stdout)).toMatchObject({taken: 2, lastAt: '2026-11-25T00:00:00.000Z'});
  const {results, pending: none} = readResults(env);
  expect([results.map(({at}) => at), none]).toEqual([['2026-11-24T21:31:00.000Z', result().at], []]);
});

test('a ghost of another seed does not tell when anything was done', () => {
  addResult(env, result({seed: 4}));
  expect(bestRunOf('hung-sharer', 1, env)).toEqual({
    summary: 'the best earned 90 points (seed 4), detected in 2.0 s, contained in 11.0 s, recovered in 16.0 s',
    events: [],
  });
  addResult(env, result({seed: 1, score: 60}));
  expect(bestRunOf('hung-sharer', 1, env)?.events).toEqual([{tNs: 41e9, text: 'reset_device eth0'}]);
  expect(bestRunOf('storm', 1, env)).toBeNull();
});

test('a line stays a line', () => {
  addResult(env, result({drill: 'two\nlines'}));
  expect(readFileSync(resultsFile(env), 'utf8').split('\n')).toHaveLength(2);
});
