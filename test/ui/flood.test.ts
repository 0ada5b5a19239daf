import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../bin/build.js';
import {HEADER, KEYFRAME} from '../model/machine.ts';

// The real program in a real terminal, watching one that says as much as it can: it is told, keys are answered, memory stays.

const FOLDER = 'node_modules/.cache/irqdeck-flood';
const missing = ['tmux', 'bash'].find(name => spawnSync(name, ['-V']).error);
const inTerminal = test.skipIf(missing !== undefined || process.platform !== 'linux');

/** A million samples of a simulated second, two thousand in one write. */
const FLOOD = `
  process.stdout.write('${[{...HEADER, intervalNs: 1000}, KEYFRAME].map(line => JSON.stringify(line)).join('\\n')}\\n');
  process.stdin.resume().on('end', () => process.exit());
  let t = 0;
  const more = () => {
    let text = '';
    for (let n = 0; n < 2000; n++) text += '{"kind":"sample","t":' + (t += 1000) + ',"spanNs":1000,"lines":[{"irq":"169","counts":[[0,1]]}]}\\n';
    if (process.stdout.write(text)) setImmediate(more);
    else process.stdout.once('drain', more);
  };
  more();
`;

const socket = `irqdeck-flood-${process.pid}`;
const {CI, FORCE_COLOR, NO_COLOR, TMUX, ...rest} = process.env;
const env = {...rest, NODE_ENV: 'production', TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', FLOOD};
const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {env, encoding: 'utf8'});
const shown = () => tmux('capture-pane', '-t', 'flood', '-p').trimEnd();

beforeAll(async () => {
  if (!missing) await bundle({main: 'src/main.ts'}, FOLDER, {whole: true});
});
afterAll(() => {
  if (!missing) spawnSync('tmux', ['-L', socket, 'kill-server']);
});

async function until(pattern: RegExp, ms = 30_000): Promise<string> {
  for (const end = Date.now() + ms; ; await sleep(20)) {
    const screen = shown();
    if (pattern.test(screen)) return screen;
    if (Date.now() > end) throw new Error(`waited in vain for ${pattern}:\n${screen}`);
  }
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const megabytes = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

inTerminal(
  'one that says a million records a second',
  async () => {
    const program = `${process.execPath} ${FOLDER}/main.js watch -- ${process.execPath} -e "$FLOOD"`;
    tmux(
      'new-session',
      '-d',
      '-s',
      'flood',
      '-x',
      '120',
      '-y',
      '40',
      `bash --norc --noprofile -c '${program}; echo status=$?; sleep 60'`,
    );
    await until(/says more than the [\d,]+ records a second that can be taken in: it is\s+made\s+to\s+wait/);
    const shell = Number(tmux('display-message', '-t', 'flood', '-p', '#{pane_pid}').trim());
    const [irqdeck] = childrenOf(shell);
    const before = megabytes(irqdeck);
    for (const [key, pattern] of [
      ['?', /next row/],
      ['Escape', /^(?!.*next row)/s],
      ['7', /Share of time held/],
      ['1', /^(?!.*Share of time held)/s],
    ] as const) {
      tmux('send-keys', '-t', 'flood', key);
      // A quarter of a second would do where nobody else wants the processors.
      await until(pattern, 3_000);
    }
    await sleep(3_000);
    expect(megabytes(irqdeck) - before).toBeLessThan(80);
    expect(megabytes(irqdeck)).toBeLessThan(300);
    // It waits for us, and does not pile up what it could not say.
    const children = childrenOf(irqdeck);
    expect(Math.max(...children.map(megabytes))).toBeLessThan(200);
    tmux('send-keys', '-t', 'flood', 'q');
    await until(/status=0/, 10_000);
    await sleep(500);
    for (const child of children) expect(() => process.kill(child, 0)).toThrow();
  },
  90_000,
);
