import {rate, share} from '../../model/words/numbers.ts';
import type {Canvas, Tone} from '../screen/paint/canvas.ts';
import type {Series} from './area.ts';
import type {Charts} from './line-chart.ts';
import {type Axis, RATE_AXIS, RATES_AXIS, SHARE_AXIS} from './scale.ts';
import {glyphOf, SERIES_STYLES} from './series-styles.ts';

export type ChartedLine = {
  /** As in the table of lines. */
  readonly name: string;
  /** Interrupts a second, one value for each second, the newest last; `null` is unknown. */
  readonly rates: Series;
  /** Share of each second in which the line could not deliver, 0 to 1. */
  readonly held: Series;
};

export type ChartsData = {
  readonly lines: readonly ChartedLine[];
  /** Seconds that the charts show. */
  readonly span: number;
};

/** The view `7`: the rates of lines and the share of time in which they were blocked, over the same seconds. */
export function chartsView(canvas: Canvas, charts: Charts | null, data: ChartsData, color: boolean): void {
  if (data.lines.length === 0) drawCentered(canvas, 'No line is selected: press 1 and select one.');
  else if (charts === null) drawCentered(canvas, 'Loading the charts…');
  else
    parts(canvas).forEach((part, at) => {
      drawPanel(part, charts, PANELS[at], data, color);
    });
}

/** One below the other, with a common time axis; side by side where the canvas is too low; else only the first one. */
function parts(canvas: Canvas): Canvas[] {
  const {width, height} = canvas;
  if (height >= 2 * LEAST_ROWS) {
    const half = Math.ceil(height / 2);
    return [canvas.part(0, 0, width, half), canvas.part(0, half, width, height - half)];
  }
  if (width < 2 * LEAST_COLUMNS) return [canvas];
  const half = Math.ceil(width / 2);
  return [canvas.part(0, 0, half - 1, height), canvas.part(half, 0, width - half, height)];
}

/** Title, legend, four rows of curve, two of axis: a lower chart shows little. */
const LEAST_ROWS = 8;
const LEAST_COLUMNS = 30;

type Panel = {
  title: string;
  /** An explanation of the title or the axis. */
  meaning: string;
  of(line: ChartedLine): Series;
  /** For one line, and for several. */
  axes: readonly [one: Axis, several: Axis];
  now(value: number): string;
  /** The text when all values are unknown. */
  unknown: string;
};

const PANELS: readonly Panel[] = [
  {
    title: 'Interrupts a second',
    meaning: 'each step is ten times the one below',
    of: line => line.rates,
    axes: [RATE_AXIS, RATES_AXIS],
    now: value => `${rate(value)}/s`,
    unknown: 'Unknown: this source does not count interrupts.',
  },
  {
    title: 'Share of time blocked',
    meaning: 'the line could not deliver',
    of: line => line.held,
    axes: [SHARE_AXIS, SHARE_AXIS],
    now: share,
    unknown: 'Unknown: this source has no data on blocked lines.',
  },
];

function drawPanel(canvas: Canvas, charts: Charts, panel: Panel, {lines, span}: ChartsData, color: boolean) {
  const shown = lines.slice(0, Math.min(SERIES_STYLES.length, Math.max(1, Math.floor(canvas.width / LEAST_SLOT))));
  const series = shown.map(panel.of);
  const recent = series.flatMap(values => values.slice(-span - 1));
  const holes = recent.includes(null) && recent.some(value => value !== null);
  const plain = axisOf(panel, shown) === RATE_AXIS;
  const top = canvas.height >= 5 ? drawTitle(canvas, plain ? {...panel, meaning: ''} : panel, holes) : 0;
  const below = canvas.height >= 3 ? drawLegend(canvas, top, panel, shown, lines.length, color) : top;
  const rest = canvas.part(0, below, canvas.width, canvas.height - below);
  if (recent.length === 0) drawCentered(rest, 'Nothing measured yet.');
  else if (recent.every(value => value === null)) drawCentered(rest, panel.unknown);
  else rest.ansi(0, 0, charts.lineChart(series, rest.width, rest.height, {span, axis: axisOf(panel, shown), color}));
}

function axisOf({axes: [one, several]}: Panel, shown: readonly ChartedLine[]): Axis {
  return shown.length > 1 ? several : one;
}

function drawTitle(canvas: Canvas, {title, meaning}: Panel, holes: boolean): number {
  const x = canvas.text(0, 0, title, 'heading');
  canvas.text(x + 2, 0, [meaning, holes ? 'gaps are unknown' : ''].filter(Boolean).join('; '), 'dim');
  return 1;
}

/** Every line has a slot of fixed width, so that nothing moves when its number grows. */
function drawLegend(
  canvas: Canvas,
  y: number,
  panel: Panel,
  shown: readonly ChartedLine[],
  of: number,
  color: boolean,
) {
  const more = of > shown.length ? ` +${of - shown.length} more` : '';
  const slot = Math.min(MOST_SLOT, Math.floor((canvas.width - more.length) / shown.length));
  shown.forEach((line, at) => {
    const [text, tone] = newest(panel, line);
    canvas.ansi(at * slot, y, [glyphOf(at, color)]);
    const x = canvas.text(at * slot + 2, y, line.name, 'strong', Math.max(1, slot - 4 - text.length));
    canvas.text(x + 1, y, text, tone, Math.max(1, (at + 1) * slot - 1 - x));
  });
  if (more) canvas.text(shown.length * slot, y, more, 'dim');
  return y + 1;
}

const LEAST_SLOT = 18;
const MOST_SLOT = 40;

function newest(panel: Panel, line: ChartedLine): [string, Tone] {
  const value = panel.of(line).at(-1);
  if (value === undefined) return ['', 'normal'];
  return value === null ? ['unknown', 'unknown'] : [panel.now(value), 'normal'];
}

function drawCentered(canvas: Canvas, text: string): void {
  const x = Math.max(0, Math.floor((canvas.width - text.length) / 2));
  canvas.text(x, Math.floor(canvas.height / 2), text, 'dim');
}
