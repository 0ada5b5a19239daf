import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {builtInText} from '../../src/scenario/catalogue.ts';
import {irqdeck} from '../helpers/io.ts';

const folder = mkdtempSync(join(tmpdir(), 'irqdeck-'));
afterAll(() => rmSync(folder, {recursive: true}));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const SOUND = builtInText('poweredge-400sc');
const BAD = SOUND.replace('rate: 18.2/s', 'raet: 18.2/s').replace(
  'domain: disk, rate: 20/s',
  'domain: dsk, rate: -20/s',
);
const RAET = SOUND.split('\n').findIndex(line => line.includes('rate: 18.2/s')) + 1;
const MINUS = SOUND.split('\n').findIndex(line => line.includes('name: libata')) + 1;

const frame = async (...argv: string[]) => {
  const {status, stdout, stderr} = await irqdeck(['run', '-J', '-n', '1', ...argv]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
};

describe('irqdeck check', () => {
  test('a sound scenario: what it is, status 0', async () => {
    const path = file('sound.yaml', SOUND);
    expect(await irqdeck(['check', path])).toEqual({
      status: 0,
      stdout: `${path}: scenario poweredge-400sc is sound: 2 CPUs, 10 lines, 13 devices\n`,
      stderr: '',
    });
    const {stdout} = await irqdeck(['check', '-J', path]);
    expect(JSON.parse(stdout)).toMatchObject({file: path, kind: 'scenario', ok: true});
  });

  test('every fault with its line and column, status 5', async () => {
    const path = file('bad.yaml', BAD);
    const rate = 'rate "-20/s" is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000';
    const key = 'there is no key "raet" in a device; did you mean rate?';
    expect(await irqdeck(['check', path])).toEqual({
      status: 5,
      stdout: `${path}:${MINUS}:50: ${rate}\n${path}:${RAET}:5: ${key}\n`,
      stderr: '',
    });
    const {stdout} = await irqdeck(['check', '--json', path]);
    expect(JSON.parse(stdout)).toEqual({
      file: path,
      kind: 'scenario',
      ok: false,
      says: '2 faults',
      faults: [
        {line: MINUS, column: 50, says: rate},
        {line: RAET, column: 5, says: key},
      ],
    });
  });

  test.each([
    [[], 2, 'irqdeck: the FILE is missing; usage: irqdeck check FILE [OPTIONS].\n'],
    [[join(folder, 'none.yaml')], 5, `irqdeck: ${join(folder, 'none.yaml')} can not be read: there is no such file\n`],
    [[folder], 5, `irqdeck: ${folder} can not be read: it is a directory\n`],
  ])('what can not be read: %j', async (argv, status, stderr) => {
    expect(await irqdeck(['check', ...argv])).toEqual({status, stdout: '', stderr});
  });
});

test('what is neither a recording nor a scenario is not guessed at', async () => {
  const path = file('notes.txt', 'dear diary\n');
  expect(await irqdeck(['check', path])).toEqual({
    status: 5,
    stdout: '',
    stderr: `irqdeck: ${path}: unknown kind of file, or it can not be read; irqdeck can check: recording, drill, scenario.\n`,
  });
});

test('a recording holds all that its scenario was, and is run again from it', async () => {
  const path = file(
    'recorded.yaml',
    SOUND.replace('scenario: poweredge-400sc', 'scenario: recorded').replace('18.2/s', '90/s'),
  );
  const recording = join(folder, 'recorded.ndjson.gz');
  const settings = ['--set', 'libata.rate=7/s', '--set', 'forced-eoi=2ms', '--set', '169.affinity=1,1'];
  const made = await irqdeck(['run', path, '-q', '-n', '1', '--record', recording, ...settings]);
  expect(made).toMatchObject({status: 0, stderr: ''});
  rmSync(path);
  const {status, stdout} = await irqdeck(['check', recording]);
  expect(stdout).toMatch(/: reproduced: 1\.000 s of recorded, policy xen-2005\+forced-eoi=2ms, seed 1; /);
  expect(status).toBe(0);
});

describe('a scenario of one’s own', () => {
  test('is run from its file', async () => {
    const path = file('mine.yml', SOUND.replace('scenario: poweredge-400sc', 'scenario: mine'));
    const [mine, theirs] = [await frame(path), await frame()];
    expect(mine).toEqual({...theirs, scenario: 'mine'});
  });

  test('is run by its name from the data folder, and comes before a built-in one', async () => {
    mkdirSync(join(folder, 'irqdeck'));
    file('irqdeck/laptop.yaml', SOUND.replace('scenario: poweredge-400sc', 'scenario: laptop'));
    const env = {XDG_DATA_HOME: folder};
    const {stdout} = await irqdeck(['run', 'laptop', '-J', '-n', '1'], {env});
    expect(JSON.parse(stdout).lines.map(({irq}: {irq: string}) => irq)).toContain('169');
    const listed = await irqdeck(['list', 'scenarios', '--json'], {env});
    const rows = listed.stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.filter(({name}) => name === 'laptop')).toEqual([
      {name: 'laptop', title: join(folder, 'irqdeck/laptop.yaml'), file: join(folder, 'irqdeck/laptop.yaml')},
    ]);
  });

  test('with faults is not run: the first is told, and where the others are', async () => {
    const path = file('worse.yaml', BAD);
    expect(await irqdeck(['run', path])).toEqual({
      status: 5,
      stdout: '',
      stderr: `irqdeck: ${path}:${MINUS}:50: rate "-20/s" is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000 (1 more; irqdeck check ${path} lists them)\n`,
    });
  });

  test('that is not there', async () => {
    expect(await irqdeck(['run', './none.yaml'])).toEqual({
      status: 5,
      stdout: '',
      stderr: 'irqdeck: ./none.yaml can not be read: there is no such file\n',
    });
  });
});

