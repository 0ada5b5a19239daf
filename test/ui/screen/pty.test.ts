import {execFileSync, spawnSync} from 'node:child_process';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../../bin/build.js';
import {cpuMsToTheEnd} from '../../helpers/cpu.ts';
import {until as wait} from '../../helpers/patience.ts';

// What only a real terminal with a real shell can show: signals, job control, and whether the terminal is left as it was found.

const FOLDER = 'node_modules/.cache/irqdeck-test';
const missing = ['tmux', 'bash'].find(name => spawnSync(name, ['-V']).error);
const reason = missing ? ` (skipped: no ${missing})` : '';
const inTerminal = test.skipIf(missing !== undefined);

const socket = `irqdeck-${process.pid}`;
const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {env, encoding: 'utf8'});
// Ink draws nothing at all when it thinks that it runs for a build server; vitest's own settings are not for a program.
const {CI, FORCE_COLOR, TMUX, ...rest} = process.env;
const env = {...rest, NODE_ENV: 'production', TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', PS1: '$ '};

beforeAll(async () => {
  if (missing) return;
  await bundle({fixture: 'test/ui/screen/fixture.tsx'}, FOLDER);
  // Its server would go with its last session.
  tmux('new-session', '-d', '-s', 'keep');
});
beforeEach(() => {
  if (!missing) tmux('new-session', '-d', '-s', 'test', '-x', '60', '-y', '12', 'bash --norc --noprofile');
});
afterEach(() => {
  if (!missing) tmux('kill-session', '-t', 'test');
});
afterAll(() => {
  if (!missing) spawnSync('tmux', ['-L', socket, 'kill-server']);
});

const type = (...keys: string[]) => tmux('send-keys', '-t', 'test', ...keys);
const shown = () => tmux('capture-pane', '-t', 'test', '-p').trimEnd();
const terminal = () =>
  tmux('display-message', '-t', 'test', '-p', 'alternate #{alternate_on}, cursor #{cursor_flag}').trim();

function until(pattern: RegExp): Promise<string> {
  let screen = '';
  const look = () => {
    screen = shown();
    return pattern.test(screen) && {screen};
  };
  return wait(look, () => `${pattern}:\n${screen}`, 20).then(found => found.screen);
}

/** Starts the program; returns its process id. */
async function start(then = '; echo status=$?'): Promise<number> {
  type(`${process.execPath} ${FOLDER}/fixture.js${then}`, 'Enter');
  const screen = await until(/row 10 of 60x11\npid (\d+)\./);
  expect(terminal()).toBe('alternate 1, cursor 0');
  return Number(/pid (\d+)/.exec(screen)![1]);
}

/** The terminal is as it was: the shell's screen, a cursor, lines that are edited and echoed. */
async function expectRestored(): Promise<void> {
  expect(terminal()).toBe('alternate 0, cursor 1');
  type('stty -a | grep -ow -e -icanon -e icanon -e -echo -e echo', 'Enter');
  expect(await until(/icanon\n-?echo/)).toMatch(/(?<!-)icanon\necho/);
}

inTerminal.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)(
  `%s ends it within a second of CPU time, by that signal, with the terminal restored${reason}`,
  async (signal, status) => {
    const pid = await start('');
    const used = cpuMsToTheEnd(pid);
    process.kill(pid, signal);
    expect(await used).toBeLessThan(1_000);
    await until(/#$|\$$/);
    // The shell forgets the rest of a line when a program dies of SIGINT, so it is asked afterwards.
    type('echo status=$?', 'Enter');
    await until(new RegExp(`status=${status}`));
    await expectRestored();
  },
);

inTerminal(`ctrl-z stops it, fg brings it back, in another size too${reason}`, async () => {
  await start();
  type('p');
  await until(/popup/);
  type('C-z');
  await until(/Stopped/);
  await expectRestored();
  type('clear; fg; echo status=$?', 'Enter');
  expect(await until(/row 10 of 60x11\npid/)).toMatch(
    /^row 0 of 60x11\nrow ╭───────╮1\nrow │popup {2}│1\nrow ╰───────╯1\nrow 4/,
  );
  type('C-z');
  await until(/Stopped/);
  tmux('resize-window', '-t', 'test', '-x', '50', '-y', '9');
  type('clear; fg; echo status=$?', 'Enter');
  expect(await until(/row 7 of 50x8\npid/)).toMatch(/^row 0 of 50x8\nrow ╭───────╮\n/);
  type('q');
  await until(/status=0/);
  await expectRestored();
});

inTerminal.each(['TSTP', 'STOP'])(`kill -%s and fg${reason}`, async signal => {
  const pid = await start();
  process.kill(pid, `SIG${signal}`);
  await until(/Stopped/);
  // After SIGSTOP the shell writes on our screen, which we could not leave.
  if (signal === 'TSTP') await expectRestored();
  type('clear; fg; echo status=$?', 'Enter');
  await until(/^row 0 of 60x11\n(row \d of 60x11\n){9}row 10 of 60x11\npid \d+\.$/);
  type('p');
  await until(/popup/);
  type('s');
  await until(/status=3/);
  await expectRestored();
});

inTerminal(`without a shell to go back to, ctrl-z only draws anew${reason}`, async () => {
  tmux('respawn-pane', '-t', 'test', '-k', `exec ${process.execPath} ${FOLDER}/fixture.js`);
  await until(/row 10 of 60x11/);
  type('C-z');
  // Keys that are typed while it stops itself may be lost.
  await wait(() => {
    type('p');
    return shown().includes('popup');
  });
});

inTerminal(`a resize while it runs${reason}`, async () => {
  await start();
  for (const [x, y] of [
    [40, 8],
    [80, 20],
    [30, 20],
  ]) {
    tmux('resize-window', '-t', 'test', '-x', String(x), '-y', String(y));
    const screen = await until(new RegExp(`row ${y - 2} of ${x}x${y - 1}\npid`));
    expect(screen.split('\n')).toEqual([
      ...Array.from({length: y - 1}, (_, row) => `row ${row} of ${x}x${y - 1}`),
      expect.stringMatching(/^pid \d+\.$/),
    ]);
  }
});

inTerminal.each([
  ['v', 1, 'irqdeck: the screen failed: a view is broken\n    at App'],
  ['d', 1, 'irqdeck: the screen failed: a draw is broken\n    at '],
  ['x', 4, ''],
])(`an end with a bang (%s)${reason}`, async (key, status, said) => {
  await start();
  type(key);
  await until(new RegExp(`status=${status}`));
  expect(tmux('capture-pane', '-t', 'test', '-p', '-J', '-S', '-50')).toContain(said);
  await expectRestored();
});
