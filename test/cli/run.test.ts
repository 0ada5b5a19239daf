import {describe, expect, test} from 'vitest';
import {frameTimes} from '../../src/cli/show/frames/play-frames.ts';
import type {Frame} from '../../src/protocol/frame/frame.ts';
import {irqdeck} from '../helpers/io.ts';

const framesOf = (stdout: string): Frame[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
const secondsOf = (stdout: string) => framesOf(stdout).map(({tNs}) => tNs / 1e9);

describe('frames come', () => {
  test.each([
    ['ten times where nothing is said', [], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['-n times', ['-n', '3'], [1, 2, 3]],
    ['at d, 2d, 3d', ['-n', '3', '-d', '250ms'], [0.25, 0.5, 0.75]],
    ['until the end, which is one of them', ['--until', '2s'], [1, 2]],
    ['at the end, which is none of them', ['--until', '2.5s'], [1, 2, 2.5]],
    ['-n times, before the end', ['-n', '2', '--until', '2.5s'], [1, 2]],
    ['until the end, before -n', ['-n', '9', '--until', '2.5s'], [1, 2, 2.5]],
    ['once at the beginning', ['--until', '0'], [0]],
  ])('%s', async (_what, options, times) => {
    const {status, stdout, stderr} = await irqdeck(['run', '-J', ...options]);
    expect({status, times: secondsOf(stdout), stderr}).toEqual({status: 0, times, stderr: ''});
  });

  test('without end', () => {
    const times = frameTimes({delayNs: 5, iterations: Infinity, untilNs: Infinity});
    expect([times.next().value, times.next().value]).toEqual([5, 10]);
  });
});

test('a frame in JSON says what was run', async () => {
  const {stdout} = await irqdeck(['-J', '-n', '1', '--seed', '7', '--policy', 'xen']);
  expect(framesOf(stdout)[0]).toMatchObject({
    tNs: 1e9,
    source: 'run',
    scenario: 'poweredge-400sc',
    seed: 7,
    policy: 'xen',
    host: 'up',
  });
});

test('a frame in JSON has everything that the contract names', async () => {
  const [frame] = framesOf((await irqdeck(['-J', '-n', '1'])).stdout);
  const keysOf = (row: object | undefined) =>
    Object.keys(row ?? {})
      .sort()
      .join(' ');
  expect(keysOf(frame)).toBe('alerts cpus devices domains host lines policy scenario seed source tNs');
  expect(keysOf(frame.cpus[0])).toBe('cpu irqShare rate supervisorShare total');
  expect(keysOf(frame.lines.find(({irq}) => irq === '169'))).toBe(
    'asserted blockedForNs blockedReasons blockedShare chip devices domains inFlight irq limited perCpu rate released state total ' +
      'trigger unhandled waitsFor',
  );
  expect(keysOf(frame.lines.find(({counter}) => counter))).toBe('chip counter irq perCpu rate total');
  expect(keysOf(frame.domains[0])).toBe(
    'ackP99Ns health id name oldestAckAgeNs restarts starvedBy starvedByNs starvedNs state toolstackState unacked',
  );
  expect(keysOf(frame.devices[0])).toBe(
    'asserted domain inService late line lost name p99Ns power raised resets served',
  );
  for (const {total, perCpu} of frame.lines) expect(total).toBe(perCpu!.reduce((sum, count) => sum + count, 0));
});

test('plain frames are separated by a blank line', async () => {
  const {status, stdout, stderr} = await irqdeck([
    'run',
    '-n',
    '2',
    '-d',
    '100ms',
    '--do',
    '150ms add_marker half time',
  ]);
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const [first, second, ...more] = stdout.split('\n\n');
  expect(more).toEqual([]);
  expect(first).toMatch(/^== 0\.100 s, poweredge-400sc, policy xen-2005, seed 1, speed max, host up\nIRQ /);
  expect(second).toMatch(/^== 0\.200 s, .*\n {5}AT {2}HAPPENED\n0\.150 s {2}marker: half time\n$/s);
});

test('width and colour follow the terminal and the environment', async () => {
  const argv = ['run', '-n', '1', '-d', '100ms', '--do', '50ms hang_domain net', '--speed', 'max'];
  const widest = (stdout: string) => Math.max(...stdout.split('\n').map(line => line.length));
  const wide = await irqdeck(argv, {env: {COLUMNS: '160'}});
  const narrow = await irqdeck(argv, {env: {COLUMNS: '80'}});
  expect(wide.stdout).toContain('IO-APIC-level  libata(disk), uhci_hcd:usb4(usb), eth0(net)\n');
  expect(widest(narrow.stdout)).toBeLessThanOrEqual(80);
  expect((await irqdeck(argv, {isTTY: true})).stdout).toContain('\x1b[31;1mhung\x1b[0m');
  expect((await irqdeck(argv, {isTTY: true, env: {NO_COLOR: '1'}})).stdout).not.toContain('\x1b');
});

test('on a terminal it runs in real time', async () => {
  const started = performance.now();
  await irqdeck(['run', '-n', '2', '-d', '100ms'], {isTTY: true});
  expect(performance.now() - started).toBeGreaterThan(199);
});

describe('it ends', () => {
  const HANG = ['--do', '2s hang_domain net'];

  test('with 3 and the frame of the moment when a condition holds', async () => {
    const {status, stdout, stderr} = await irqdeck(['-J', '-d', '2s', ...HANG, '--fail-on', 'domain.health=hung']);
    const [last, ...before] = framesOf(stdout).reverse();
    expect(before.map(({tNs}) => tNs)).toEqual([2e9]);
    expect(last.domains.find(({name}) => name === 'net')).toMatchObject({health: 'hung'});
    expect(status).toBe(3);
    expect(stderr).toBe(`irqdeck: domain net: health is hung, at ${(last.tNs / 1e9).toFixed(3)} s.\n`);
  });

  test('with 3 alone when nobody wants to hear', async () => {
    const {status, stderr} = await irqdeck(['-Jq', '-n', '4', ...HANG, '--fail-on', 'line.waitsFor=net']);
    expect({status, stderr}).toEqual({status: 3, stderr: ''});
  });

  test('with the first of several conditions', async () => {
    const argv = [
      '-J',
      '-n',
      '9',
      '--fail-on',
      'host=lost',
      '--fail-on',
      'line[LOC].total>=150',
      '--fail-on',
      'cpu.cpu=0',
    ];
    const {status, stdout, stderr} = await irqdeck(argv);
    expect({status, times: secondsOf(stdout), stderr}).toEqual({
      status: 3,
      times: [0.1],
      stderr: 'irqdeck: line LOC: total is 200, at 0.100 s.\n',
    });
  });

  test('with 0 and the last moment of a host that is lost', async () => {
    const {status, stdout, stderr} = await irqdeck(['-J', '-d', '2s', '--policy', 'naive']);
    const last = framesOf(stdout).at(-1)!;
    expect({status, host: last.host}).toEqual({status: 0, host: 'lost'});
    expect(stderr).toBe(`irqdeck: the host was lost at ${(last.tNs / 1e9).toFixed(9)} s; the run ends there.\n`);
  });

  test('with 0 when the reader is gone', async () => {
    const {status, stdout, stderr} = await irqdeck(['-J'], {onWrite: text => text.split('\n').length < 3});
    expect({status, times: secondsOf(stdout), stderr}).toEqual({status: 0, times: [1, 2], stderr: ''});
  });

  test('with 130 after the frame in hand when it is interrupted', async () => {
    const interruption = new AbortController();
    const onWrite = () => {
      interruption.abort();
      return true;
    };
    const {status, stdout, stderr} = await irqdeck(['-J'], {signal: interruption.signal, onWrite});
    expect({status, times: secondsOf(stdout), stderr}).toEqual({status: 130, times: [1], stderr: ''});
  });

  test('with 130 while it waits for the wall clock', async () => {
    const argv = ['-J', '--speed', '0.0001'];
    const {status, stdout} = await irqdeck(argv, {signal: AbortSignal.timeout(100)});
    expect({status, stdout}).toEqual({status: 130, stdout: ''});
  });
});

test('what is refused and what is not reached is said, and the run goes on', async () => {
  const refused = ['--do', '500ms reset_device libata', '--do', '3s crash_domain net'];
  const {status, stdout, stderr} = await irqdeck(['-J', '-n', '2', ...refused]);
  expect({status, times: secondsOf(stdout)}).toEqual({status: 0, times: [1, 2]});
  expect(stderr.split('\n')).toEqual([
    'irqdeck: crash_domain net at 3.000 s is never run: the run ends at 2.000 s.',
    expect.stringMatching(/^irqdeck: reset_device libata at 0\.500 s was refused: .+\.$/),
    '',
  ]);
  expect((await irqdeck(['-Jq', '-n', '2', ...refused])).stderr).toBe('');
});

test('-v says how long it took', async () => {
  const {stderr} = await irqdeck(['-Jv', '-n', '1']);
  expect(stderr).toMatch(/^irqdeck: 1\.000 s of poweredge-400sc took \d+\.\d\d s\.\n$/);
});

test('the same command writes the same bytes, another seed others', async () => {
  const argv = ['-J', '-n', '5', '--do', '1s hang_domain net', '--seed'];
  const [one, two, other] = await Promise.all(['1', '1', '2'].map(seed => irqdeck([...argv, seed])));
  expect(two.stdout).toBe(one.stdout);
  expect(other.stdout).not.toBe(one.stdout);
});
