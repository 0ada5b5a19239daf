import {readdirSync} from 'node:fs';
import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';
import {capture, captureText, printed, series, snapshotsOf, sumsOf} from '../helpers/proc.ts';
import {framesOf, piped} from './replayed.ts';

const CAPTURES = readdirSync(capture('.')).filter(name => /interrupts|poweredge/.test(name));

test.each(CAPTURES)('%s: every frame has exactly the sums of the file, line by line', async name => {
  const {status, stdout, stderr} = await irqdeck(['replay', '-J', capture(name)]);
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const frames = framesOf(stdout);
  const snapshots = snapshotsOf(captureText(name));
  expect(frames).toHaveLength(snapshots.length);
  frames.forEach((frame, at) => {
    expect(frame.lines.map(({irq, total}) => [irq, total])).toEqual(sumsOf(snapshots[at]));
    for (const {total, perCpu} of frame.lines) expect(perCpu!.reduce((sum, count) => sum + count, 0)).toBe(total);
  });
});

test('a storm that nobody cared for: it storms, then it is silent, and its state stays unknown', async () => {
  const {stdout} = await irqdeck(['replay', '-J', capture('04-interrupts.series.txt.gz')]);
  const alerts: string[] = [];
  for (const frame of framesOf(stdout)) {
    expect(frame.lines.find(({irq}) => irq === '10')).toMatchObject({
      state: 'unknown',
      waitsFor: null,
      blockedShare: null,
    });
    for (const {id} of frame.alerts) if (alerts.at(-1) !== id && /\/10$/.test(id)) alerts.push(id);
  }
  expect(alerts.slice(0, 4)).toEqual(['storm/10', 'stopped/10', 'storm/10', 'stopped/10'].slice(0, alerts.length));
  expect(alerts).toContain('storm/10');
  expect(alerts).toContain('stopped/10');
});

test('a frame in JSON says what the file tells, and nothing else', async () => {
  const {stdout} = await irqdeck(['replay', '-J', capture('poweredge-400sc-2005.txt')]);
  const [frame, ...more] = framesOf(stdout);
  expect(more).toEqual([]);
  expect(frame).toMatchObject({
    tNs: 0,
    source: 'replay',
    file: 'poweredge-400sc-2005.txt',
    host: 'unknown',
    domains: [],
    devices: [],
    alerts: [],
  });
  expect(frame.cpus[0]).toEqual({cpu: 0, rate: null, irqShare: null, supervisorShare: null, total: 531_140});
  expect(frame.lines.find(({irq}) => irq === '169')).toEqual({
    irq: '169',
    chip: 'IO-APIC-level',
    trigger: 'level',
    devices: ['libata', 'uhci_hcd:usb4', 'eth0'],
    domains: null,
    state: 'unknown',
    waitsFor: null,
    inFlight: null,
    asserted: null,
    total: 37_509,
    rate: null,
    perCpu: [37_509, 0],
    blockedShare: null,
    blockedForNs: null,
    released: null,
    limited: null,
  });
});

