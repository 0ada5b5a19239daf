import type {Plot, Series} from './area.ts';
import {drawCurveGlyphs} from './curve-glyphs.ts';
import {loadPlotter, type Plotter} from './plot.ts';
import {type Axis, labelTimes} from './scale.ts';
import {PLAIN_SGR, SERIES_STYLES} from './series-styles.ts';

export type ChartOptions = {
  /** Seconds from the left edge to now. */
  readonly span: number;
  readonly axis: Axis;
  readonly color: boolean;
};

export type Charts = {
  /** Exactly `height` rows of `width` cells, with SGR colours. Series beyond the last style are left out. */
  lineChart(series: readonly Series[], width: number, height: number, options: ChartOptions): string[];
};

/**
 * The charts, loaded at the first call. A chart of 100x20 cells with two series of 120 seconds takes 0.3 ms of CPU, 0.5 at 200x28; the
 * first one takes 6 ms and the next ten 2 ms each. At one chart a second it stays near that for a while.
 */
export function loadCharts(): Promise<Charts> {
  loading ??= loadPlotter().then(plotter => ({lineChart: remembered(lineChart.bind(null, plotter))}));
  return loading;
}

let loading: Promise<Charts> | undefined;

type Draw = Charts['lineChart'];
/** More charts than fit on a screen. */
const REMEMBERED = 16;

/** Draws a chart only when its data change, once a second, not with every frame: its canvas is half a megabyte of short-lived objects. */
function remembered(draw: Draw): Draw {
  const drawn: {asked: string; rows: string[]}[] = [];
  return (series, width, height, options) => {
    const {span, axis, color} = options;
    const asked = JSON.stringify([series, width, height, span, axis.name, color]);
    const known = drawn.find(each => each.asked === asked);
    if (known) return known.rows;
    const rows = draw(series, width, height, options);
    drawn.unshift({asked, rows});
    drawn.length = Math.min(drawn.length, REMEMBERED);
    return rows;
  };
}

function lineChart(
  plotter: Plotter,
  all: readonly Series[],
  width: number,
  height: number,
  {span: wanted, axis, color}: ChartOptions,
): string[] {
  if (width < 1 || height < 1) return Array(Math.max(0, height)).fill('');
  const {heightOf = value => value} = axis;
  const heights = (values: Series) => values.map(value => (value === null ? null : heightOf(value)));
  const series = all.length > 0 ? all.slice(0, SERIES_STYLES.length).map(heights) : [[]];
  const span = Math.max(1, Math.floor(wanted));
  const rows = height > X_AXIS_ROWS ? height - X_AXIS_ROWS : height;
  const scale = axis.scale(highest(series, span), rows);
  const labels = scale.ticks.map(axis.label);
  const gutter = Math.max(Y_LABEL, ...labels.map(label => label.length)) + 1;
  const cols = width >= 2 * gutter ? width - gutter : width;
  const area = {cols, rows, span, top: scale.top};
  const plot = plotter(series, area);
  drawCurveGlyphs(plot, series, area);
  const left = cols < width ? yAxis(labels, rows, gutter) : Array<string>(rows).fill('');
  const curves = left.map((text, row) => text + cells(plot, row * cols, cols, color));
  return rows < height ? [...curves, ...xAxis(span, cols, width - cols)] : curves;
}

const X_AXIS_ROWS = 2;
/** Wide enough for the labels of any axis, so that charts one below the other have the same time axis. */
const Y_LABEL = 5;

function highest(series: readonly Series[], span: number): number {
  let max = 0;
  for (const values of series) for (const value of values.slice(-span - 1)) if (value! > max) max = value!;
  return Math.min(max, Number.MAX_SAFE_INTEGER);
}

/** Labels in the rows of their values; where two share a row, the higher value is shown. */
function yAxis(labels: readonly string[], rows: number, gutter: number): string[] {
  const left = Array<string>(rows).fill('│'.padStart(gutter));
  labels.forEach((label, at) => {
    const dot = Math.round((4 * rows - 1) * (1 - at / (labels.length - 1)));
    left[Math.floor(dot / 4)] = `${label}┤`.padStart(gutter);
  });
  return left;
}

function xAxis(span: number, cols: number, gutter: number): string[] {
  const line = Array<string>(cols).fill('─');
  const text = Array<string>(cols).fill(' ');
  for (const ago of labelTimes(span, cols)) {
    const x = Math.round(((span - ago) / span) * (cols - 1));
    line[x] = '┴';
    const label = ago === 0 ? 'now' : `${ago} s ago`;
    const start = Math.max(0, Math.min(x - Math.floor(label.length / 2), cols - label.length));
    if (free(text, start, label.length)) text.splice(start, label.length, ...label);
  }
  return ['└'.padStart(gutter) + line.join(''), ' '.repeat(gutter) + text.join('')].map(row =>
    row.slice(-(cols + gutter)),
  );
}

function free(text: string[], start: number, length: number): boolean {
  return (
    start + length <= text.length && text.slice(Math.max(0, start - 1), start + length + 1).every(each => each === ' ')
  );
}

/** Cells as text, with a sequence only where the colour changes. */
function cells({glyphs, colors}: Plot, start: number, count: number, color: boolean): string {
  if (!color) return glyphs.slice(start, start + count).join('');
  let text = '';
  let current = PLAIN_SGR;
  for (let cell = start; cell < start + count; cell++) {
    const next = glyphs[cell] === ' ' ? current : (colors[cell] ?? PLAIN_SGR);
    text += next === current ? glyphs[cell] : next + glyphs[cell];
    current = next;
  }
  return current === PLAIN_SGR ? text : text + PLAIN_SGR;
}
