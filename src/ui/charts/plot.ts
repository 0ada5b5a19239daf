import type Line from 'blessed-contrib/lib/widget/charts/line.js';
import {type ChartArea, dotX, dotY, type Plot, type Series, visibleValues} from './area.ts';
import {SERIES_STYLES} from './series-styles.ts';

/**
 * The curves, and nothing else, drawn by blessed-contrib. The axes and labels of its chart are cut, never reach the top and never show
 * the newest second. So they are left out, and the drawing is shifted until the curves fill the canvas; the rest is outside of it.
 */
export type Plotter = (series: readonly Series[], area: ChartArea) => Plot;

/** Loads blessed and the chart: 60 to 90 ms of CPU, so only when a chart is wanted. */
export async function loadPlotter(): Promise<Plotter> {
  const {default: Chart} = await import('blessed-contrib/lib/widget/charts/line.js');
  return (series, area) => plot(Chart, series, area);
}

function plot(Chart: typeof Line, series: readonly Series[], area: ChartArea): Plot {
  const chart = chartOn(Chart, area);
  const curves = series.map(values => visibleValues(values, area));
  const labels = Array<string>(area.span + 1).fill('');
  chart.setData(curves.map((y, at) => ({x: labels, y, style: {line: SERIES_STYLES[at].color}})));
  curves.forEach((values, at) => {
    drawLonely(chart, values, SERIES_STYLES[at].color, area);
  });
  return {glyphs: braille(chart.ctx._canvas.content), colors: chart.ctx._canvas.colors};
}

const BRAILLE = Array.from({length: 256}, (_, dots) => (dots === 0 ? ' ' : String.fromCharCode(0x2800 + dots)));

function braille(content: Uint8Array): string[] {
  const glyphs = new Array<string>(content.length);
  for (let cell = 0; cell < content.length; cell++) glyphs[cell] = BRAILLE[content[cell]];
  return glyphs;
}

/** Wider than any label, so that the chart does not widen it. */
const X_PADDING = 200;

/**
 * A chart without a screen. A real screen would take over the signals of the process: together with Ink, SIGTERM would have no effect.
 * The chart uses one method of its screen only; at `attach` it makes its canvas.
 */
function chartOn(Chart: typeof Line, {cols, rows, span, top}: ChartArea): Line {
  const height = 4 * rows;
  // The inverse of the chart's getYPixel and getXPixel: `top` at dot 0, 0 at the last dot; the newest of span + 1 values at the last dot.
  const maxY = (top * (height + 1)) / (height - 1);
  const chart = new Chart({screen: {setEffects() {}}, xPadding: X_PADDING, numYLabels: 1, maxY});
  chart.calcSize = () => {
    chart.canvasSize = {width: 2 * cols, height};
  };
  chart.emit('attach');
  chart.canvasSize = {width: X_PADDING + ((2 * cols - 1) * (span + 1)) / span, height: height + 12};
  // The half rounds: coordinates are cut to whole dots, and are float32.
  chart.ctx.translate(0.5 - X_PADDING - 2, 0.5);
  chart.ctx.fillText = () => {};
  // The canvas is new. Clearing it dot by dot would be two thirds of the time.
  chart.ctx.clearRect = () => {};
  return chart;
}

/** A second between unknown ones has no neighbour to draw a line to: it is drawn as a dash. */
function drawLonely({ctx}: Line, values: readonly number[], color: string, area: ChartArea) {
  ctx.strokeStyle = color;
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at]) || !Number.isNaN(values[at - 1] ?? Number.NaN)) continue;
    if (!Number.isNaN(values[at + 1] ?? Number.NaN)) continue;
    const x = X_PADDING + 2 + dotX(at, area);
    ctx.beginPath();
    ctx.lineTo(x - 1, dotY(values[at], area));
    ctx.lineTo(x + 1, dotY(values[at], area));
    ctx.stroke();
  }
}
