import {constants} from 'node:os';
import {expect} from 'vitest';
import {endingSignals} from '../../src/ui/screen/terminal/signals.ts';
import {openPty, type Step} from '../helpers/pty.ts';

// What has to hold on a real terminal: whatever ends the program, and whatever its output or its loop does, the terminal is as it was and
// no process is left.

const {inPty, beside, play} = openPty('stuck');
const {signals} = constants;

const READY: Step[] = [{wait: 'irqdeck run'}, {sleep: 1}];
/** Long enough for the thread that looks out to be there. */
const SPUN: Step[] = [{wait: 'irqdeck run'}, {sleep: 3.5}];
const SPIN = {IRQDECK_TEST_SPIN: '2000'};
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const RESTORED = /\x1b\[\?2004l.*\x1b\[\?1049l/s;
const CLEAN = {problem: null, alive: false, left: [], modes: true};

beside.each(endingSignals(signals))('%s restores the terminal, then does what it does', async signal => {
  const found = await play({steps: [...READY, {signal: signals[signal]!}, {end: 5}]});
  expect(found).toMatchObject({...CLEAN, status: -signals[signal]!});
  expect(found.text).toMatch(RESTORED);
  expect(found.text).not.toMatch(/Debugger|killed or broke/);
});

beside.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('%s at any moment of the start', async signal => {
  for (const sleep of [0.1, 0.2, 0.3, 0.4, 0.5]) {
    const found = await play({steps: [{sleep}, {signal: signals[signal]}, {end: 5}]});
    expect(found, `after ${sleep} s`).toMatchObject({...CLEAN, status: -signals[signal]});
  }
});

beside('SIGUSR1 leaves no debugger open, before the program has begun', async () => {
  for (const sleep of [0.02, 0.04, 0.06, 0.1]) {
    const steps: Step[] = [{sleep}, {signal: signals.SIGUSR1}, {end: 5}];
    const found = await play({program: 'bin/irqdeck.js', steps});
    expect(found, `after ${sleep} s`).toMatchObject({...CLEAN, status: -signals.SIGUSR1});
  }
});

beside.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)(
  'after %s the warden restores the terminal and says so',
  async signal => {
    const found = await play({steps: [...READY, {signal: signals[signal]}, {end: 5}]});
    expect(found).toMatchObject({...CLEAN, status: -signals[signal]});
    expect(found.text).toMatch(RESTORED);
    expect(found.text).toContain('irqdeck was killed or broke down; the terminal is restored');
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
  expect(found.text).toContain('no longer answered and was ended');
});

inPty('nothing ends a loop that spins unless somebody asks', async () => {
  const found = await play({env: SPIN, steps: [...SPUN, {write: 'jjq'}, {end: 3}]});
  expect(found).toMatchObject({problem: 'still there after 3 s', alive: true, left: [], modes: true});
});

inPty.each([
  ['q', {write: 'q'}, 0],
  ['ctrl-c', {write: '\x03'}, 0],
  ['SIGTERM', {signal: 15}, -15],
] as const)('%s ends it while nobody reads what it writes', async (_, ask, status) => {
  const steps: Step[] = [...READY, {deaf: true}, {sleep: 4}, ask, {end: 3}];
  expect(await play({argv: ['--speed', 'max'], columns: 300, rows: 90, steps})).toMatchObject({...CLEAN, status});
});

beside.each([true, false])('a closed window is a hang-up (the terminal is ours: %s)', async controlling => {
  expect(await play({controlling, steps: [...READY, {hangup: true}, {end: 5}]})).toMatchObject({...CLEAN, status: -1});
});

const TEXT = 'Before anything new: what loses data, hangs, quits\rquietly, or lets an unsafe act through.\r!hy\rq\r';
beside.each([
  ['marked, !hy', '\x1b[200~!hy\x1b[201~'],
  ['marked, q', '\x1b[200~q\x1b[201~'],
  ['marked, a text', `\x1b[200~${TEXT}\x1b[201~`],
  ['a text', TEXT],
])('a paste does nothing: %s', async (_, pasted) => {
  const found = await play({last: 1e6, steps: [...READY, {write: pasted}, {sleep: 1}, {write: 'q'}, {end: 5}]});
  expect(found).toMatchObject({...CLEAN, status: 0});
  expect(found.text).toContain('ignored');
  expect(found.text).not.toMatch(/also stops|hung/);
});

beside.each([':q\r', ':quit\r', ':q!\r'])('%j quits, in one read', async typed => {
  expect(await play({steps: [...READY, {write: typed}, {end: 5}]})).toMatchObject({...CLEAN, status: 0});
});

beside('a pipe on stdin: the keys come from the terminal', async () => {
  const steps: Step[] = [{wait: 'irqdeck replay'}, {sleep: 1}, {write: 'q'}, {end: 5}];
  const found = await play({argv: ['replay', '-'], stdin: 'test/captures/poweredge-400sc-2005.txt', steps});
  expect(found).toMatchObject({...CLEAN, status: 0});
});

beside('a terminal larger than any', async () => {
  const steps: Step[] = [{wait: 'is drawn'}, {sleep: 1}, {write: 'q'}, {end: 10}];
  expect(await play({columns: 65_535, rows: 65_535, steps})).toMatchObject({...CLEAN, status: 0});
});
