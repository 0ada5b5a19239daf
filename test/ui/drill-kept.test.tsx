import {execFileSync} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import type {Outcome} from '../helpers/io.ts';
import {irqdeck} from '../helpers/io.ts';
import {pause, until} from '../helpers/patience.ts';
import {shortDrill} from '../helpers/short-drill.ts';
import {type FakeTerminal, fakeTerminal} from './screen/terminal.ts';

// The command line as a whole, with a screen: the kept files of a drill, and what comes of them the next time.

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-kept-'));
afterAll(() => rmSync(dir, {recursive: true}));
const SHORT = shortDrill(join(dir, 'short.yaml'));
const state = join(dir, 'state');
const env = {XDG_STATE_HOME: state, XDG_CONFIG_HOME: dir, COLUMNS: '100'};
const kept = () => readdirSync(join(state, 'irqdeck/drills')).toSorted();

let terminal: FakeTerminal;

function take(argv: readonly string[], changed: {[name: string]: string} = {}): Promise<Outcome> {
  terminal = fakeTerminal(100, 40);
  const host = Object.assign(new EventEmitter(), {pid: 4711, kill() {}});
  return irqdeck(['drill', ...argv], {isTTY: true, terminal: {...terminal, host}, env: {...env, ...changed}});
}

async function press(keys: string): Promise<void> {
  for (const key of keys.split(' ')) {
    terminal.stdin.type(key === 'Space' ? ' ' : key);
    await pause(10);
  }
}

/** Waits until it is seen. */
async function seen(pattern: RegExp): Promise<void> {
  let text = '';
  const look = async () => {
    text = (await terminal.picture()).rows.join('\n');
    return pattern.test(text);
  };
  await until(look, () => `${pattern}:\n${text}`, 20);
}

const AT_ONCE = '} } } } } } } } } } }';

test('left, gone on with, judged as its recording is, told, raced against', async () => {
  const left = take([SHORT, '--seed', '2']);
  await seen(/the clock is stopped; space starts it/);
  await press('Space');
  await seen(/ [1-9]\.\d s of 12/);
  await press('q');
  const told = await left;
  expect(told).toEqual({
    status: 4,
    stdout: '',
    stderr: expect.stringMatching(
      /^irqdeck: the drill was left at \d+:\d\d; irqdeck drill short --resume continues it\.\n$/,
    ),
  });
  expect(kept()).toEqual([expect.stringMatching(/^short-2-[\dT.-]+\.unfinished\.ndjson\.gz$/)]);

  const resumed = take([SHORT, '--resume']);
  await seen(/it continues where you left it; space starts it/);
  await press(`2 Space x R y ${AT_ONCE}`);
  await seen(/debrief: something stops/);
  await press('G');
  await seen(/taken 1 time; the best earned \d+ points \(seed 2\)/);
  await press('8 q');
  const live = await resumed;
  expect(live.stderr).toBe('');
  expect(live.stdout).toMatch(/^drill short, seed 2, on poweredge-400sc under xen-2005\n/);
  expect(kept()).toEqual([expect.stringMatching(/^short-2-[\dT.-]+(?<!unfinished)\.ndjson\.gz$/)]);

  const file = join(state, 'irqdeck/drills', kept()[0]);
  const again = execFileSync(process.execPath, ['src/main.ts', 'debrief', file], {env: {...process.env, ...env}});
  expect(String(again)).toBe(live.stdout);

  const results = await irqdeck(['drill', '--results', '--json'], {env});
  expect(JSON.parse(results.stdout)).toMatchObject({drill: 'short', taken: 1, bestSeed: 2});

  const raced = take([SHORT, '--seed', '2']);
  await seen(/Your ghost: of your runs the best earned/);
  await press('Space');
  await seen(/ghost 0:\d\d restart_domain net/);
  await press('8');
  await seen(/0:\d\d gave a diagnosis/);
  await press('8 q');
  await raced;
});

test('where nothing can be kept, the drill is taken all the same, and it is said once', async () => {
  const blocked = join(dir, 'blocked');
  writeFileSync(blocked, '');
  const left = take([SHORT], {XDG_STATE_HOME: blocked});
  await seen(/the clock is stopped; space starts it/);
  await press('Space');
  await seen(/ [1-9]\.\d s of 12/);
  await press('q');
  const {status, stderr} = await left;
  expect(status).toBe(4);
  expect(stderr).toMatch(
    /^irqdeck: this drill is not saved: \S+\/blocked\/irqdeck\/drills can not be created: there is no such directory\.\nirqdeck: the drill was broken off at \d+:\d\d; there is no score\.\n$/,
  );
  expect(readFileSync(blocked, 'utf8')).toBe('');
});

test('with --do there is no screen, and nothing is kept', async () => {
  const own = {XDG_STATE_HOME: join(dir, 'scripted')};
  const {status, stdout} = await take([SHORT, '--do', '4s reset_device eth0', '--do', '4s restart_domain net'], own);
  expect(status).toBe(4);
  expect(stdout).toMatch(/^drill short, seed 1.*\nLOST,/);
  expect(existsSync(own.XDG_STATE_HOME)).toBe(false);
});

test('whoever only reads the brief leaves nothing behind', async () => {
  const own = {XDG_STATE_HOME: join(dir, 'brief')};
  const left = take(['storm'], own);
  await seen(/the clock is stopped; space starts it/);
  await press('8 q');
  await left;
  expect(readdirSync(join(own.XDG_STATE_HOME, 'irqdeck/drills'))).toEqual([]);
});
