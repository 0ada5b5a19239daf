import {type ChartArea, cellOf, type Plot, type Series, visibleValues} from './area.ts';
import {SERIES_STYLES} from './series-styles.ts';

/**
 * Draws the glyph of each series on its curve, at its newest value and at intervals before, so that curves can be distinguished without
 * colours. Where curves meet, the glyphs are beside each other.
 */
export function drawCurveGlyphs(plot: Plot, series: readonly Series[], area: ChartArea): void {
  const taken = new Set<number>();
  series.forEach((values, at) => {
    markOne(plot, visibleValues(values, area), SERIES_STYLES[at], area, taken);
  });
}

/** Cells between two glyphs of one curve. */
const APART = 24;

function markOne(
  plot: Plot,
  values: number[],
  style: {glyph: string; sgr: string},
  area: ChartArea,
  taken: Set<number>,
) {
  let last = Number.POSITIVE_INFINITY;
  for (let at = area.span; at >= 0; at--) {
    if (Number.isNaN(values[at])) continue;
    const cell = cellOf(at, values[at], area);
    if (last - (cell % area.cols) < APART || taken.has(cell)) continue;
    taken.add(cell);
    last = cell % area.cols;
    plot.glyphs[cell] = style.glyph;
    plot.colors[cell] = style.sgr;
  }
}
