import {globSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {
  crowdedFolders,
  doubleNames,
  type Fault,
  importCircles,
  longFiles,
  longFunctions,
  lostComments,
  unexpected,
  unusedExports,
  upwardImports,
} from './helpers/house.ts';
import {CROWDED, DOUBLE, IN_CIRCLES, LONG, UNUSED} from './helpers/house-exceptions.ts';
import type {SourceFile} from './helpers/layers.ts';

const src = new URL('../src/', import.meta.url);

const files: SourceFile[] = readdirSync(src, {recursive: true, encoding: 'utf8'})
  .filter(path => /\.tsx?$/.test(path))
  .map(path => ({path, text: readFileSync(new URL(path, src), 'utf8')}));

/** The build imports from src too. */
const build = readFileSync(new URL('../bin/build.js', src), 'utf8').replaceAll('../src/', './');

const root = new URL('../', src);
const outside: SourceFile[] = globSync('{test,bin,recordings}/**/*.{ts,tsx,js}', {cwd: root.pathname})
  .filter(path => !/node_modules|\.build/.test(path))
  .map(path => ({path, text: readFileSync(new URL(path, root), 'utf8')}));

/** Folders of the machine: each may import from those before it. */
const MACHINE = [
  'spec.ts',
  'policy',
  'hardware',
  'memory',
  'counted',
  'cpu',
  'wire',
  'supervisor',
  'handlers',
  'life',
  'command',
  'machine.ts',
];

describe('in src', () => {
  const CHECKS: [rule: string, faults: Fault[], exceptions: readonly string[]][] = [
    ['no import circle inside a room', importCircles(files), IN_CIRCLES],
    ['no folder with more than 16 files', crowdedFolders(files), CROWDED],
    ['no function over 60 lines', longFunctions(files), LONG],
    ['no doc comment above another comment', lostComments(files), []],
    ['no exported name twice', doubleNames(files), DOUBLE],
    ['no export that only a test uses', unusedExports(files, [{path: 'build.js', text: build}]), UNUSED],
    ['no import upwards in the machine', upwardImports(files, 'machine', MACHINE), []],
  ];

  test.each(CHECKS)('%s', (_rule, faults, exceptions) => {
    expect(files.length).toBeGreaterThan(300);
    expect(unexpected(faults, exceptions)).toEqual([]);
  });
});

test('outside of src, no file with more than 300 lines', () => {
  expect(outside.length).toBeGreaterThan(200);
  expect(longFiles(outside).map(({complaint}) => complaint)).toEqual([]);
});

test('an exception covers a fault, and is one itself once nothing needs it', () => {
  const faults = [
    {key: 'a', complaint: 'a is wrong'},
    {key: 'b', complaint: 'b is wrong'},
  ];
  expect(unexpected(faults, ['a'])).toEqual(['b is wrong']);
  expect(unexpected(faults, ['a', 'b', 'c'])).toEqual(['c is fixed: take it out of the exceptions']);
});

const keys = (faults: readonly Fault[]) => faults.map(({key}) => key);
const file = (path: string, ...lines: string[]): SourceFile => ({path, text: `${lines.join('\n')}\n`});

describe('circles', () => {
  const a = file('machine/a.ts', "import {b} from './b.ts';");
  const c = file('machine/x/c.ts', "export {d} from '../a.ts';");

  test('over three files, by type, value and lazy import', () => {
    const b = file('machine/b.ts', "import type {C} from './x/c.ts';");
    expect(keys(importCircles([a, b, c]))).toEqual(['machine: 3 files']);
    const lazy = file('machine/b.ts', "const {c} = await import('./x/c.ts');");
    expect(keys(importCircles([a, lazy, c]))).toEqual(['machine: 3 files']);
  });

  test('not where an import goes one way, or stands in a comment', () => {
    expect(importCircles([a, file('machine/b.ts', "// import {c} from './x/c.ts';"), c])).toEqual([]);
    expect(importCircles([a, file('machine/b.ts', "import {f} from 'node:fs';")])).toEqual([]);
  });
});

test('a folder with 17 files, however many are in folders of it', () => {
  const many = (folder: string, count: number) => Array.from({length: count}, (_, at) => file(`${folder}/${at}.ts`));
  expect(keys(crowdedFolders([...many('ui', 16), ...many('ui/views', 17)]))).toEqual(['ui/views']);
});

test('a file of 301 lines', () => {
  const lines = (count: number) => Array.from({length: count}, () => 'a;');
  expect(keys(longFiles([file('test/a.ts', ...lines(300)), file('test/b.ts', ...lines(301))]))).toEqual(['test/b.ts']);
});

test('a function of 61 lines, of either form', () => {
  const body = (lines: number) => Array.from({length: lines - 2}, () => '  go();');
  const text = ['function short() {', ...body(60), '}', 'export async function long() {', ...body(61), '}'];
  expect(keys(longFunctions([file('cli/a.ts', ...text)]))).toEqual(['long']);
  expect(keys(longFunctions([file('cli/a.ts', 'const arrow = (a: A): B => {', ...body(61), '};')]))).toEqual(['arrow']);
});

test('a doc comment above another comment', () => {
  const doc = ['/** Opens it. */', '/** So many. */', 'const MOST = 3;'];
  expect(keys(lostComments([file('cli/a.ts', '', ...doc)]))).toEqual(['cli/a.ts:2']);
  expect(keys(lostComments([file('cli/a.ts', '/** Opens it. */', '// So many.', 'const MOST = 3;')]))).toEqual([
    'cli/a.ts:1',
  ]);
  const fine = ['/** So many. */', 'const MOST = 3;', '/** Opens it. */', '// biome-ignore lint: a reason', 'open();'];
  expect(lostComments([file('cli/a.ts', ...fine)])).toEqual([]);
});

test('a name that two files export; what is handed on is one thing', () => {
  const one = file('cli/a.ts', 'export type Row = 1;', 'export const a = 1;');
  const two = file('ui/b.ts', 'export function Row() {}', "export {a} from '../cli/a.ts';");
  expect(keys(doubleNames([one, two]))).toEqual(['Row']);
});

test('a value that nothing imports; a type may be', () => {
  const a = file(
    'cli/a.ts',
    'export type A = 1;',
    'export const b = 1;',
    'export function c() {}',
    'export class D {}',
  );
  const user = file('cli/b.ts', "import {b, type A as B} from './a.ts';");
  expect(keys(unusedExports([a, user]))).toEqual(['c', 'D']);
  expect(keys(unusedExports([a, user], [file('build.js', "import {c as d} from './cli/a.ts';")]))).toEqual(['D']);
  expect(unusedExports([a, file('cli/b.ts', "import * as all from './a.ts';")])).toEqual([]);
});

test('an import upwards, and a folder without a place', () => {
  const order = ['memory', 'wire', 'top.ts'];
  const low = file('machine/memory/a.ts', "import type {B} from '../wire/b.ts';");
  const high = file('machine/wire/b.ts', "import {a} from '../memory/a.ts';");
  const lost = file('machine/else/c.ts');
  expect(keys(upwardImports([low, high, lost, file('cli/d.ts')], 'machine', order))).toEqual([
    'machine/memory/a.ts machine/wire/b.ts',
    'machine/else/c.ts',
  ]);
});
