import fc from 'fast-check';
import {Box, type BoxProps, renderToString, Text, useWindowSize} from 'ink';
import type {PropsWithChildren, ReactNode} from 'react';
import {expect, test} from 'vitest';
import type {Canvas} from '../../../src/ui/screen/paint/canvas.ts';
import {THEMES_BY_NAME} from '../../../src/ui/screen/paint/theme.ts';
import {Region} from '../../../src/ui/screen/region.tsx';
import {openScreen, type Screen} from '../../../src/ui/screen/screen.ts';
import {PopupBox} from './popup-box.tsx';
import {type FakeTerminal, fakeTerminal, type Picture} from './terminal.ts';

// Whatever happens to a screen, and in whatever order, at rest it shows what Ink alone would have drawn: the same boxes with every row
// as a <Text>.

type Pop = {left: number; top: number; width: number; height: number; border: boolean; live: boolean; text: string};
type Model = {frame: number; panes: readonly number[]; footer: string; pops: readonly Pop[]; nested: boolean};
type Size = {columns: number; rows: number};

const SEGMENTS = ['12', ' ', 'eth0', '漢字', '│', '⣿⡇', '▁▂█', 'e\u0301', '4711', '─', 'ﾊﾝ', '…'];

/** A row of a pane: long enough to be cut often, and different in every frame. */
function rowOf(seed: number, y: number, frame: number): string[] {
  const pick = (i: number) => Math.abs(Math.imul(seed * 31 + y * 7 + frame * 3 + i, 2654435761) >> 8);
  return Array.from({length: pick(0) % 9}, (_, i) => SEGMENTS[pick(i + 1) % SEGMENTS.length]);
}

/** Rows are cut where the pane ends, not where Ink, which rounds otherwise, thinks that a text should. */
const WIDE = 200;

const SGR = ['\x1b[31m', '\x1b[1;32m', '\x1b[7m', '\x1b[38;5;200m', '\x1b[38;2;1;2;3m\x1b[44m', '\x1b[2m'];
const colored = (segments: string[]) =>
  segments.map((text, i) => `${SGR[(i + text.length) % SGR.length]}${text}\x1b[0m`).join('');

function drawPane(seed: number, frame: number): (canvas: Canvas) => void {
  return canvas => {
    for (let y = 0; y < canvas.height; y++) {
      const row = rowOf(seed, y, frame);
      if (y % 3 === 0) canvas.ansi(0, y, [colored(row)]);
      else canvas.part(0, y, WIDE, 1).text(0, 0, row.join(''), y % 3 === 1 ? 'bad' : 'normal');
    }
  };
}

/** The same with Ink alone. The rows lie in a box of their own, so that they do not change the layout. */
function PlainPane({seed, frame, ...props}: BoxProps & {seed: number; frame: number}): ReactNode {
  const rows = Array.from({length: 20}, (_, y) => {
    const row = rowOf(seed, y, frame);
    const text = y % 3 === 0 ? colored(row) : y % 3 === 1 ? `\x1b[1;31m${row.join('')}\x1b[0m` : row.join('');
    return (
      <Box key={String(y)} height={1} width={WIDE} flexShrink={0}>
        <Text>{text || ' '}</Text>
      </Box>
    );
  });
  return (
    <Box {...props}>
      <Box flexGrow={1} alignSelf="stretch" overflow="hidden">
        <Box position="absolute" flexDirection="column" width="100%">
          {rows}
        </Box>
      </Box>
    </Box>
  );
}

function PlainPopup({children, ...props}: PropsWithChildren<BoxProps>): ReactNode {
  return (
    <Box position="absolute" {...props} overflow="hidden">
      <Box position="absolute" flexDirection="column">
        {Array.from({length: 20}, (_, y) => (
          <Text key={String(y)}>{' '.repeat(60)}</Text>
        ))}
      </Box>
      {children}
    </Box>
  );
}

type Kit = {
  Pane: (props: BoxProps & {seed: number}) => ReactNode;
  Pop: (props: PropsWithChildren<BoxProps>) => ReactNode;
};

function View({model, size: {columns, rows}, kit: {Pane, Pop}}: {model: Model; size: Size; kit: Kit}): ReactNode {
  const panes = model.panes.map((seed, i) => (
    <Pane
      // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its place and what it shows
      key={`${i}/${seed}`}
      seed={seed}
      {...paneSize(model, columns, rows)}
      flexShrink={0}
      borderStyle={seed % 3 === 0 ? 'single' : undefined}
    />
  ));
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Box flexGrow={1} flexDirection={model.nested ? 'row' : 'column'} borderStyle="round" overflow="hidden">
        {panes}
      </Box>
      <Box height={1} flexShrink={0}>
        <Text wrap="truncate">{model.footer}</Text>
      </Box>
      {model.pops.map(({border, live, text, ...box}, i) => (
        <Pop key={String(i)} {...box} borderStyle={border ? 'double' : undefined}>
          {live ? <Pane seed={text.length + 40} flexGrow={1} /> : <Text wrap="truncate">{text}</Text>}
        </Pop>
      ))}
    </Box>
  );
}

