import {constants} from 'node:os';
import {expect} from 'vitest';
import {endingSignals} from '../../src/ui/screen/terminal/signals.ts';
import {openPty, type Step} from '../helpers/pty.ts';

// What has to hold on a real terminal: whatever ends the program, and whatever its output or its loop does, the terminal is as it was and
// no process is left.

const {inPty, play} = openPty('stuck');
const {signals} = constants;

const READY: Step[] = [{wait: 'irqdeck run'}, {raw: true}, {lookout: true}];
/** Until it spins it uses little: so much is used by the loop that spins, and the thread that looks out has begun beside it. */
const SPUN: Step[] = [...READY, {burn: 1.5}];
const SPIN = {IRQDECK_TEST_SPIN: '1000'};
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const RESTORED = /\x1b\[\?2004l.*\x1b\[\?1049l/s;
/** What goes the same way as something else here is tried with LONG=1 only: each is a start of the program. */
const more = <Case>(...cases: Case[]): Case[] => (process.env.LONG ? cases : []);
const CLEAN = {problem: null, alive: false, left: [], modes: true};

const USUAL = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGTERM'] as const;
const RARE = endingSignals(signals).filter(signal => !USUAL.some(usual => usual === signal));

inPty.each([...USUAL, ...more(...RARE)])('%s restores the terminal, then does what it does', async signal => {
  const found = await play({steps: [...READY, {signal: signals[signal]!}, {end: 5}]});
  expect(found).toMatchObject({...CLEAN, status: -signals[signal]!});
  expect(found.text).toMatch(RESTORED);
  expect(found.text).not.toMatch(/Debugger|killed or broke/);
});

inPty.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('%s at any moment of the start', async signal => {
  for (const sleep of [0.1, 0.3, 0.5, ...more(0.2, 0.4)]) {
    const found = await play({steps: [{sleep}, {signal: signals[signal]}, {end: 5}]});
    expect(found, `after ${sleep} s`).toMatchObject({...CLEAN, status: -signals[signal]});
  }
});

inPty('SIGUSR1 leaves no debugger open, before the program has begun', async () => {
  for (const sleep of [0.02, 0.04, 0.06, 0.1]) {
    const steps: Step[] = [{sleep}, {signal: signals.SIGUSR1}, {end: 5}];
    const found = await play({program: 'bin/irqdeck.js', steps});
    expect(found, `after ${sleep} s`).toMatchObject({...CLEAN, status: -signals.SIGUSR1});
  }
});

inPty.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)(
  'after %s the warden restores the terminal and says so',
  async signal => {
    const found = await play({steps: [...READY, {signal: signals[signal]}, {end: 5}]});
    expect(found).toMatchObject({...CLEAN, status: -signals[signal]});
    expect(found.text).toMatch(RESTORED);
    expect(found.text).toContain('irqdeck was killed or crashed; the terminal is restored');
  },
);

inPty.each([
  ['SIGTERM', {signal: 15}],
  ['SIGHUP', {signal: 1}],
  ['SIGINT', {signal: 2}],
  ['ctrl-c', {write: 'jj\x03'}],
] as const)('%s ends a loop that spins', async (_, ask) => {
  const found = await play({env: SPIN, steps: [...SPUN, ask, {end: 4}]});
  expect(found).toMatchObject({...CLEAN, status: -9});
  expect(found.text).toMatch(RESTORED);
  expect(found.text).toContain('did not respond and was ended');
});

inPty('nothing ends a loop that spins unless somebody asks', async () => {
  const found = await play({env: SPIN, steps: [...SPUN, {write: 'jjq'}, {burn: 3}]});
  expect(found).toMatchObject({problem: null, alive: true, left: [], modes: true});
});

inPty.each([
  ['q', {write: 'q'}, 0],
  ['ctrl-c', {write: '\x03'}, 0],
  ['SIGTERM', {signal: 15}, -15],
] as const)('%s ends it while nobody reads what it writes', async (_, ask, status) => {
  const steps: Step[] = [...READY, {full: true}, {sleep: 1}, ask, {end: 3}];
  expect(await play({argv: ['--speed', 'max'], columns: 300, rows: 90, steps})).toMatchObject({...CLEAN, status});
});

inPty.each([true, false])('a closed window is a hang-up (the terminal is ours: %s)', async controlling => {
  expect(await play({controlling, steps: [...READY, {hangup: true}, {end: 5}]})).toMatchObject({...CLEAN, status: -1});
});

const TEXT = 'Before anything new: what loses data, hangs, quits\rquietly, or lets an unsafe act through.\r!hy\rq\r';
inPty.each([
  ['marked, !hy', '\x1b[200~!hy\x1b[201~'],
  ['marked, a text', `\x1b[200~${TEXT}\x1b[201~`],
  ['a text', TEXT],
  ...more(['marked, q', '\x1b[200~q\x1b[201~']),
])('a paste does nothing: %s', async (_, pasted) => {
  const found = await play({
    last: 1e6,
    steps: [...READY, {write: pasted}, {wait: 'ignored'}, {sleep: 0.5}, {write: 'q'}, {end: 5}],
  });
  expect(found).toMatchObject({...CLEAN, status: 0});
  expect(found.text).not.toMatch(/also stops|hung/);
});

inPty.each([':q\r', ...more(':quit\r', ':q!\r')])('%j quits, in one read', async typed => {
  expect(await play({steps: [...READY, {write: typed}, {end: 5}]})).toMatchObject({...CLEAN, status: 0});
});

inPty('a pipe on stdin: the keys come from the terminal', async () => {
  const steps: Step[] = [{wait: 'irqdeck replay'}, {raw: true}, {write: 'q'}, {end: 5}];
  const found = await play({argv: ['replay', '-'], stdin: 'test/captures/poweredge-400sc-2005.txt', steps});
  expect(found).toMatchObject({...CLEAN, status: 0});
});

inPty('a terminal larger than any', async () => {
  const steps: Step[] = [{wait: 'the rest stays blank'}, {raw: true}, {write: 'q'}, {end: 10}];
  expect(await play({columns: 65_535, rows: 65_535, steps})).toMatchObject({...CLEAN, status: 0});
});
