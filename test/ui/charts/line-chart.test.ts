import {readdirSync, readFileSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {loadCharts} from '../../../src/ui/charts/line-chart.ts';
import {RATE_AXIS, SHARE_AXIS} from '../../../src/ui/charts/scale.ts';
import {SERIES_STYLES} from '../../../src/ui/charts/series-styles.ts';
import {bare} from './paper.ts';

const listeners = () =>
  process
    .eventNames()
    .map(name => `${String(name)} ${process.listenerCount(name)}, ${process.rawListeners(name).length}`);
const before = listeners();
const {lineChart} = await loadCharts();

const rates = {span: 120, axis: RATE_AXIS, color: false};
const wave = (base: number, period = 8) =>
  Array.from({length: 121}, (_, at) => Math.round(base * (1 + Math.sin(at / period))));

test('charts leave the process alone', () => {
  for (let n = 0; n < 20; n++) lineChart([wave(10)], 80, 20, rates);
  expect(listeners()).toEqual(before);
});

test('blessed is known in one file', () => {
  const src = new URL('../../../src/', import.meta.url);
  const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(path => /(?<!\.d)\.tsx?$/.test(path));
  const knowing = files.filter(path => /['"](blessed|drawille)/.test(readFileSync(new URL(path, src), 'utf8')));
  expect(knowing).toEqual(['ui/charts/plot.ts']);
});

test('draws do not pile up', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const draw = (times: number) => {
    for (let n = 0; n < times; n++) lineChart([wave(n + 1), wave(7, 3)], 100, 20, rates);
    collect();
    return process.memoryUsage().heapUsed;
  };
  const warm = draw(500);
  // One chart that is kept is some 60 kB.
  expect(draw(2000) - warm).toBeLessThan(1e6);
});

const SIZES = [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 24, 79, 80, 200].flatMap(width =>
  [1, 2, 3, 4, 5, 8, 20, 60].map(height => [width, height]),
);
const VALUES: [what: string, values: (number | null)[]][] = [
  ['nothing', []],
  ['one point', [7]],
  ['zeros', [0, 0, 0]],
  ['unknown', [null, null]],
  ['gaps', [1, null, 2, null, null, 3, 3, null]],
  ['a full window', wave(600_000)],
  ['more than a window', [...wave(5), ...wave(3), ...wave(4)]],
  ['huge', [0, 1.2e6, 9e15, Number.POSITIVE_INFINITY, Number.NaN, -5]],
  ['tiny', [1e-9, 0.001, 0]],
];

test.each(VALUES)('%s at any size: exactly so many rows of so many cells', (_what, values) => {
  for (const [width, height] of SIZES)
    for (const axis of [RATE_AXIS, SHARE_AXIS])
      for (const span of [1, 2, 60, 120, 600]) {
        const rows = lineChart([values, wave(3)], width, height, {span, axis, color: true});
        expect(rows.map(row => [...bare(row)].length)).toEqual(Array(height).fill(width));
        expect(rows.join('')).not.toMatch(/undefined|NaN/);
      }
});

test('no series is an empty chart, and too many are cut', () => {
  expect(lineChart([], 40, 6, rates)).toEqual(lineChart([[]], 40, 6, rates));
  const many = Array.from({length: 9}, (_, at) => wave(10 * (at + 1)));
  expect(lineChart(many, 80, 20, rates)).toEqual(lineChart(many.slice(0, SERIES_STYLES.length), 80, 20, rates));
});

test('colour adds nothing but colour', () => {
  const series = SERIES_STYLES.map((_, at) => wave(100 * (at + 1), at + 3));
  const colored = lineChart(series, 100, 20, {...rates, color: true});
  expect(colored.map(bare)).toEqual(lineChart(series, 100, 20, rates));
  for (const look of SERIES_STYLES) expect(colored.join('')).toContain(look.sgr);
  for (const row of colored)
    expect(row.lastIndexOf('\x1b[3')).toBe(row.includes('\x1b') ? row.lastIndexOf('\x1b[39m') : -1);
});

/** The dots right of the axis: for each column the first and the last row that has something, and which rows of dots. */
function ink(rows: string[], gutter: number) {
  const plot = rows.slice(0, -2).map(row => [...row].slice(gutter));
  return plot[0].map((_, col) => plot.flatMap((row, at) => (row[col] === ' ' ? [] : [at])));
}

const SHAPES: [what: string, value: (at: number) => number][] = [
  ['a level', () => 1000],
  ['a ramp', at => (1000 * at) / 120],
  ['a fall', at => 1000 - (1000 * at) / 120],
  ['a wave', at => 500 + 500 * Math.sin(at / 9)],
];

test.each(SHAPES)('%s stands where its numbers say', (_what, value) => {
  const values = Array.from({length: 121}, (_, at) => value(at));
  for (const [width, height] of [
    [126, 14],
    [246, 28],
    [66, 9],
  ]) {
    const chart = lineChart([values], width, height, rates);
    const plotRows = height - 2;
    const columns = ink(chart, 6);
    values.forEach((each, at) => {
      const col = Math.floor(Math.round((at * (2 * (width - 6) - 1)) / 120) / 2);
      const row = Math.floor(((plotRows * 4 - 1) * (1 - each / 1000)) / 4 + 0.125);
      expect(columns[col].some(inked => Math.abs(inked - row) <= (each === 1000 || each === 0 ? 0 : 1))).toBe(true);
    });
    // Nothing floats away from the curve: a column holds what lies between its neighbours in time.
    columns.forEach((rowsInked, col) => {
      expect(rowsInked).not.toEqual([]);
      const at = (col / (width - 7)) * 120;
      const near = [-2, -1, 0, 1, 2].map(by => value(Math.min(120, Math.max(0, at + by))));
      expect(rowsInked[0]).toBeGreaterThanOrEqual(Math.floor((1 - Math.max(...near) / 1000) * plotRows - 0.5));
      expect(rowsInked.at(-1)).toBeLessThanOrEqual(Math.ceil((1 - Math.min(...near) / 1000) * plotRows + 0.5));
    });
  }
});

test('the top label stands at the highest value, 0 at the bottom, now at the right edge', () => {
  for (const height of [3, 4, 6, 9, 14, 28]) {
    const chart = lineChart([[0, 1000, 0]], 80, height, {...rates, span: 2});
    expect(chart[0]).toMatch(/^ {3}1k┤/);
    if (height > 3) expect(chart[height - 3]).toMatch(/^ {4}0┤/);
    expect(chart.at(-1)).toMatch(/now$/);
    const columns = ink(chart, 6);
    expect(columns[37]).toContain(0);
    expect([columns[0].at(-1), columns[73].at(-1)]).toEqual([height - 3, height - 3]);
  }
});

test('unknown seconds are gaps, and a known one among them is seen', () => {
  const chart = lineChart([[1, 1, null, null, 1, null, null, 1, 1]], 86, 6, {...rates, span: 8});
  expect(
    ink(chart, 6)
      .map(rows => (rows.length > 0 ? '#' : ' '))
      .join(''),
  ).toBe(`${'#'.repeat(11)}${' '.repeat(28)}##${' '.repeat(28)}${'#'.repeat(11)}`);
});
