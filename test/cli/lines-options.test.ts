import {describe, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';

async function heads(...options: string[]): Promise<string> {
  const {stdout} = await irqdeck(['run', '-n', '1', '-d', '1s', ...options]);
  return stdout.split('\n')[1];
}

/** The first word of each row of the table of lines. */
async function rows(...options: string[]): Promise<string[]> {
  const {stdout} = await irqdeck(['run', '-n', '1', '-d', '1s', ...options]);
  const table = stdout.slice(stdout.indexOf('IRQ'), stdout.indexOf('in interrupts'));
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map(row => row.trim().split(' ')[0]);
}

test('a filter leaves the lines that match in number, chip, state, devices or domains', async () => {
  expect(await rows('-F', 'ETH0')).toEqual(['169']);
  expect(await rows('-F', '^(8|9) ')).toEqual(['8', '9']);
  expect(await rows('-F', '!IO-APIC')).toEqual(['NMI', 'LOC', 'ERR', 'MIS']);
});

// The timer fires 1,000 times a second, the local timers of two CPUs 2,000 times.
test('a threshold hides what fires no more often, but not what is held', async () => {
  expect(await rows('-t', '999')).toEqual(['0', 'LOC']);
  expect(await rows('-t', '1000')).toEqual(['LOC']);
  expect(await rows('-t', '1000', '--do', '0.1s hang_domain net')).toEqual(['169', 'LOC']);
});

test('counters come last in any order', async () => {
  expect((await rows('-s', 'rate')).slice(0, 2)).toEqual(['0', '169']);
  expect((await rows('-s', '!irq')).slice(0, 2)).toEqual(['209', '201']);
});

test('columns stand in the order that was asked for', async () => {
  expect(await heads('-o', 'rate,irq,waits-for')).toBe('RATE/S  IRQ  WAITS FOR');
  expect(await heads('-o', 'irq,cpus', '-C', '1')).toBe('IRQ  CPU1');
  expect(await heads('-C', 'none')).not.toContain('CPU');
  // A frame has no history: nothing is left to be shown but what always is.
  expect(await heads('-o', 'history')).toBe(await heads());
});

test('the same lines in JSON, whose sums stay what they are', async () => {
  const frameOf = async (...options: string[]) =>
    JSON.parse((await irqdeck(['run', '-J', '-n', '1', ...options])).stdout);
  const [all, some] = [await frameOf(), await frameOf('-F', 'eth0')];
  expect(some.lines).toEqual(all.lines.filter(({irq}: {irq: string}) => irq === '169'));
  expect({...some, lines: all.lines}).toEqual(all);
});

test.each([
  [['-F', '['], '--filter: the pattern [: it is not a regular expression: missing closing ].'],
  [
    ['-F', '!eth(?=0)'],
    '--filter: the pattern eth(?=0): (?= is a lookahead; patterns follow RE2, which has none: write out what should match, and put ! first for what should not.',
  ],
  [['-C', '3-1'], '--cpus 3-1: not a list of CPUs; write auto, all, none, or numbers such as 0-3,7.'],
  [['-C', '0-99999'], '--cpus 0-99999: not a list of CPUs; write auto, all, none, or numbers such as 0-3,7.'],
  [['-s', 'rte'], '--sort rte: not one of irq, state, blocked, rate, total, delta, names.'],
])('%j is refused', async (options, sentence) => {
  expect(await irqdeck(['run', '-n', '1', ...options])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: `irqdeck: ${sentence}\n`,
  });
});

describe('columns of frames', () => {
  const head = async (env: {[name: string]: string}, ...more: string[]) => {
    const {stdout, stderr} = await irqdeck(['run', '-n', '1', ...more], {env});
    return [stdout.split('\n')[1].replace(/ +/g, ' '), stderr];
  };
  const ALL = 'IRQ CPU0 CPU1 RATE/S BLOCKED STATE WAITS FOR CHIP DEVICES (DOMAINS)';

  test('a pipe has all of them, however wide', async () => {
    expect(await head({})).toEqual([ALL, '']);
    const [many] = await head({}, 'server-msix');
    expect(many.match(/CPU\d+/g)).toHaveLength(64);
    expect(many).toContain('CHIP');
  });

  test('where there is no room it is said once, and not with -q', async () => {
    const poor = 'IRQ CPU0 CPU1 RATE/S BLOCKED STATE WAITS FOR DEVICES (DOMAINS)';
    const said = 'irqdeck: no room in 90 columns for CHIP; COLUMNS=200, -o or a pipe shows what there is.\n';
    expect(await head({COLUMNS: '90'}, '-n', '3')).toEqual([poor, said]);
    expect(await head({COLUMNS: '90'}, '-q')).toEqual([poor, '']);
    expect(await head({COLUMNS: '132'})).toEqual([ALL, '']);
    const [, many] = await head({COLUMNS: '100'}, 'server-msix');
    expect(many).toContain('for 64 CPUs');
  });
});
