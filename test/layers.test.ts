import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {idlePermissions, misplaced, type Rooms} from './helpers/layers.ts';
import {layersPicture, PAGE, withLayers} from './helpers/layers-picture.ts';

const src = new URL('../src/', import.meta.url);

const paths = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(path => /\.tsx?$/.test(path));
const files = paths.map(path => ({path, text: readFileSync(new URL(path, src), 'utf8')}));

test('every room imports and uses only what it may', () => {
  expect(paths).toContain('main.ts');
  expect(misplaced(files)).toEqual([]);
});

test('every room imports all that it may; narrow the table where it does not', () => {
  expect(idlePermissions(files)).toEqual([]);
});

test('a permission that no file uses', () => {
  const rooms: Rooms = {
    ui: {rooms: ['model', 'session'], types: ['source'], packages: ['ink', 'react', 'node:'], remedy: ''},
  };
  const text = "import type {A} from '../session/a.ts';\nimport {b} from '../model/b.ts';\nimport 'ink';";
  expect(idlePermissions([{path: 'ui/a.ts', text}], rooms)).toEqual([
    'ui imports session',
    'ui imports types of source',
    'ui imports react',
  ]);
});

const CASES: [what: string, path: string, text: string, complaint: string | null][] = [
  ['a value of a room that is allowed', 'machine/line.ts', "import {Wheel} from '../engine/wheel.ts';", null],
  ['a file of the own room', 'machine/line.ts', "import {hold} from './hold.ts';", null],
  ['a package of the room', 'model/fold.ts', "import {produce} from 'immer';", null],
  ['a part of Node where all are allowed', 'source/host.ts', "import {open} from 'node:fs/promises';", null],
  ['a type where types are allowed', 'session/session.ts', "import type {Source} from '../source/source.ts';", null],
  ['a word in a comment', 'engine/wheel.ts', '/* not Math.random */ // nor Date.now\nconst a = 1;', null],
  ['the arithmetic of the machine', 'machine/line.ts', 'const a = Math.floor(2 ** 32 * 3) + Math.imul(2, 3);', null],
  ['timers in pace', 'session/pace.ts', 'setTimeout(go, performance.now());', null],
  [
    'the machine knowing the model',
    'machine/line.ts',
    "import {fold} from '../model/fold.ts';",
    'src/machine/line.ts imports model/fold.ts: the machine reports what happened in records; to know more, fold them',
  ],
  [
    'the model knowing the machine, over several lines',
    'model/fold.ts',
    "import {\n  type A,\n  b,\n} from '../machine/line.ts';",
    'src/model/fold.ts imports machine/line.ts: the fold sees records only; add what it has to know to a record in protocol',
  ],
  [
    'a value where only types are allowed',
    'session/session.ts',
    "import {type Source} from '../source/source.ts';",
    'src/session/session.ts imports source/source.ts: only its types may be known here; write import type',
  ],
  [
    'an export from elsewhere',
    'protocol/words.ts',
    "export * from '../engine/wheel.ts';",
    'src/protocol/words.ts imports engine/wheel.ts: the dictionary stands alone; move what it needs into it',
  ],
  [
    'a lazy import',
    'drill/score.ts',
    "const {fold} = await import('../source/source.ts');",
    'src/drill/score.ts imports source/source.ts: a drill judges records; take it from them',
  ],
  [
    'somebody importing cli',
    'ui/App.tsx',
    "import '../cli/run.ts';",
    'src/ui/App.tsx imports cli/run.ts: the screen draws view state and sends commands; take what it needs from types of session, or through ui/drill-port.ts',
  ],
  [
    'a part of Node in the model',
    'model/fold.ts',
    "import {readFileSync} from 'node:fs';",
    'src/model/fold.ts imports node:fs: the fold sees records only; add what it has to know to a record in protocol',
  ],
  [
    'a room that is not in the table',
    'utils/text.ts',
    'export const a = 1;',
    'src/utils/text.ts: utils is no room; add it to the table in test/helpers/layers.ts with what it may import',
  ],
  [
    'the wall clock',
    'machine/cpu.ts',
    'const a = 1;\nconst now = Date.now();',
    'src/machine/cpu.ts:2 uses Date.now: time is handed in; only session/pace.ts knows the wall clock',
  ],
  [
    'chance without a seed',
    'engine/random.ts',
    'const now = Math.random();',
    'src/engine/random.ts:1 uses Math.random: draw from a stream of engine/random.ts, so that the seed determines everything',
  ],
  [
    'a function that differs between processors',
    'engine/random.ts',
    'const gap = -Math.log(u);',
    'src/engine/random.ts:1 uses Math.log: it differs between versions and processors; use + - * / floor sqrt abs min max imul clz32',
  ],
  [
    'powers',
    'machine/cpu.ts',
    'const a = b ** c;',
    'src/machine/cpu.ts:1 uses **: it differs between versions and processors; use + - * / floor sqrt abs min max imul clz32',
  ],
  [
    'the console',
    'cli/run.ts',
    "console.log('a');",
    'src/cli/run.ts:1 uses console: print it through the Io that main hands to a command',
  ],
  [
    "a regular expression of a user's",
    'model/find.ts',
    "const found = new RegExp(text, 'i').test(line);",
    'src/model/find.ts:1 uses RegExp(: make a literal of it; a pattern that a user wrote belongs to model/words/pattern.ts',
  ],
  [
    'an engine of patterns without its bounds',
    'model/find.ts',
    "import {RE2JS} from 're2js';",
    "src/model/find.ts:1 uses 're2js': model/words/pattern.ts alone makes patterns of texts, within bounds",
  ],
  [
    'a way around the one place that prints',
    'cli/run.ts',
    "io.terminal?.stderr.write('a');",
    'src/cli/run.ts:1 uses stderr.write: print it through the Io of the command: cli/program/print.ts makes all output safe',
  ],
  [
    'a timer',
    'source/simulator.ts',
    'setInterval(read, 100);',
    'src/source/simulator.ts:1 uses setInterval: nothing waits by itself; session/pace.ts decides when to go on',
  ],
  [
    'an end of the process',
    'cli/run.ts',
    'process.exit(2);',
    'src/cli/run.ts:1 uses process.exit: only main.ts touches the process; take it from Io',
  ],
  [
    'a file written elsewhere than in the store',
    'cli/config.ts',
    "writeFileSync(file, '');",
    'src/cli/config.ts:1 uses writeFileSync: src/store alone writes files of the user, so that each has one owner; use openWriter, writeWhole, changeFile',
  ],
  [
    'a file opened for reading',
    'cli/keys.ts',
    "const fd = openSync('/dev/tty', 'r');\nopenSync(file, constants.O_RDONLY | constants.O_NONBLOCK);",
    null,
  ],
  [
    'a file opened for writing elsewhere',
    'cli/keys.ts',
    "const fd = openSync(file, 'a');",
    'src/cli/keys.ts:1 uses openSync(: src/store alone writes files of the user, so that each has one owner; use openWriter, writeWhole, changeFile',
  ],
  [
    'a file that can be removed elsewhere',
    'cli/picture.ts',
    "import {rm} from 'node:fs/promises';",
    "src/cli/picture.ts:1 uses import {rm} from 'node:fs: src/store alone writes files of the user, so that each has one owner; use openWriter, writeWhole, changeFile",
  ],
  [
    'a long file',
    'model/fold.ts',
    `${'a;\n'.repeat(301)}`,
    'src/model/fold.ts has 301 lines, more than 300: cut it where its subject changes',
  ],
];

