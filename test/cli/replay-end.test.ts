import {readFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';
import {capture, captureText, printed, series} from '../helpers/proc.ts';
import {framesOf, piped} from './replayed.ts';

// How a replay ends, and what it prints then.

describe('it ends', () => {
  test('with 3 when a condition holds, at the first snapshot too', async () => {
    const file = capture('04-interrupts.series.txt.gz');
    const storm = await irqdeck(['replay', '-J', '--fail-on', 'alert.kind=storm', file]);
    expect(storm).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^irqdeck: alert storm\/10: kind is storm, at \d+\.\d+ s\.\n$/),
    });
    const first = await irqdeck([
      'replay',
      '-J',
      '--fail-on',
      'line[169].total>=1',
      capture('poweredge-400sc-2005.txt'),
    ]);
    expect(first).toMatchObject({status: 3, stderr: 'irqdeck: line 169: total is 37509, at 0.000 s.\n'});
  });

  test('with a word about a condition on what is not there yet', async () => {
    const {status, stderr} = await irqdeck([
      'replay',
      '-J',
      '--fail-on',
      'line[7].rate>1',
      capture('poweredge-400sc-2005.txt'),
    ]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^irqdeck: at the beginning, condition "line\[7\]\.rate>1": there is no line "7".+\n$/);
  });

  test.each([
    [[], 'the FILE is missing; usage: irqdeck replay FILE [OPTIONS]; - is stdin.'],
    [['--fail-on', 'line.stat=open', 'x'], /^condition "line\.stat=open": line has no field "stat"/],
    [['--untl', '2s', 'x'], 'there is no option of replay "--untl"; did you mean --until?'],
  ])('with 2 for %j', async (argv, sentence) => {
    const {status, stdout, stderr} = await irqdeck(['replay', ...argv]);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr.trimEnd().replace(/^irqdeck: /, '')).toMatch(sentence);
  });

  test('with 5 for a file that can not be shown', async () => {
    expect(await irqdeck(['replay', '/nowhere/x.txt'])).toEqual({
      status: 5,
      stdout: '',
      stderr: 'irqdeck: x.txt: there is no such file.\n',
    });
    expect((await irqdeck(['replay', '/'])).stderr).toMatch(/: it is a directory\.\n$/);
    expect(await piped('=== 1 uptime 2\n 5: 1\n')).toEqual({
      status: 5,
      stdout: '',
      stderr: 'irqdeck: stdin: line 2: the header must name the CPUs in ascending order: CPU0 CPU1.\n',
    });
  });

  test('with 0 and a word about what was skipped', async () => {
    const whole = captureText('04-interrupts.series.txt.gz');
    const torn = whole.slice(0, whole.lastIndexOf('TLB'));
    const {status, stdout, stderr} = await piped(torn, '-J');
    expect({status, frames: framesOf(stdout).length}).toEqual({status: 0, frames: 199});
    expect(stderr).toMatch(/^irqdeck: 1 snapshot of the input skipped, first line \d+: it is cut off\.\n$/);
    expect((await piped(torn, '-Jq')).stderr).toBe('');
  });

  test('with 130 when it is interrupted, while it waits for the pipe too', async () => {
    const silent = () => new Readable({read() {}});
    const waiting = await irqdeck(['replay', '-'], {stdin: silent(), signal: AbortSignal.timeout(50)});
    expect(waiting).toEqual({status: 130, stdout: '', stderr: ''});
    const stalled = silent();
    stalled.push(series(['1.0', printed([0], {5: [[1]]})], ['2.0', '']));
    const interruption = new AbortController();
    const onWrite = () => {
      setTimeout(() => interruption.abort(), 50);
      return true;
    };
    const circumstances = {stdin: stalled, signal: interruption.signal, onWrite};
    const {status, stdout} = await irqdeck(['replay', '-J', '-'], circumstances);
    expect({status, frames: framesOf(stdout).length}).toEqual({status: 130, frames: 1});
    expect(stalled.destroyed).toBe(true);
  });

  test('with 0 when the reader is gone, and the pipe is let go', async () => {
    const stdin = Readable.from([readFileSync(capture('04-interrupts.series.txt.gz'))]);
    const {status} = await irqdeck(['replay', '-J', '-'], {stdin, onWrite: text => text.split('\n').length < 3});
    expect({status, destroyed: stdin.destroyed}).toEqual({status: 0, destroyed: true});
  });
});

test('-v says how long it took', async () => {
  const {stderr} = await irqdeck(['replay', '-Jv', capture('poweredge-400sc-2005.txt')]);
  expect(stderr).toMatch(/^irqdeck: 0\.000 s of poweredge-400sc-2005\.txt took \d+\.\d\d s\.\n$/);
});

test('a pipe that gives nothing is waited for, and that is said', async () => {
  const interruption = new AbortController();
  const onSay = () => interruption.abort();
  const circumstances = {stdin: new Readable({read() {}}), signal: interruption.signal, onSay};
  expect(await irqdeck(['replay', '-b', '-'], circumstances)).toEqual({
    status: 130,
    stdout: '',
    stderr: 'irqdeck: waiting for stdin: no data yet.\n',
  });
});

test('a number that no CPU has is no header: what is kept of CPUs that went has bounds', async () => {
  const {status, stderr} = await piped(
    series(['1.0', printed([0], {5: [[1]]})], ['2.0', printed([8192], {5: [[2]]})], ['3.0', printed([0], {5: [[3]]})]),
    '-J',
  );
  expect([status, stderr]).toEqual([
    0,
    expect.stringContaining('the header names CPU8192; the highest allowed is CPU8191'),
  ]);
});
