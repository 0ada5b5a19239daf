import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';

// Names that every object of JavaScript has are no names of ours: every look-up in a table refuses them like any other unknown name.

const folder = mkdtempSync(join(tmpdir(), 'irqdeck-names-'));
afterAll(() => rmSync(folder, {recursive: true}));

const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

/** Each with a status, and the message about an unknown name. */
const PLACES: [argv: (name: string) => string[], status: number][] = [
  [name => [name], 2],
  [name => ['run', name], 2],
  [name => ['run', `--${name}`], 2],
  [name => ['run', '-n', '1', '--set', `${name}=1`], 2],
  [name => ['run', '-n', '1', '--policy', name], 2],
  [name => ['run', '-n', '1', '--policy', `xen+${name}`], 2],
  [name => ['run', '-n', '1', '--do', `1s ${name}`], 2],
  [name => ['run', '-n', '1', '--do', `1s hang_domain ${name}`], 2],
  [name => ['run', '-n', '1', '--do', `1s hang_domain net ${name}`], 2],
  ...['--sort', '--columns', '--theme', '--view', '--color', '--hardware', '--cpus'].map(
    (option): [(name: string) => string[], number] => [name => ['run', '-n', '1', option, name], 2],
  ),
  [name => ['run', '-n', '1', '--fail-on', `${name}=1`], 2],
  [name => ['run', '-n', '1', '--fail-on', `${name}.state=1`], 2],
  [name => ['run', '-n', '1', '--fail-on', `line.${name}=1`], 2],
  [name => ['run', '-n', '1', '--fail-on', `line[${name}].rate>1`], 2],
  [name => ['run', '-n', '1', '--fail-on', `line.state=${name}`], 2],
  [name => ['list', name], 2],
  [name => ['list', 'scenarios', name], 2],
  [name => ['list', 'drills', name], 2],
  [name => ['list', 'schemas', name], 2],
  [name => ['drill', name], 2],
  [name => ['compare', '--policies', name], 2],
  [name => ['check', scenario('s', `${name}: 1\nscenario: s\n`)], 5],
  [name => ['check', scenario('d', `drill: d\n${name}: 1\n`)], 5],
  [name => ['check', scenario('c', `scenario: c\ncosts: {${name}: 1us}\n`)], 5],
];

test.each(PLACES.map(([argv, status]) => [argv('NAME').join(' ').replace(folder, ''), argv, status] as const))(
  '%s',
  async (_what, argv, status) => {
    const said = async (name: string) => {
      const {stdout, stderr, status: ended} = await irqdeck(argv(name));
      // Each has another nearest name.
      return {ended, said: (stdout + stderr).replaceAll(name, 'NAME').replace(/[,;] did you mean [^;?]*\?/g, '')};
    };
    const usual = await said('qqqqqqqq');
    expect(usual.ended).toBe(status);
    for (const name of NAMES) expect(await said(name)).toEqual(usual);
  },
);

function scenario(name: string, text: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}