describe('frames come', () => {
  const file = capture('01-interrupts.series.txt.gz');
  const timesOf = (stdout: string) => framesOf(stdout).map(({tNs}) => tNs / 1e9);

  test('for the first snapshot and for each sample', async () => {
    const text = series(...['1.5', '2.5', '4.25'].map((at): [string, string] => [at, printed([0], {5: [[1]]})]));
    expect(timesOf((await piped(text, '-J')).stdout)).toEqual([0, 1, 2.75]);
    expect(timesOf((await piped(text, '-J', '-n', '2')).stdout)).toEqual([0, 1]);
    expect(timesOf((await piped(text, '-J', '--until', '2s')).stdout)).toEqual([0, 1, 2]);
    expect(timesOf((await piped(text, '-J', '--until', '1s')).stdout)).toEqual([0, 1]);
    expect(timesOf((await piped(text, '-J', '--until', '0')).stdout)).toEqual([0]);
    expect(timesOf((await piped(text, '-J', '-d', '1s')).stdout)).toEqual([1, 2, 2.75]);
    expect(timesOf((await piped(text, '-J', '-d', '500ms', '-n', '3')).stdout)).toEqual([0.5, 1, 1.5]);
    expect(timesOf((await piped(text, '-J', '-d', '9s')).stdout)).toEqual([2.75]);
    expect(timesOf((await piped(printed([0], {5: [[1]]}), '-J', '-d', '9s')).stdout)).toEqual([0]);
  });

  test('at once, over a gap of months', async () => {
    const text = series(
      ['1.0', printed([0], {5: [[1]]})],
      ['1.001', printed([0], {5: [[1]]})],
      ['8000000.0', printed([0], {5: [[2]]})],
    );
    const {stdout} = await piped(text, '-J');
    expect(timesOf(stdout)).toEqual([0, 0.001, 7_999_999]);
    expect(timesOf((await piped(text, '-J', '--fail-on', 'line.rate>5')).stdout)).toEqual([0, 0.001, 7_999_999]);
  });

  test('in the time of the recording where that is asked for', async () => {
    const started = performance.now();
    const {stdout} = await irqdeck(['replay', '-J', '--speed', '20', '--until', '4s', file]);
    expect(performance.now() - started).toBeGreaterThan(190);
    expect(timesOf(stdout).length).toBeGreaterThan(2);
  });

  test('with rates over what lies between them', async () => {
    const text = series(
      ...[0, 1, 2].map((at): [string, string] => [`${at}.0`, printed([0, 1], {5: [[at * 10, at * 6]]})]),
    );
    const [first, second] = framesOf((await piped(text, '-J')).stdout);
    expect([first.lines[0].rate, first.cpus[0].rate]).toEqual([null, null]);
    expect([second.lines[0].rate, second.cpus.map(({rate}) => rate)]).toEqual([16, [10, 6]]);
    const [whole] = framesOf((await piped(text, '-J', '-d', '2s')).stdout);
    expect(whole.lines[0].rate).toBe(16);
  });
});

describe('a part of it', () => {
  test.each([
    ['an import, read from its beginning', capture('04-interrupts.series.txt.gz'), 100, 110],
    ['an import, from before its first sample', capture('04-interrupts.series.txt.gz'), 0.5, 3],
    ['a recording, entered in the middle', 'recordings/hung.ndjson.gz', 12, 15],
  ])('has the frames of the whole: %s', async (_, file, from, to) => {
    const all = framesOf((await irqdeck(['replay', '-J', file])).stdout);
    const part = framesOf((await irqdeck(['replay', '-J', '--from', `${from}`, '--to', `${to}`, file])).stdout);
    const within = all.filter(({tNs}) => tNs >= from * 1e9 && tNs <= to * 1e9);
    expect(within.length).toBeGreaterThan(1);
    expect(part).toEqual(within);
  });

  test('from a time behind its end there is nothing, which is said', async () => {
    const {status, stdout, stderr} = await piped(
      series(['1', printed([0], {5: [[1]]})], ['2', printed([0], {5: [[1]]})]),
      '--from',
      '5',
    );
    expect({status, stdout, stderr}).toEqual({
      status: 0,
      stdout: '',
      stderr: 'irqdeck: the recording ends at 1.000 s, before --from 5.000 s.\n',
    });
  });
});

test('totals stay those of the file when a counter wraps, begins anew, and when CPUs come and go', async () => {
  const snapshots = [
    printed([0, 1, 2], {5: [[4294967290, 1, 50]], 6: [[900, 0, 0]], LOC: [[10, 10, 10]], ERR: [[1]]}),
    printed([0, 2], {5: [[4, 60]], 6: [[3, 0]], LOC: [[20, 20]], ERR: [[2]]}),
    printed([0, 1, 2], {5: [[4, 9, 60]], 7: [[3, 0, 0]], LOC: [[20, 30, 30]], ERR: [[2]]}),
  ];
  const {status, stdout, stderr} = await piped(
    series(...snapshots.map((text, at): [string, string] => [`${at}.0`, text])),
    '-J',
  );
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const frames = framesOf(stdout);
  expect(frames.map(({lines}) => lines.map(({irq, total}) => [irq, total]))).toEqual(
    snapshots.map(text => sumsOf(text)),
  );
  expect(frames[1].lines.map(({irq, rate}) => [irq, rate])).toEqual([
    ['5', 20],
    ['6', 3],
    ['LOC', 20],
    ['ERR', 1],
  ]);
  expect(frames[2].lines.map(({irq, rate}) => [irq, rate])).toEqual([
    ['5', 8],
    ['7', 3],
    ['LOC', 30],
    ['ERR', 0],
  ]);
});

