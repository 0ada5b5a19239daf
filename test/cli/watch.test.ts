import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {COMMAND_ROWS} from '../../src/cli/program/command-table.ts';
import {parse} from '../../src/cli/program/parse.ts';
import type {Frame} from '../../src/protocol/frame/frame.ts';
import {irqdeck as run} from '../helpers/io.ts';
import {until} from '../helpers/patience.ts';
import {lives, program, STUBBORN} from '../helpers/programs.ts';
import {KEYFRAME} from '../model/machine.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const IRQDECK = [process.execPath, MAIN];

/** On a busy machine a program may need long to begin, and that is printed. */
const irqdeck: typeof run = async (...call) => {
  const outcome = await run(...call);
  return {
    ...outcome,
    stderr: outcome.stderr.replace(/^irqdeck: .+ has not yet sent its header; still waiting\.\n/m, ''),
  };
};

const framesOf = (stdout: string): Frame[] =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

test('a simulator at the other end of a pipe is shown as if it were here', async () => {
  const script = ['--do', '1500ms hang_domain net', '--do', '2s reset_device libata'];
  const there = await irqdeck([
    ...['watch', '-J', '-n', '12', '--', ...IRQDECK, 'run', '--serve', '--speed', 'max', '--policy', 'xen', ...script],
  ]);
  const here = await irqdeck(['run', '-J', '-n', '12', '--policy', 'xen', ...script]);
  expect({...there, stdout: ''}).toEqual({...here, stdout: ''});
  expect(framesOf(there.stdout)).toEqual(
    framesOf(here.stdout).map(frame => ({...frame, source: 'watch', program: expect.stringMatching(/run|node/)})),
  );
});

test('commands go back to it, and what they do comes from there', async () => {
  const {status, stderr} = await irqdeck([
    ...['watch', '-J', '--do', '300ms reset_device libata', '--do', '300ms hang_domain net'],
    ...['--fail-on', 'domain[net].health=hung', '--', ...IRQDECK, 'run', '--serve', '--speed', '20'],
  ]);
  expect(status).toBe(3);
  expect(stderr).toMatch(/reset_device libata at .+ was refused: libata has no usable reset\./);
  expect(stderr).toMatch(/irqdeck: domain net: health is hung, at .+ s\.\n$/);
});

test('a script is checked against what the program has', async () => {
  const {status, stderr} = await irqdeck(['watch', '--do', '1s hang_domain nte', '--', ...IRQDECK, 'run', '--serve']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/there is no domain "nte", only dom0, disk, net, usb; did you mean net\?/);
});

test('time that began long ago gives no frames of what was before', async () => {
  const keyframe = JSON.stringify({...KEYFRAME, t: 5e15});
  const sample = '{t: 5e15 + 1e9, kind: "sample", spanNs: 1e9}';
  const script = `begin = () => say({format: 'irqdeck-recording', version: 1, source: 'x', intervalNs: 1e9}, ${keyframe}); begin(); say(${sample});`;
  const [, , said] = program('');
  const {stdout} = await irqdeck([
    'watch',
    '-J',
    '--',
    process.execPath,
    '-e',
    said.replace('const begin', 'let begin') + script,
  ]);
  expect(framesOf(stdout).map(({tNs}) => tNs)).toEqual([5e15 + 1e9]);
});

