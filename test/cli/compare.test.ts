import {describe, expect, test} from 'vitest';
import {irqdeck, type Outcome} from '../helpers/io.ts';

const HANG = ['--do', '2s hang_domain net', '--until', '4s'];
const rowsOf = ({stdout}: Outcome) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

describe('a comparison in JSON', () => {
  test('one object per policy, each value with its spread', async () => {
    const found = await irqdeck(['compare', '-J', '--policies', 'xen-2005,xen', '--seeds', '2', ...HANG]);
    expect({...found, stdout: ''}).toEqual({status: 0, stdout: '', stderr: ''});
    const rows = rowsOf(found);
    // From the least starvation to the most, whatever the order in which they were named.
    expect(rows.map(({policy, seeds}) => [policy, seeds])).toEqual([
      ['xen', 2],
      ['xen-2005', 2],
    ]);
    for (const {policy, seeds, host, ...values} of rows) {
      expect({policy, seeds, host}).toEqual({policy, seeds: 2, host: {survived: 2, lost: 0, lostNs: null}});
      expect(Object.keys(values)).toEqual([
        'starvedNs',
        'late',
        'p99Ns',
        'lost',
        'stormNs',
        'maskedNs',
        'outOfService',
        'recoveredNs',
      ]);
      for (const spread of Object.values(values))
        expect(Object.keys(spread as object)).toEqual(['median', 'min', 'max']);
    }
    // eth0 of 13 devices is out from the hang on; under xen-2005 all three of the line are once it is frozen.
    expect(rows[0].outOfService).toEqual({median: 1 / 13, min: 1 / 13, max: 1 / 13});
    expect(rows[1].outOfService.median).toBeGreaterThan(2.5 / 13);
    expect(rows[1].outOfService.max).toBeLessThanOrEqual(3 / 13);
    expect(rows[1].recoveredNs).toEqual({median: null, min: null, max: null});
  });

  test('workers make no difference', async () => {
    const argv = ['compare', '-J', '--policies', 'xen', '--seeds', '3', ...HANG];
    const [one, three] = [await irqdeck([...argv, '--workers', '1']), await irqdeck([...argv, '--workers', '3'])];
    expect(three).toEqual(one);
  });
});

describe('a comparison for a person', () => {
  test.each([100, 80])('fits %i columns', async columns => {
    const argv = ['compare', '--policies', 'naive,xen-2005,xen', '--seeds', '3', ...HANG];
    const {status, stdout, stderr} = await irqdeck(argv, {env: {COLUMNS: String(columns)}});
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(columns);
    expect(stdout).toMatch(
      /^== poweredge-400sc, 4\.000 s, 3 policies, seeds 1 to 3, hardware assumed\n2\.000 s hang_domain net\nPOLICY /,
    );
  });

  test('what was refused is told with the reason', async () => {
    const {stdout} = await irqdeck([
      'compare',
      '--policies',
      'xen',
      '--seeds',
      '2',
      ...HANG,
      '--do',
      '3s reset_device libata',
    ]);
    expect(stdout).toContain(
      'xen: reset_device libata at 3.000 s was refused in 2 of 2 runs: libata has no usable reset.\n',
    );
  });

  test('-v says how long it took', async () => {
    const {stderr} = await irqdeck(['compare', '-v', '--policies', 'xen', '--seeds', '1', '--until', '1s']);
    expect(stderr).toMatch(/^irqdeck: 1 runs of 1\.000 s took \d+\.\d\d s\.\n$/);
  });
});

describe('what can not be meant', () => {
  test.each([
    ['an unknown policy', ['--policies', 'xen,zen'], 'there is no policy "zen", only '],
    ['no policy', ['--policies', ','], '--policies: no policy is named; write all, or names such as xen-2005,xen.'],
    ['an unknown scenario', ['nowhere'], 'there is no scenario "nowhere", only poweredge-400sc'],
    ['no seeds', ['--seeds', '0'], '--seeds 0: not a whole number from 1 to 100000.'],
    [
      'seeds beyond the last',
      ['--seed', '4294967295', '--seeds', '2'],
      '--seeds 2: too many from --seed 4294967295 on; the last seed is 4294967295.',
    ],
    ['no workers', ['--workers', '0'], '--workers 0: not a whole number from 1 to 1024.'],
    [
      'an end between samples',
      ['--until', '2.55s'],
      '--until 2.550 s: runs are compared in steps of 100ms; write 2.5s or 2.6s.',
    ],
    ['an end too soon', ['--until', '50ms'], '--until 50ms: too short; the minimum is 100ms.'],
    ['a command that does not exist', ['--do', '5s hang net'], `--do '5s hang net': there is no command "hang"`],
  ])('%s', async (_what, argv, sentence) => {
    const {status, stdout, stderr} = await irqdeck(['compare', ...argv]);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr.startsWith(`irqdeck: ${sentence}`), stderr).toBe(true);
  });
});

test('commands that make no difference are told, and are no first command', async () => {
  const argv = ['compare', '-J', '--policies', 'xen', '--seeds', '1', '--until', '1s'];
  const idle = ['--do', '1s hang_domain net', '--do', '500ms add_marker here'];
  const found = await irqdeck([...argv, ...idle]);
  expect(found).toEqual({
    ...(await irqdeck(argv)),
    stderr:
      'irqdeck: add_marker here at 0.500 s changes nothing: it is written to the log only.\n' +
      'irqdeck: hang_domain net at 1.000 s changes nothing: every run ends at 1.000 s.\n',
  });
});

test('interrupted: what is done is shown, said to be in part, and the status is 130', async () => {
  const controller = new AbortController();
  let shown = '';
  const stderr = {
    isTTY: true,
    write(text: string) {
      shown += text;
      if (text.includes('1 of 400')) controller.abort();
      return true;
    },
  };
  const found = await irqdeck(['compare', '--policies', 'xen,xen-2005', '--seeds', '200', '--workers', '1', ...HANG], {
    signal: controller.signal,
    terminal: {stderr} as never,
  });
  expect({status: found.status, stderr: found.stderr}).toEqual({
    status: 130,
    stderr: 'irqdeck: interrupted: only 1 of 400 runs were made.\n',
  });
  expect(found.stdout).toMatch(/^== poweredge-400sc, .*, interrupted after 1 runs\n/);
  expect(found.stdout).toMatch(/^xen-2005 {2}not run/m);
  // How far it is stands on one line of a terminal, of which nothing is left.
  expect(shown).toBe('\r\x1b[K0 of 400 runs\r\x1b[K1 of 400 runs\r\x1b[K');
});

test('a closed pipe is a quiet end', async () => {
  const argv = ['compare', '--policies', 'xen', '--seeds', '1', '--until', '1s'];
  expect(await irqdeck(argv, {onWrite: () => false})).toMatchObject({status: 0, stderr: ''});
});

test('its help tells of it', async () => {
  const {stdout} = await irqdeck(['compare', '--help']);
  expect(stdout).toContain(
    'irqdeck compare [SCENARIO] [OPTIONS]: run the same faults and seeds under several policies',
  );
});
