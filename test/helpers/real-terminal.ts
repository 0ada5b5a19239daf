import {execFileSync, spawnSync} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../bin/build.js';

/** The program as it is delivered, in terminals of tmux; a test of it is skipped where that is not there. */
export type RealTerminal = {
  /** Of a test that needs it. */
  readonly inTerminal: typeof test;
  /** The command that runs the program. */
  readonly program: string;
  tmux(...args: string[]): string;
  /** Opens a terminal in which a shell runs this. */
  open(session: string, command: string, columns?: number, rows?: number): void;
  /** Presses keys, in tmux's names. */
  press(session: string, ...keys: string[]): void;
  /** The screen, as soon as it shows this. */
  until(session: string, pattern: RegExp, ms?: number): Promise<string>;
};

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
  }, 60_000);
  afterAll(() => {
    if (!missing) spawnSync('tmux', ['-L', socket, 'kill-server']);
  });

  return {
    inTerminal: test.skipIf(missing || process.platform !== 'linux') as typeof test,
    program: `${process.execPath} ${folder}/main.js`,
    tmux,
    open(session, command, columns = 80, rows = 24) {
      const size = ['-x', String(columns), '-y', String(rows)];
      tmux('new-session', '-d', '-s', session, ...size, `bash --norc --noprofile -c '${command}'`);
    },
    press(session, ...keys) {
      for (const key of keys) tmux('send-keys', '-t', session, key);
    },
    async until(session, pattern, ms = 30_000) {
      for (const end = Date.now() + ms; ; await sleep(20)) {
        const screen = tmux('capture-pane', '-t', session, '-p').trimEnd();
        if (pattern.test(screen)) return screen;
        if (Date.now() > end) throw new Error(`waited in vain for ${pattern}:\n${screen}`);
      }
    },
  };
}