test.each(CASES)('%s', (_what, path, text, complaint) => {
  expect(misplaced([{path, text}])).toEqual(complaint === null ? [] : [complaint]);
});

describe('the picture of the layers', () => {
  test('in src/README.md is the one that npm run layers draws', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(withLayers(page), 'run npm run layers').toBe(page);
  });

  const rooms: Rooms = {
    top: {rooms: ['low', 'middle'], packages: ['node:'], remedy: ''},
    middle: {rooms: ['low'], types: ['beside'], remedy: ''},
    low: {rooms: [], packages: ['zod', 'yaml'], remedy: ''},
    beside: {rooms: [], remedy: ''},
  };

  test('has the lowest rooms first, and a mark below each room that is imported', () => {
    expect(layersPicture(rooms).split('\n')).toEqual([
      'low         zod, yaml',
      '· beside',
      '● ○ middle',
      '● · ● top   node:*',
      '',
    ]);
  });

  test('can not be drawn of a circle, of an unknown room, or on a page without markers', () => {
    const low = {rooms: ['top'], remedy: ''};
    expect(() => layersPicture({...rooms, low})).toThrow('a circle of rooms: top → low → top');
    expect(() => layersPicture({low})).toThrow('low imports top, which is not in the table');
    expect(() => withLayers('# A page')).toThrow('has no markers');
  });
});
