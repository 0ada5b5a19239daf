import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../bin/build.js';

// SIGTERM and SIGINT end the real program in a real terminal within a second, wherever one is in it, and the terminal is as it was.

const FOLDER = 'node_modules/.cache/irqdeck-signals';
const missing = ['tmux', 'bash'].find(name => spawnSync(name, ['-V']).error);
const inTerminal = test.skipIf(missing !== undefined || process.platform !== 'linux');

type Place = {name: string; argv?: string; keys: string[]; seen: RegExp};

const HANG = ['!', 'h'];
const PLACES: Place[] = [
  {name: 'lines', keys: [], seen: /IRQ +STATE/},
  {name: 'domains', keys: ['4'], seen: /DEVICE +LINE/},
  {name: 'log', keys: ['6'], seen: /nothing has happened yet/},
  {name: 'charts', keys: ['7'], seen: /Share of time held/},
  {name: 'help', keys: ['?'], seen: /previous|next row/},
  {name: 'details', keys: ['Enter'], seen: /trigger/},
  {name: 'a dialog', keys: HANG, seen: /also stops/},
  {name: 'a prompt', keys: ['/', 'u', 's'], seen: /show what matches/},
  {name: 'a pause', keys: ['Space'], seen: /PAUSED/},
  {name: 'slow motion', argv: '--speed 0.001', keys: ['7'], seen: /×0.001/},
  {name: 'as fast as it goes', argv: '--speed max', keys: [], seen: / max /},
  {name: 'a replay', argv: 'replay test/captures/04-interrupts.series.txt.gz', keys: ['7'], seen: /Share of time held/},
];
const SIGNALS = {SIGTERM: 143, SIGINT: 130} as const;

const socket = `irqdeck-signals-${process.pid}`;
const {CI, FORCE_COLOR, NO_COLOR, TMUX, ...rest} = process.env;
const env = {...rest, NODE_ENV: 'production', TERM: 'xterm-256color', LC_ALL: 'C.UTF-8'};
const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {env, encoding: 'utf8'});
const shown = (session: string) => tmux('capture-pane', '-t', session, '-p').trimEnd();

beforeAll(async () => {
  if (missing) return;
  await bundle({main: 'src/main.ts'}, FOLDER, {whole: true});
  tmux('new-session', '-d', '-s', 'keep');
});
afterAll(() => {
  if (!missing) spawnSync('tmux', ['-L', socket, 'kill-server']);
});

async function until(session: string, pattern: RegExp, ms: number): Promise<string> {
  for (const end = Date.now() + ms; ; await sleep(20)) {
    const screen = shown(session);
    if (pattern.test(screen)) return screen;
    if (Date.now() > end) throw new Error(`waited in vain for ${pattern}:\n${screen}`);
  }
}

/** A shell that runs the program, then says what became of it and of the terminal. */
function open(session: string, argv: string): void {
  const program = `${process.execPath} ${FOLDER}/main.js ${argv}`;
  const after = 'echo status=$?; stty -a | grep -ow -e -icanon -e icanon -e -echo -e echo; echo over; sleep 60';
  tmux('new-session', '-d', '-s', session, '-x', '80', '-y', '24', `bash --norc --noprofile -c '${program}; ${after}'`);
}

/** The only child of the shell in the pane. */
function programIn(session: string): number {
  const shell = tmux('display-message', '-t', session, '-p', '#{pane_pid}').trim();
  return Number(readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim());
}

inTerminal.each(PLACES)(
  'in $name',
  async ({name, argv = '', keys, seen}) => {
    const sessions = Object.keys(SIGNALS).map(signal => `${name.replaceAll(/\W/g, '-')}-${signal}`);
    for (const session of sessions) open(session, argv);
    for (const session of sessions) {
      await until(session, /^ irqdeck (run|replay)/, 20_000);
      for (const key of keys) tmux('send-keys', '-t', session, key);
      await until(session, seen, 20_000);
    }
    for (const [at, [signal, status]] of Object.entries(SIGNALS).entries()) {
      expect(tmux('display-message', '-t', sessions[at], '-p', '#{alternate_on}').trim()).toBe('1');
      process.kill(programIn(sessions[at]), signal);
      expect(await until(sessions[at], /over$/, 1_000)).toMatch(new RegExp(`status=${status}\nicanon\necho\nover$`));
      expect(tmux('display-message', '-t', sessions[at], '-p', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1');
      tmux('kill-session', '-t', sessions[at]);
    }
  },
  90_000,
);