describe('what becomes of it', () => {
  test('it ends well: so do we', async () => {
    expect(await irqdeck(['watch', '-J', '--', ...program('begin(); say(mark(5));')])).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('it fails: its last words, and 1', async () => {
    const {status, stdout, stderr} = await irqdeck([
      ...['watch', '-b', '--', ...program('begin(); process.stderr.write("KeyError: 7\\n"); process.exitCode = 3;')],
    ]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/stderr: KeyError: 7\n.+ has ended with status 3\n/);
    expect(stderr).toMatch(/^irqdeck: \S.* has ended with status 3; its stderr ends with: KeyError: 7\.\n$/);
  });

  test('it can not be started, or is none: 5, with the reason', async () => {
    expect(await irqdeck(['watch', '--', '/no/such'])).toEqual({
      status: 5,
      stdout: '',
      stderr: 'irqdeck: /no/such can not be started: there is no such program.\n',
    });
    expect(await irqdeck(['watch', '--', '/bin/echo', 'hi'])).toMatchObject({
      status: 5,
      stderr:
        'irqdeck: /bin/echo hi: line 1: the first line of a recording must be its header, and this line is not JSON.\n',
    });
  });

  test('an interruption while it has not begun, and later', async () => {
    const soon = new AbortController();
    setTimeout(() => soon.abort(), 100);
    expect(await irqdeck(['watch', '--', '/bin/sleep', '60'], {signal: soon.signal})).toMatchObject({
      status: 130,
      stderr: '',
    });
    const later = new AbortController();
    const {status} = await irqdeck(['watch', '-J', '-d', '10ms', '--', ...IRQDECK, 'run', '--serve'], {
      signal: later.signal,
      onWrite() {
        later.abort();
        return true;
      },
    });
    expect(status).toBe(130);
  });
});

test('without a command it says how it is written', async () => {
  expect(await irqdeck(['watch'])).toMatchObject({
    status: 2,
    stderr: 'irqdeck: the COMMAND is missing; usage: irqdeck watch [OPTIONS] -- COMMAND ….\n',
  });
});

test('what follows the command is none of our options', () => {
  for (const line of ['watch -J -- prog -n 3 --serve', 'watch -J prog -n 3 --serve'])
    expect(parse(line.split(' ')).call).toMatchObject({words: ['prog', '-n', '3', '--serve'], options: {json: true}});
  for (const example of COMMAND_ROWS.find(({name}) => name === 'watch')!.examples)
    expect(parse(example.replaceAll("'", '').split(' ').slice(1)).call.words).toContain('--serve');
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('the example of the README', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const file = join(mkdtempSync(join(tmpdir(), 'irqdeck-')), 'example.py');
  writeFileSync(file, /```python\n(.*?)```/s.exec(readme)![1]);
  const {status, stdout, stderr} = await irqdeck([
    ...['watch', '-J', '-d', '300ms', '-n', '4', '--do', '350ms mask_line 9', '--do', '350ms hang_domain net'],
    ...['--', 'python3', file],
  ]);
  expect(status).toBe(0);
  expect(stderr).toMatch(/^irqdeck: hang_domain net at .+ was refused: this example can only mask\.\n$/);
  const frames = framesOf(stdout);
  expect(frames.map(({tNs}) => tNs)).toEqual([3e8, 6e8, 9e8, 12e8]);
  expect(frames[0]).toMatchObject({source: 'watch', program: `python3 ${file}`});
  const lines = frames.map(frame => frame.lines[0]);
  expect(lines.map(({state}) => state)).toEqual(['open', 'masked', 'masked', 'masked']);
  expect(lines[3].total).toBe(lines[2].total);
  expect(lines[2].blockedShare).toBe(1);
});

test.concurrent('one that hangs is told on stderr at once, while its next frame is still awaited', async ({expect}) => {
  const began = performance.now();
  const {status, stdout, stderr} = await irqdeck([
    ...['watch', '-J', '--', ...program('begin(); setTimeout(() => { say(mark(5)); process.exit(); }, 7_000);')],
  ]);
  expect(performance.now() - began).toBeGreaterThan(6_900);
  expect(stderr).toMatch(/^irqdeck: .+ has sent nothing for 5 s\.\n$/);
  expect({status, frames: framesOf(stdout).length}).toEqual({status: 0, frames: 1});
});

test.concurrent.for(['SIGKILL', 'SIGTERM'] as const)(
  'ended by %s, we leave nothing that lives on',
  async (signal, {expect}) => {
    const watcher = spawn(process.execPath, [MAIN, 'watch', '-J', '-d', '10ms', '--', ...program(STUBBORN)]);
    const [first] = await once(watcher.stdout, 'data');
    const pid = Number(JSON.parse(String(first).split('\n')[0]).scenario);
    expect(lives(pid)).toBe(true);
    watcher.kill(signal);
    await once(watcher, 'exit');
    await until(() => !lives(pid));
  },
);