describe('--set', () => {
  test('values of the scenario and mechanisms, each told in the frame', async () => {
    const {scenario, policy, devices} = await frame(
      '--policy',
      'xen',
      '--set',
      'eth0.rate=1000/s',
      '--set',
      'forced-eoi=2ms',
    );
    expect([scenario, policy]).toEqual(['poweredge-400sc+eth0.rate=1000/s', 'xen+forced-eoi=2ms']);
    const {raised} = devices.find(({name}: {name: string}) => name === 'eth0');
    expect(Math.abs(raised - 1000)).toBeLessThan(4 * Math.sqrt(1000));
  });

  test('a frame’s policy is a policy that can be asked for', async () => {
    const set = await frame('--policy', 'xen', '--set', 'forced-eoi=2ms', '--set', 'limiter=admin');
    expect(await frame('--policy', set.policy)).toEqual(set);
  });

  test('a longer time limit starves for longer: the line re-fires every 2 ms instead of every one', async () => {
    const hung = ['--policy', 'xen', '--do', '0s hang_domain net', '--do', '0.1s raise_cause eth0', '-d', '3s'];
    const deliveries = async (...more: string[]) => {
      const {lines} = await frame(...hung, ...more);
      return lines.find(({irq}: {irq: string}) => irq === '169').released.forced;
    };
    // Each release by force comes the time limit after a delivery, a few microseconds more.
    expect((await deliveries()) / 2900).toBeCloseTo(1, 1);
    expect((await deliveries('--set', 'forced-eoi=2ms')) / 1450).toBeCloseTo(1, 1);
  });

  test.each([
    ['forced=1ms', /^there is no setting "forced"; did you mean forced-eoi\?$/],
    [
      'forced-eoi',
      /^--set forced-eoi: write KEY=VALUE, for example --set forced-eoi=2ms or --set eth0\.rate=1000\/s\.$/,
    ],
    ['forced-eoi=0', /^forced-eoi=0: not a value; write forced-eoi=TIME\|off\.$/],
    ['limit=200', /^limit=200: not a value; write limit=COUNT\/TIME\|off\.$/],
    ['quiet=loud', /^quiet=loud: not a value; write quiet=none\|disable-bit\|descriptor\|stub\.$/],
    ['eth0.rat=1', /^--set eth0\.rat=1: eth0 has no setting "rat"; did you mean rate\?$/],
    ['eth9.rate=1', /^--set eth9\.rate=1: poweredge-400sc has nothing called "eth9"; did you mean eth0\?$/],
    ['net.cpu=2', /^--set net\.cpu=2: domain net is on CPU 2, but only CPUs 0 to 1 exist\.$/],
  ])('%s is refused, status 2', async (setting, sentence) => {
    const {status, stdout, stderr} = await irqdeck(['run', '-n', '1', '--set', setting]);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr.trimEnd().replace(/^irqdeck: /, '')).toMatch(sentence);
  });

  test('in a comparison it is the same for every policy, and policies can be mixtures', async () => {
    const argv = ['compare', '-J', '--policies', 'xen-2005,xen+limit=off', '--seeds', '1', '--until', '1s'];
    const {stdout} = await irqdeck([...argv, '--set', 'forced-eoi=4ms']);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).policy),
    ).toEqual(['xen-2005+forced-eoi=4ms', 'xen+limit=off+forced-eoi=4ms']);
  });
});
