import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import type {ProcessStreams} from '../../src/cli/program/io.ts';
import {printing} from '../../src/cli/program/print.ts';
import {paintedBy, painter} from '../../src/cli/show/color.ts';
import {sanitizeJson, sanitizeLines} from '../../src/protocol/sanitize.ts';
import {irqdeck} from '../helpers/io.ts';

const ESC = '\x1b';
/** What a terminal obeys, or what makes a text look like another. */
const UNSAFE = /[^\P{Cc}\n]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;
const NASTY = `${ESC}[31mred${ESC}]0;title\x07${ESC}c\x9b2J\x85\x7f\b\u202eevil\u2066\u200b\u2028`;

/** All that came out. */
async function printed(act: (io: ReturnType<typeof printing>) => unknown): Promise<string> {
  let out = '';
  const streams = {
    write: async (text: string) => {
      out += text;
      return true;
    },
    say: (sentence: string) => {
      out += `${sentence}\n`;
    },
  } as unknown as ProcessStreams;
  await act(printing(streams));
  return out;
}

describe('one place prints', () => {
  test('plain text has lines and nothing that a terminal obeys', async () => {
    expect(await printed(io => io.write(`a${NASTY}\nb\r\n\tc\n`))).toBe('ared evil \nb \n c\n');
  });

  test('a sentence is one line', async () => {
    expect(await printed(io => io.say(`no file "a${NASTY}\nirqdeck: all is well"`))).toBe(
      'no file "ared evil irqdeck: all is well"\n',
    );
  });

  test('colours of ours pass where they were asked for, and no others', async () => {
    const paint = painter('always', {env: {}, isTTY: false});
    const text = `${paint('bad', 'bad')} ${ESC}[35mpurple${ESC}[2J ${paint(`d${ESC}cim`, 'dim')}\n`;
    expect(await printed(io => io.write(paintedBy(paint, text)))).toBe(
      `${ESC}[31;1mbad${ESC}[0m purple ${ESC}[2mdim${ESC}[0m\n`,
    );
    const none = painter('never', {env: {}, isTTY: true});
    expect(await printed(io => io.write(paintedBy(none, text)))).toBe('bad purple dim\n');
  });

  test('JSON keeps its values', async () => {
    const value = {[`key${NASTY}`]: [`${NASTY}\u{e0041}\ud800`, '€ 网 😀']};
    const out = await printed(io => io.write({json: `${JSON.stringify(value)}\n`}));
    expect(out).not.toMatch(UNSAFE);
    expect(JSON.parse(out)).toEqual(value);
  });
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ESC,
        '\x9b',
        ']0;',
        '[31m',
        '[0m',
        '\x07',
        '\r',
        '\t',
        '\n',
        '\u202e',
        '\u2028',
        '\x85',
        '\x7f',
        'net',
      ),
      fc.string({unit: 'binary', maxLength: 4}),
    ),
    {minLength: 1, maxLength: 12},
  )
  .map(parts => parts.join(''));

test('of any text nothing is left that a terminal obeys, and a second time changes nothing', () => {
  fc.assert(
    fc.property(hostile, text => {
      const safe = sanitizeLines(text);
      expect(safe).not.toMatch(UNSAFE);
      expect(sanitizeLines(safe)).toBe(safe);
      expect(safe.split('\n').length).toBe(text.split('\n').length);
      const json = sanitizeJson(JSON.stringify([text]));
      expect(json).not.toMatch(UNSAFE);
      expect(JSON.parse(json)).toEqual([text]);
    }),
    {numRuns: 2_000},
  );
});

const folder = mkdtempSync(join(tmpdir(), 'irqdeck-print-'));
afterAll(() => rmSync(folder, {recursive: true}));