/** In whole cells: how Yoga rounds others depends on what it has laid out before. */
function paneSize({panes, nested}: Model, columns: number, rows: number): {width: number; height: number} {
  const [width, height] = [Math.max(columns - 2, 0), Math.max(rows - 3, 0)];
  const share = (cells: number) => Math.ceil(cells / panes.length);
  return nested ? {width: share(width), height} : {width, height: share(height)};
}

const current: {frame: number} = {frame: 0};
const painted: Kit = {
  Pane: ({seed, ...props}) => <Region {...props} draw={canvas => drawPane(seed, current.frame)(canvas)} />,
  Pop: PopupBox,
};
const plain: Kit = {Pane: props => <PlainPane {...props} frame={current.frame} />, Pop: PlainPopup};

function App({model}: {model: Model}): ReactNode {
  return <View model={model} size={useWindowSize()} kit={painted} />;
}

type Step = {change?: Partial<Model>; size?: Size; rest: boolean};

// The terminal of this test is never narrower than two columns.
const size = fc.record({columns: fc.integer({min: 2, max: 60}), rows: fc.integer({min: 1, max: 20})});
const pop = fc.record({
  left: fc.integer({min: 0, max: 40}),
  top: fc.integer({min: 0, max: 12}),
  width: fc.integer({min: 1, max: 24}),
  height: fc.integer({min: 1, max: 8}),
  border: fc.boolean(),
  live: fc.boolean(),
  text: fc.constantFrom('', 'reset net?', '漢字漢字漢字'),
});
const change: fc.Arbitrary<Partial<Model>> = fc.oneof(
  fc.record({frame: fc.nat(1000)}),
  fc.record({pops: fc.array(pop, {maxLength: 3})}),
  fc.record({footer: fc.constantFrom('', 'q quit', '漢字'.repeat(30))}),
  fc.record({panes: fc.array(fc.nat(9), {maxLength: 4}), nested: fc.boolean()}),
);
const step: fc.Arbitrary<Step> = fc.record({change, rest: fc.boolean()}, {requiredKeys: ['rest']});
const resize: fc.Arbitrary<Step> = fc.record({size, rest: fc.boolean()});
const steps = fc.array(fc.oneof({weight: 4, arbitrary: step}, {weight: 1, arbitrary: resize}), {
  minLength: 1,
  maxLength: 8,
});

const FIRST: Model = {frame: 0, panes: [1, 2, 3], footer: 'q quit', pops: [], nested: false};

test('popups, resizes and frames in any order give the picture that Ink alone draws', async () => {
  await fc.assert(
    fc.asyncProperty(size, steps, async (first, list) => {
      const terminal = fakeTerminal(first.columns, first.rows);
      const screen = openScreen({...terminal, theme: THEMES_BY_NAME.default});
      let model = FIRST;
      current.frame = 0;
      const instance = screen.render(<App model={model} />);
      const check = async () => {
        for (let turn = 0; turn < 3; turn++) await instance.waitUntilRenderFlush();
        expect(await terminal.picture()).toEqual(await byInkAlone(model, terminal));
      };
      await check();
      for (const {change, size, rest} of list) {
        if (size) terminal.resize(size.columns, size.rows);
        model = {...model, ...change};
        current.frame = model.frame;
        // A frame alone does not concern Ink.
        if (change && 'frame' in change) screen.refresh();
        else if (change) instance.rerender(<App model={model} />);
        if (rest) await check();
      }
      await check();
      end(instance, screen);
    }),
    // LONG=1 tries ten times as many.
    {numRuns: process.env.LONG ? 800 : 80},
  );
});

async function byInkAlone(model: Model, {stdout}: FakeTerminal): Promise<Picture> {
  const size = {columns: stdout.columns, rows: stdout.rows};
  const terminal = fakeTerminal(size.columns, size.rows);
  const output = renderToString(<View model={model} size={size} kit={plain} />, {columns: size.columns});
  terminal.stdout.write(`\x1b[?1049h\x1b[H${output.split('\n').slice(0, size.rows).join('\n')}`);
  return terminal.picture();
}

function end(instance: {unmount(): void}, screen: Screen): void {
  instance.unmount();
  screen.close();
}
