import {EventEmitter} from 'node:events';
import {Text, useApp, useInput} from 'ink';
import {type ReactNode, useEffect} from 'react';
import {beforeEach, expect, test} from 'vitest';
import {THEMES_BY_NAME} from '../../../src/ui/screen/paint/theme.ts';
import {Region} from '../../../src/ui/screen/region.tsx';
import {openScreen, type Screen} from '../../../src/ui/screen/screen.ts';
import type {Later} from '../../../src/ui/screen/terminal/host.ts';
import {endBy, runInk} from '../../../src/ui/screen/terminal/terminal.tsx';
import {until} from '../../helpers/patience.ts';
import {type FakeTerminal, fakeTerminal} from './terminal.ts';

let terminal: FakeTerminal;
let screen: Screen;
let host: EventEmitter & {pid: number; kill(pid: number, signal: string): void; killed: [number, string][]};

beforeEach(() => {
  terminal = fakeTerminal(30, 5);
  screen = openScreen({...terminal, theme: THEMES_BY_NAME.default});
  const killed: [number, string][] = [];
  host = Object.assign(new EventEmitter(), {
    pid: 4711,
    killed,
    kill(pid: number, signal: string) {
      killed.push([pid, signal]);
    },
  });
});

const run = (tree: ReactNode, later: Later = setTimeout) => runInk(tree, screen, host, later);
const turn = () => new Promise(setImmediate);

function Quit({status}: {status?: number}): ReactNode {
  const {exit} = useApp();
  useEffect(() => exit(status), [exit, status]);
  return <Text>bye</Text>;
}

async function expectRestored(): Promise<void> {
  expect((await terminal.picture()).buffer).toBe('normal');
  expect(host.eventNames()).toEqual([]);
}

test('a view ends it, with a status if it likes', async () => {
  expect(await run(<Quit />)).toEqual({status: 0});
  expect(terminal.stderr.text).toBe('');
  await expectRestored();
});

test('a view ends it with a status', async () => {
  expect(await run(<Quit status={4} />)).toEqual({status: 4});
});

test('a signal that came before there was a screen ends it', async () => {
  const before = AbortSignal.abort('SIGHUP');
  expect(await runInk(<Text>idle</Text>, screen, host, setTimeout, {before})).toEqual({status: 129, signal: 'SIGHUP'});
  await expectRestored();
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
])('%s is raised again when all is done', async (signal, status) => {
  const running = run(<Text>idle</Text>);
  await turn();
  host.emit(signal);
  const exit = await running;
  expect([exit, host.killed]).toEqual([{status, signal}, []]);
  await expectRestored();
  expect(endBy(exit, host)).toBe(status);
  expect(host.killed).toEqual([[4711, signal]]);
});

test.each(['EPIPE', 'EIO'])('a terminal that is gone (%s) is a closed window', async code => {
  const running = run(<Text>idle</Text>);
  await turn();
  terminal.stdout.emit('error', Object.assign(new Error(`write ${code}`), {code}));
  expect(await running).toEqual({status: 129, signal: 'SIGHUP'});
  // A terminal that is gone reports it more than once.
  terminal.stdout.emit('error', Object.assign(new Error(`write ${code}`), {code}));
  expect(terminal.stderr.text).toBe('');
});

const broken = (what: string) => expect.stringMatching(new RegExp(`^irqdeck: the screen failed: ${what}\n    at `));

test('what breaks in a draw is said after the terminal is restored', async () => {
  const draw = () => {
    throw new Error('no line \x1b]0;\x07169');
  };
  expect(await run(<Region width={3} height={1} draw={draw} />)).toEqual({status: 1});
  expect(terminal.stderr.text).toEqual(broken('no line 169'));
  await expectRestored();
});

test('what breaks in a view, too', async () => {
  const Broken = () => {
    throw new Error('no such view');
  };
  expect(await run(<Broken />)).toEqual({status: 1});
  expect(terminal.stderr.text).toEqual(broken('no such view'));
  await expectRestored();
});

test('and what nobody caught', async () => {
  const running = run(<Text>idle</Text>);
  await turn();
  host.emit('uncaughtException', new Error('out of the blue'));
  expect(await running).toEqual({status: 1});
  expect(terminal.stderr.text).toEqual(broken('out of the blue'));
});

test('a terminal that stands still does not keep us', async () => {
  const waits: {ms: number; then(): void}[] = [];
  const running = run(<Text>idle</Text>, (then, ms) => {
    waits.push({ms, then});
    return {unref() {}};
  });
  await turn();
  terminal.stall(true);
  screen.redraw();
  await turn();
  host.emit('SIGTERM');
  // The second is there for when all else fails.
  await until(() => waits.length === 2);
  const [patience] = waits.toSorted((one, other) => one.ms - other.ms);
  expect(patience.ms).toBeLessThan(500);
  patience.then();
  expect(await running).toEqual({status: 143, signal: 'SIGTERM'});
});

test('ctrl-z gives the terminal back, stops the whole group, and draws everything when it goes on', async () => {
  const keys: string[] = [];
  const Keys = () => {
    useInput(key => keys.push(key));
    return <Region width={30} height={5} draw={canvas => canvas.text(0, 0, 'drawn')} />;
  };
  const running = run(<Keys />);
  await turn();
  await turn();
  terminal.stdin.type('\x1a');
  await turn();
  expect(host.killed).toEqual([[0, 'SIGTSTP']]);
  expect(host.listenerCount('SIGTSTP')).toBe(0);
  expect((await terminal.picture()).buffer).toBe('normal');
  const writes = terminal.writes.length;
  screen.refresh();
  terminal.resize(20, 4);
  await turn();
  expect(terminal.writes).toHaveLength(writes);
  host.emit('SIGCONT');
  for (let i = 0; i < 5; i++) await turn();
  expect((await terminal.picture()).rows[0]).toBe('drawn');
  expect(host.killed.at(-1)).toEqual([4711, 'SIGWINCH']);
  terminal.stdin.type('x');
  await turn();
  expect(keys).toContain('x');
  host.emit('SIGTERM');
  await running;
  await expectRestored();
});