/** Command lines with something hostile in each place where a user can write something. */
const COMMANDS: ((text: string, file: string) => string[])[] = [
  text => [text],
  text => [`--${text}`],
  text => [`-${text}`],
  text => ['run', text],
  text => ['run', '-n', '1', '-F', text],
  text => ['run', '-n', '1', '-J', '-F', `!${text}`],
  ...[
    '-s',
    '-o',
    '-C',
    '-t',
    '-n',
    '-d',
    '--until',
    '--interval',
    '--speed',
    '--seed',
    '--policy',
    '--hardware',
    '--resume',
  ].map(option => (text: string) => ['run', '-n', '1', option, text]),
  ...['--theme', '--view', '--color', '--do', '--fail-on', '--set'].map(option => (text: string) => [
    'run',
    '-n',
    '1',
    option,
    text,
  ]),
  text => ['run', '-n', '1', '--set', `forced-eoi=${text}`],
  text => ['run', '-n', '1', '--set', `${text}=1`],
  text => ['run', '-n', '1', '--do', `1s ${text}`],
  text => ['run', '-n', '1', '--do', `500ms hang_domain ${text}`],
  text => ['run', '-n', '1', '--do', `500ms add_marker ${text}`],
  text => ['run', '-n', '1', '-J', '--do', `500ms add_marker ${text}`],
  text => ['run', '-n', '1', '--fail-on', `line[${text}].rate>1`],
  text => ['run', '-n', '1', '--fail-on', `line.state=${text}`],
  text => ['run', '-n', '1', '--color', 'always', '--do', `500ms add_marker ${text}`],
  text => ['run', '-n', '1', '-w', `${folder}/none/${text}`],
  text => ['list', text],
  text => ['list', 'scenarios', text],
  text => ['list', 'drills', text],
  text => ['list', 'schemas', text],
  text => ['drill', text],
  text => ['drill', '--results', text],
  text => ['compare', '--policies', text],
  text => ['debrief', text],
  text => ['replay', text],
  text => ['check', text],
  (_, file) => ['check', file],
  (_, file) => ['check', '--json', file],
  (_, file) => ['run', '-n', '1', file],
  (_, file) => ['replay', '-n', '1', file],
  (_, file) => ['replay', '-J', '-n', '1', file],
  (_, file) => ['debrief', file],
  (_, file) => ['drill', file],
  (_, file) => ['run', '-n', '1', '--resume', `${file}@1s`],
  () => ['list', 'scenarios'],
  () => ['list', 'scenarios', '--json'],
  () => ['list', 'scenarios', 'own'],
  () => ['drill', '--results'],
  () => ['help'],
  () => ['run', '--help'],
];

/** Files with something hostile in each place: keys, values, what no format is, interrupts, a recording. */
const FILES: ((text: string) => string)[] = [
  text => text,
  text => `${JSON.stringify(text)}: 1\n`,
  text => `"${text}": 1\n`,
  text =>
    `title: ${JSON.stringify(text)}\ncpus: ${JSON.stringify(text)}\nlines:\n  ${JSON.stringify(text)}: {chip: 3}\n`,
  text => `drill: ${JSON.stringify(text)}\n${JSON.stringify(text)}: 2\n`,
  text => `           CPU0\n  7:   12  ${text}  ${text}\n${text}:  3\n`,
  text =>
    `{"format":"irqdeck-recording","version":1,"source":${JSON.stringify(text)},${JSON.stringify(text)}:1}\n[${JSON.stringify(text)}]\n`,
];

/** Our own colours, which are printed only on request. */
const OURS = ['31;1', '33', '32', '1', '2', '0'].map(code => `${ESC}[${code}m`);

test('whatever is in an argument, a file, its name or the environment, a terminal gets lines of text', async () => {
  const name = hostile.map(text => text.replaceAll(/[/\0]/g, '').slice(0, 40).toWellFormed() || 'x');
  let nth = 0;
  const one = fc.asyncProperty(
    fc.nat(COMMANDS.length - 1),
    fc.nat(FILES.length - 1),
    hostile,
    name,
    async (row, kind, text, called) => {
      const home = join(folder, `${nth++}-${called}`);
      const own = join(home, 'irqdeck/scenarios');
      mkdirSync(own, {recursive: true});
      const file = join(home, `${called}.yaml`);
      for (const path of [
        file,
        join(own, 'own.yaml'),
        join(home, 'irqdeck/own.yaml'),
        join(home, 'irqdeck/config.yaml'),
      ])
        writeFileSync(path, FILES[kind](text));
      const argv = COMMANDS[row](text.replaceAll('\0', ''), file);
      const env = {
        HOME: home,
        XDG_DATA_HOME: home,
        XDG_CONFIG_HOME: home,
        XDG_STATE_HOME: home,
        COLUMNS: text,
        TERM: text,
      };
      const {stdout, stderr} = await irqdeck(argv, {env});
      const out = argv.includes('always') ? OURS.reduce((text, each) => text.replaceAll(each, ''), stdout) : stdout;
      expect(out).not.toMatch(UNSAFE);
      expect(stderr).not.toMatch(UNSAFE);
    },
  );
  await fc.assert(one, {
    numRuns: 250,
    examples: COMMANDS.map(
      (_, row) => [row, row % FILES.length, NASTY, NASTY.replaceAll('\0', '')] as [number, number, string, string],
    ),
  });
});
