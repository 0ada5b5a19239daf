import {Box, Text, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, useEffect, useState} from 'react';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {THEMES_BY_NAME, type Theme} from '../../../src/ui/screen/paint/theme.ts';
import {Region} from '../../../src/ui/screen/region.tsx';
import {openScreen, type Screen} from '../../../src/ui/screen/screen.ts';
import {PopupBox} from './popup-box.tsx';
import {type FakeTerminal, fakeTerminal} from './terminal.ts';

let terminal: FakeTerminal;
let screen: Screen;
let frame: number;

beforeEach(() => {
  terminal = fakeTerminal(24, 6);
  frame = 0;
});

afterEach(() => screen.close());

function open(tree: ReactNode, theme: Theme = THEMES_BY_NAME.default) {
  screen = openScreen({...terminal, theme});
  return screen.render(tree);
}

function App({popup, footer = 'q quit'}: {popup?: string; footer?: string}): ReactNode {
  const {columns, rows} = useWindowSize();
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Region
        flexGrow={1}
        draw={canvas => {
          for (let y = 0; y < canvas.height; y++) canvas.text(0, y, `line ${y} ${frame} `.repeat(9), 'bad');
        }}
      />
      <Text color="yellow">{footer}</Text>
      {popup !== undefined && (
        <PopupBox top={1} left={4} width={12} height={3} borderStyle="round">
          <Text>{popup}</Text>
        </PopupBox>
      )}
    </Box>
  );
}

/** The end of everything that Ink still has to do. */
const rest = async (instance: {waitUntilRenderFlush(): Promise<void>}) => {
  for (let turn = 0; turn < 3; turn++) await instance.waitUntilRenderFlush();
};

test('the first frame is one write, with Ink and regions', async () => {
  const instance = open(<App />);
  expect(terminal.writes).toEqual([]);
  await Promise.resolve().then(() => {});
  await Promise.resolve();
  expect(terminal.writes).toHaveLength(1);
  expect((await terminal.picture()).rows).toEqual([
    'line 0 0 line 0 0 line …',
    'line 1 0 line 1 0 line …',
    'line 2 0 line 2 0 line …',
    'line 3 0 line 3 0 line …',
    'line 4 0 line 4 0 line …',
    'q quit',
  ]);
  await rest(instance);
  expect(terminal.writes).toHaveLength(1);
});

test('in steady state a frame is one write of what changed, and Ink does nothing', async () => {
  const instance = open(<App />);
  await rest(instance);
  const before = {...screen.counters};
  for (frame = 1; frame <= 5; frame++) {
    screen.refresh();
    screen.refresh();
    await instance.waitUntilRenderFlush();
    expect((await terminal.picture()).rows[2]).toBe(`line 2 ${frame} line 2 ${frame} line …`);
  }
  const {commits, inkWrites, writes} = screen.counters;
  expect({commits, inkWrites, writes}).toEqual({...before, bytes: undefined, writes: before.writes + 5});
  expect(terminal.writes.at(-1)!.length).toBeLessThan(150);
  frame--;
  screen.refresh();
  await rest(instance);
  expect(screen.counters.writes).toBe(before.writes + 5);
});

test('a commit of Ink and a frame in one turn are one write', async () => {
  const instance = open(<App />);
  await rest(instance);
  const before = screen.counters.writes;
  frame = 1;
  screen.refresh();
  instance.rerender(<App popup="reset net?" />);
  await rest(instance);
  expect(screen.counters.writes).toBe(before + 1);
  const begin = terminal.writes.at(-1)!.split('\x1b[?2026h');
  const end = terminal.writes.at(-1)!.split('\x1b[?2026l');
  expect([begin.length, begin[0], end.length, end[1]]).toEqual([2, '', 2, '']);
  expect((await terminal.picture()).rows).toEqual([
    'line 0 1 line 0 1 line …',
    'line╭──────────╮1 line …',
    'line│reset net?│1 line …',
    'line╰──────────╯1 line …',
    'line 4 1 line 4 1 line …',
    'q quit',
  ]);
});

test('commits that follow each other at once are drawn at once', async () => {
  const instance = open(<App />);
  await rest(instance);
  for (let n = 1; n <= 20; n++) {
    const before = screen.counters.writes;
    instance.rerender(<App popup={`no ${n - 1}`} />);
    instance.rerender(<App popup={`no ${n}`} />);
    await instance.waitUntilRenderFlush();
    expect(screen.counters.writes).toBe(before + 1);
    expect((await terminal.picture()).rows[2]).toContain(`│no ${n} `);
  }
});