test('rows of more CPUs than the header names, or of one number for all, count on', async () => {
  const text = (more: number) =>
    printed([0], {5: [[more]], IPI1: [[1, 2, 3 + more, 4 + more], 'x'], ERR: [[more]], FIQ: [[], 'usb_fiq']});
  const [, last] = framesOf((await piped(series(['1.0', text(0)], ['2.0', text(8)]), '-J')).stdout);
  expect(last.cpus).toMatchObject([{cpu: 0, rate: 8, total: 8}]);
  expect(last.lines.map(({irq, perCpu, total, rate}) => [irq, perCpu, total, rate])).toEqual([
    ['5', [8], 8, 8],
    ['IPI1', [1, 2, 11, 12], 26, 16],
    ['ERR', [8], 8, 8],
    ['FIQ', [], 0, 0],
  ]);
});

test('a line that goes and comes back between two frames counts anew', async () => {
  const text = series(
    ...[[90], [], [95], [97]].map(([count], at): [string, string] => [
      `${at}.0`,
      printed([0], {...(count && {5: [[count]] as [number[]]}), 6: [[0]], ERR: [[0]]}),
    ]),
  );
  const [, last] = framesOf((await piped(text, '-J', '-d', '1500ms')).stdout);
  expect(last.lines[0]).toMatchObject({irq: '5', total: 97, rate: 3.5});
});

describe('plain frames', () => {
  test('have no columns and blocks of what is unknown everywhere', async () => {
    const {stdout} = await irqdeck(['replay', capture('poweredge-400sc-2005.txt')], {env: {COLUMNS: '120'}});
    await expect(stdout).toMatchFileSnapshot('../golden/cli/replay-2005.txt');
  });

  test('tell what happened', async () => {
    const {stdout} = await irqdeck(['replay', '-d', '60s', '--until', '120s', capture('01-interrupts.series.txt.gz')]);
    await expect(stdout).toMatchFileSnapshot('../golden/cli/replay-hotplug.txt');
  });

  test('of 104 CPUs stay within the width', async () => {
    const cpus = Array.from({length: 104}, (_, cpu) => cpu);
    const rows = (more: number) => ({
      16: [cpus.map(cpu => (cpu === 3 ? 500 + more : 0)), '  IR-IO-APIC   16-fasteoi   i801_smbus'] as [
        number[],
        string,
      ],
      24: [cpus.map(cpu => cpu * 10 + more), '  IR-PCI-MSI-0000:00:1f.2   0-edge      ahci[0000:00:1f.2]'] as [
        number[],
        string,
      ],
      LOC: [cpus.map(() => 1000 + more), '  Local timer interrupts'] as [number[], string],
      ERR: [[0]] as [number[]],
    });
    const {stdout} = await irqdeck(['replay', '-'], {
      stdin: Readable.from([Buffer.from(series(['1.0', printed(cpus, rows(0))], ['2.0', printed(cpus, rows(7))]))]),
      env: {COLUMNS: '100'},
    });
    expect(stdout.split('\n').filter(line => line.length > 100 || /\s$/.test(line))).toEqual([]);
    await expect(stdout).toMatchFileSnapshot('../golden/cli/replay-104-cpus.txt');
  });

  test('an unknown state is dim', async () => {
    const {stdout} = await irqdeck(['replay', '--color', 'always', capture('poweredge-400sc-2005.txt')]);
    expect(stdout).toContain('\x1b[2munknown\x1b[0m');
  });
});

test('a hostile name leaves nothing in plain frames, JSON or the log', async () => {
  const nasty = `a\x1b]0;owned\x07b, \x1b[31mred, \x9b2J\u202eevil, x\ry, ${'z'.repeat(10_000)}`;
  const rows = (more: string) => printed([0], {5: [[1], `  IO-APIC   5-fasteoi   ${nasty}${more}`], ERR: [[0]]});
  const text = series(['1.0', rows('')], ['2.0', rows(', another\x1b[2J')]);
  for (const option of ['-b', '-J']) {
    const {status, stdout} = await piped(text, option);
    expect(status).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]|owned|\[31m|\\u001b/u);
    expect(stdout).toContain('another');
  }
});
