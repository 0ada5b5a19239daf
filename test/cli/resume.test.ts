import {linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-resume-'));
afterAll(() => rmSync(dir, {recursive: true}));
const file = (name: string) => join(dir, name);
const HANG = ['--do', '2s hang_domain net'];

test('a run goes on from a moment of its recording as it went on then', async () => {
  await irqdeck(['run', '-q', '-w', file('whole.gz'), '--until', '9s', ...HANG, '--do', '6s reset_device eth0']);
  const whole = await irqdeck([
    'run',
    '-J',
    '-n',
    '3',
    '-d',
    '1s',
    '--until',
    '9s',
    ...HANG,
    '--do',
    '6s reset_device eth0',
    '-n',
    '9',
  ]);
  const resumed = await irqdeck([
    'run',
    '-J',
    '--resume',
    `${file('whole.gz')}@5.04s`,
    '--do',
    '6s reset_device eth0',
    '--until',
    '9s',
  ]);
  expect({status: resumed.status, stderr: resumed.stderr}).toEqual({status: 0, stderr: ''});
  // Frames every second from 5 s on: the last sample before 5.04 s.
  expect(resumed.stdout.trimEnd().split('\n')).toEqual(whole.stdout.trimEnd().split('\n').slice(5));
});

test('it is a branch with a recording of its own, which is reproduced alone', async () => {
  await irqdeck(['run', '-q', '-w', file('hung.gz'), '--until', '9s', ...HANG]);
  const branch = file('branch.gz');
  await irqdeck([
    'run',
    '-q',
    '--resume',
    `${file('hung.gz')}@4s`,
    '-w',
    branch,
    '--until',
    '8s',
    '--do',
    '4s reset_device eth0',
  ]);
  const [header, keyframe, applied] = gunzipSync(readFileSync(branch))
    .toString()
    .split('\n')
    .map(line => JSON.parse(line || '0'));
  const hang = {t: 2e9, command: {command: 'hang_domain', domain: 'net'}};
  expect(header).toMatchObject({source: 'run', branchOf: {t: 4e9, file: 'hung.gz'}, commands: [hang]});
  expect([keyframe.kind, keyframe.t, applied.kind, applied.t]).toEqual(['keyframe', 4e9, 'command_applied', 4e9]);
  const {status, stdout} = await irqdeck(['check', branch]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/reproduced: 8\.000 s of /)]);
  // And a branch of the branch.
  const twice = file('twice.gz');
  await irqdeck([
    'run',
    '-q',
    '--resume',
    `${branch}@6s`,
    '-w',
    twice,
    '--until',
    '7s',
    '--do',
    '6.5s restart_domain net',
  ]);
  expect((await irqdeck(['check', twice])).status).toBe(0);
});

test.each([
  [['--resume', 'nowhere.gz@1s'], 5, 'nowhere.gz: not a recording that can be resumed'],
  [
    ['--resume', 'recordings/hung.ndjson.gz@99s'],
    5,
    'recordings/hung.ndjson.gz: the recording ends at 20.000 s, before 99.000 s.',
  ],
  [
    ['--resume', 'recordings/nobody-cared.ndjson.gz@1s'],
    5,
    /recordings\/nobody-cared\.ndjson\.gz: not a simulation \(source: \w+\)\./,
  ],
  [
    ['--resume', 'recordings/hung.ndjson.gz'],
    2,
    '--resume recordings/hung.ndjson.gz: not RECORDING@TIME; write for example run.ndjson.gz@12s.',
  ],
  [
    ['--resume', 'recordings/hung.ndjson.gz@4s', '--seed', '3'],
    2,
    '--seed can not be used with --resume: its value comes from the recording.',
  ],
  [
    ['--resume', 'recordings/hung.ndjson.gz@4s', '--do', '1s hang_domain net'],
    2,
    '--do at 1.000 s is in the past: the run continues from 4.000 s.',
  ],
])('%j is refused', async (argv, status, sentence) => {
  const done = await irqdeck(['run', ...argv]);
  expect(done.status).toBe(status);
  expect(done.stderr).toMatch(sentence);
});

test('its parent is not written over, by whatever path it is named', async () => {
  const parent = file('parent.gz');
  await irqdeck(['run', '-q', '-w', parent, '--until', '3s']);
  const before = readFileSync(parent);
  symlinkSync(parent, file('soft.gz'));
  linkSync(parent, file('hard.gz'));
  for (const name of ['parent.gz', 'soft.gz', 'hard.gz'])
    expect(await irqdeck(['run', '-q', '-n', '1', '--resume', `${parent}@2s`, '-w', file(name)])).toEqual({
      status: 2,
      stdout: '',
      stderr: `irqdeck: -w ${file(name)} is the file that is read; name another file.\n`,
    });
  expect(readFileSync(parent)).toEqual(before);
});