test('a popup without a character on it still hides what lies under it', async () => {
  const tree = (open: boolean) => (
    <Box width={24} height={6}>
      <Region flexGrow={1} draw={canvas => canvas.text(0, 0, 'x'.repeat(30))} />
      {open && <PopupBox left={2} top={0} width={4} height={1} />}
    </Box>
  );
  const instance = open(tree(false));
  await rest(instance);
  instance.rerender(tree(true));
  await rest(instance);
  expect((await terminal.picture()).rows[0]).toBe(`xx    ${'x'.repeat(17)}…`);
  instance.rerender(tree(false));
  await rest(instance);
  expect((await terminal.picture()).rows[0]).toBe(`${'x'.repeat(23)}…`);
});

test('a resize is one write of a whole screen', async () => {
  const instance = open(<App popup="hi" />);
  await rest(instance);
  for (const [columns, rows] of [
    [30, 9],
    [12, 5],
    [40, 5],
    [9, 12],
  ]) {
    const before = terminal.writes.length;
    terminal.resize(columns, rows);
    frame++;
    screen.refresh();
    await rest(instance);
    expect(terminal.writes).toHaveLength(before + 1);
    const picture = (await terminal.picture()).rows;
    expect(picture[0]).toMatch(new RegExp(`^line 0 ${frame} .{${columns - 10}}…$|^line 0 ${frame}…$`));
    expect(picture[rows - 1]).toBe('q quit');
  }
});

test('a terminal that does not drain gets the newest frame afterwards, and none of those between', async () => {
  const instance = open(<App />);
  await rest(instance);
  terminal.stall(true);
  const before = terminal.writes.length;
  for (frame = 1; frame <= 50; frame++) {
    screen.refresh();
    await new Promise(setImmediate);
  }
  expect(terminal.writes).toHaveLength(before + 1);
  terminal.stall(false);
  await rest(instance);
  expect(terminal.writes).toHaveLength(before + 2);
  expect((await terminal.picture()).rows[0]).toBe(`line 0 51 line 0 51 lin…`);
});

test('without colours nothing has one, not even what Ink draws', async () => {
  const instance = open(<App popup="sure?" />, THEMES_BY_NAME.mono);
  await rest(instance);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  const codes = [...terminal.writes.join('').matchAll(/\x1b\[([\d;]*)m/g)].flatMap(([, list]) => list.split(';'));
  expect(new Set(codes).difference(new Set(['', '0', '1', '7', '22', '27']))).toEqual(new Set());
  // Ink would have, given the chance.
  screen.stdout.write('\x1b[1;33;48;2;1;7;3mx\x1b[39;49;22m\x1b[94my');
  await rest(instance);
  expect(terminal.writes.at(-1)).toContain('\x1b[1mx\x1b[22my');
});

test('what a draw throws goes to whoever has to know', async () => {
  const instance = open(
    <Region
      draw={() => {
        throw new Error('no such line');
      }}
      width={5}
      height={1}
    />,
  );
  const errors: Error[] = [];
  screen.onError = error => errors.push(error);
  await rest(instance);
  expect(errors[0].message).toBe('no such line');
});

test('a stdin that is no terminal has no keys and does no harm', async () => {
  const Keys = () => {
    const [keys, setKeys] = useState('');
    useInput(input => setKeys(keys + input));
    return <Text>keys: {keys}.</Text>;
  };
  Object.assign(terminal.stdin, {isTTY: undefined});
  await rest(open(<Keys />));
  expect((await terminal.picture()).rows[0]).toBe('keys: .');
});

test('after the end the terminal is as it was and nothing is written any more', async () => {
  const Quit = () => {
    const {exit} = useApp();
    useEffect(() => exit(), [exit]);
    return <App />;
  };
  const instance = open(<Quit />);
  await instance.waitUntilExit();
  screen.close();
  const writes = terminal.writes.length;
  screen.refresh();
  terminal.resize(50, 20);
  await new Promise(setImmediate);
  expect(terminal.writes).toHaveLength(writes);
  expect((await terminal.picture()).buffer).toBe('normal');
  expect(terminal.writes.at(-1)).toContain('\x1b[?25h');
});
