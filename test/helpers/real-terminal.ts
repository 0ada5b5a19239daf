import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {afterAll, beforeAll, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../bin/build.js';
import {until} from './patience.ts';

/** The program as it is delivered, in terminals of tmux; a test of it is skipped where that is not there. */
export type RealTerminal = {
  /** Of a test that needs it. Those of a file run side by side, each in terminals of its own: most of the time one is waited for. */
  readonly inTerminal: typeof test;
  /** The command that runs the program. */
  readonly program: string;
  tmux(...args: string[]): string;
  /** Opens a terminal in which a shell runs this. */
  open(session: string, command: string, columns?: number, rows?: number): void;
  /** Presses keys, in tmux's names. */
  press(session: string, ...keys: string[]): void;
  /** The screen, as soon as it shows this. */
  until(session: string, pattern: RegExp | ((screen: string) => boolean)): Promise<string>;
  /** The programs that the shell of a terminal runs. */
  programsIn(session: string): number[];
};

/** Each look at a screen is a process, for which all others of the file wait. */
const POLL_MS = 50;

/** For the tests of a file; `name` tells them apart from those of others. `env`: variables that are set. */
export function openRealTerminal(name: string, more: {readonly [variable: string]: string} = {}): RealTerminal {
  const folder = `node_modules/.cache/irqdeck-${name}`;
  const missing = ['tmux', 'bash'].some(tool => spawnSync(tool, ['-V']).error);
  const socket = `irqdeck-${name}-${process.pid}`;
  const {CI, FORCE_COLOR, NO_COLOR, TMUX, ...rest} = process.env;
  const env = {...rest, NODE_ENV: 'production', TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...more};
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {env, encoding: 'utf8'});

  beforeAll(async () => {
    if (missing) return;
    await bundle({main: 'src/main.ts'}, folder, {whole: true});
    tmux('new-session', '-d', '-s', 'keep');
  });
  afterAll(() => {
    if (!missing) spawnSync('tmux', ['-L', socket, 'kill-server']);
  });

  return {
    inTerminal: (missing || process.platform !== 'linux' ? test.skip : test.concurrent) as typeof test,
    program: `${process.execPath} ${folder}/main.js`,
    tmux,
    open(session, command, columns = 80, rows = 24) {
      const size = ['-x', String(columns), '-y', String(rows)];
      tmux('new-session', '-d', '-s', session, ...size, `bash --norc --noprofile -c '${command}'`);
    },
    press(session, ...keys) {
      for (const key of keys) tmux('send-keys', '-t', session, key);
    },
    until(session, pattern) {
      let screen = '';
      const isSeen = () => (typeof pattern === 'function' ? pattern(screen) : pattern.test(screen));
      const look = () => {
        screen = tmux('capture-pane', '-t', session, '-p').trimEnd();
        return isSeen() && {screen};
      };
      return until(look, () => `${pattern}:\n${screen}`, POLL_MS).then(found => found.screen);
    },
    programsIn(session) {
      const shell = tmux('display-message', '-t', session, '-p', '#{pane_pid}').trim();
      return childrenOf(Number(shell));
    },
  };
}

/** The processes that one has started and that are there. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
