import {describe, expect, test} from 'vitest';
import {COMMAND_ROWS} from '../../src/cli/program/command-table.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import {irqdeck} from '../helpers/io.ts';

const LINES = '0, 8, 9, 14, 15, 169, 185, 193, 201, 209';
/** What a command line can begin with. */
const FIRST_WORDS = [...COMMAND_ROWS, ...SCENARIOS].map(({name}) => name).join(', ');

describe('wrong usage is one sentence and exit status 2', () => {
  test.each([
    [['lst'], `there is no command or scenario "lst", only ${FIRST_WORDS}; did you mean list?`],
    [
      ['run', 'poweredge'],
      /^there is no scenario "poweredge", only poweredge-400sc, .*; did you mean poweredge-400sc\?$/,
    ],
    [['list', 'polices'], /^there is no kind "polices", only .+; did you mean policies\?$/],
    [['--policy', 'xen-205'], /^there is no policy "xen-205", only .+; did you mean xen-2005\?$/],
    [['--do', '1s mask_line 16'], `--do '1s mask_line 16': there is no line "16", only ${LINES}; did you mean 169?`],
    [
      ['--do', '1s hang_domain nett'],
      /^--do '1s hang_domain nett': there is no domain "nett", only .+; did you mean net\?$/,
    ],
    [
      ['--fail-on', 'line[16].rate>1'],
      /^condition "line\[16\]\.rate>1": there is no line "16", did you mean "169"\? .+\.$/,
    ],
    [
      ['--fail-on', 'line.stat=open'],
      /^condition "line\.stat=open": line has no field "stat", did you mean "state"\? .+\.$/,
    ],
    [
      ['--interval', '2s'],
      '--interval 2.00 s is longer than --delay 1.00 s: some frames would have no new data; write a shorter interval.',
    ],
    [['a\x1b]0;b\x07\nc'], `there is no command or scenario "a c", only ${FIRST_WORDS}.`],
  ])('%j', async (argv, sentence) => {
    const {status, stdout, stderr} = await irqdeck(argv);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    const [said, ...more] = stderr.split('\n');
    expect(more).toEqual(['']);
    if (typeof sentence === 'string') expect(said).toBe(`irqdeck: ${sentence}`);
    else expect(said.replace(/^irqdeck: /, '')).toMatch(sentence);
  });
});

test('the version', async () => {
  expect(await irqdeck(['--version'])).toEqual({status: 0, stdout: 'irqdeck 1.2.3\n', stderr: ''});
  expect(await irqdeck(['list', '-V'])).toEqual({status: 0, stdout: 'irqdeck 1.2.3\n', stderr: ''});
});

test('the help of the program', async () => {
  const {status, stdout} = await irqdeck(['--help'], {env: {COLUMNS: '80'}});
  expect(status).toBe(0);
  expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
  await expect(stdout).toMatchFileSnapshot('../golden/cli/help.txt');
});

test('the help of one command', async () => {
  const {status, stdout} = await irqdeck(['list', '--help']);
  expect(status).toBe(0);
  await expect(stdout).toMatchFileSnapshot('../golden/cli/help-list.txt');
});

const EXAMPLES = COMMAND_ROWS.filter(row => !row.words).flatMap(row => row.examples);

test.each(EXAMPLES)('the example works: %s', async example => {
  const [, ...argv] = [...example.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
  const {status, stdout, stderr} = await irqdeck(argv);
  expect(stdout.length).toBeGreaterThan(0);
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
});

test('a fault of the program is told, and with -v where', async () => {
  const onWrite = () => {
    throw new Error('the disk is full');
  };
  expect(await irqdeck(['list'], {onWrite})).toMatchObject({
    status: 1,
    stderr: 'irqdeck: the disk is full (-v shows where)\n',
  });
  expect((await irqdeck(['list', '-v'], {onWrite})).stderr).toMatch(/^irqdeck: the disk is full\nError: .+\n +at /);
});
