import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {once} from 'node:events';
import {Writable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import manifest from '../../package.json' with {type: 'json'};
import {openOutput} from '../../src/cli/program/output.ts';
import {pause} from '../helpers/patience.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function start(...argv: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...argv]);
}

async function ended(child: ChildProcessWithoutNullStreams) {
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return {status, stdout, stderr};
}

test('the version is that of the package', async () => {
  expect(await ended(start('--version'))).toEqual({status: 0, stdout: `irqdeck ${manifest.version}\n`, stderr: ''});
});

test('wrong usage ends with 2', async () => {
  expect(await ended(start('--seed', '-1'))).toEqual({
    status: 2,
    stdout: '',
    stderr: 'irqdeck: --seed -1: not a whole number from 0 to 4294967295.\n',
  });
});

test('stdin is never read, and what is written to a pipe comes whole', async () => {
  // stdin stays open; the program must end all the same.
  const {status, stdout, stderr} = await ended(start('run', '-J', '-n', '200', '-d', '100ms'));
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const frames = stdout.split('\n');
  expect(frames.pop()).toBe('');
  expect(frames.map(frame => JSON.parse(frame).tNs)).toEqual(Array.from({length: 200}, (_, at) => (at + 1) * 1e8));
});

test('a recording through a pipe is shown as it comes', async () => {
  const child = start('replay', '-J', '-');
  const block = (uptime: number) => `=== 1 uptime ${uptime}.0\n  CPU0\n  5: ${uptime}\n`;
  child.stdin.write(block(1) + block(2));
  const [first] = await once(child.stdout, 'data');
  expect(JSON.parse(String(first))).toMatchObject({tNs: 0, file: 'stdin', lines: [{irq: '5', total: 1}]});
  child.stdin.end(block(3));
  const {status, stdout, stderr} = await ended(child);
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map(frame => JSON.parse(frame).lines[0].total),
  ).toEqual([2, 3]);
});

test('SIGINT ends a replay that waits for its pipe', async () => {
  const child = start('replay', '-J', '-');
  child.stdin.write('=== 1 uptime 1.0\n  CPU0\n  5: 1\n=== 1 uptime 2.0\n');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await ended(child)).toMatchObject({status: 130, stderr: ''});
});

test('a closed pipe ends it quietly with 0', async () => {
  const child = start('run', '-J', '--until', '100h');
  const end = Promise.all([text(child.stderr), once(child, 'close')]);
  await Promise.race([once(child.stdout, 'data'), end]);
  child.stdout.destroy();
  const [stderr, [status]] = await end;
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
});

test('a served run whose stdin is closed ends, though nobody reads what it has said', async () => {
  const child = start('run', '--serve', '--speed', 'max');
  // The pipe is full, and the output waits.
  await once(child.stdout, 'readable');
  await pause(500);
  child.stdin.end();
  const [status] = await once(child, 'exit');
  expect(status).toBe(0);
  child.stdout.destroy();
});

test('SIGINT ends it with 130 and whole frames', async () => {
  const child = start('run', '-J', '--until', '100h');
  child.stdout.once('data', () => child.kill('SIGINT'));
  const {status, stdout, stderr} = await ended(child);
  expect({status, stderr}).toEqual({status: 130, stderr: ''});
  for (const frame of stdout.trimEnd().split('\n')) expect(JSON.parse(frame)).toHaveProperty('tNs');
});

test('SIGINT ends it though nothing reads what it writes', async () => {
  const child = start('run', '-J', '--until', '100h');
  await once(child.stdout, 'readable');
  // The pipe is full, and a frame waits.
  await pause(500);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  child.stdout.destroy();
});

test('a text is taken only when the one before is out', async () => {
  const taken: string[] = [];
  let go = () => {};
  const slow = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      taken.push(chunk);
      go = done;
    },
  });
  const {write} = openOutput(slow);
  const first = write('one');
  const early = await Promise.race([first, Promise.resolve('waits')]);
  expect(early).toBe('waits');
  go();
  expect(await first).toBe(true);
  expect(taken).toEqual(['one']);
});

test.each([
  ['EPIPE', false],
  ['ENOSPC', 'stdout can not be written: sorry'],
])('a stream that fails with %s', async (code, outcome) => {
  const {write} = openOutput(
    new Writable({write: (_chunk, _encoding, done) => done(Object.assign(new Error('sorry'), {code}))}),
  );
  expect(await write('one').catch((error: Error) => error.message)).toBe(outcome);
  expect(await write('two')).toBe(false);
});
