/** How a series is drawn: with a glyph on its curve and in the legend, and a colour that adds no information to the glyph. */
export type SeriesStyle = {readonly glyph: string; readonly color: string; readonly sgr: string};

/** In the order of the series. Red is last: elsewhere it means trouble. */
export const SERIES_STYLES: readonly SeriesStyle[] = [
  {glyph: '●', color: 'cyan', sgr: '\x1b[36m'},
  {glyph: '▲', color: 'yellow', sgr: '\x1b[33m'},
  {glyph: '■', color: 'magenta', sgr: '\x1b[35m'},
  {glyph: '◆', color: 'green', sgr: '\x1b[32m'},
  {glyph: '○', color: 'blue', sgr: '\x1b[34m'},
  {glyph: '△', color: 'red', sgr: '\x1b[31m'},
];

/** Back to the colour of ordinary text. */
export const PLAIN_SGR = '\x1b[39m';

/** The glyph of a series as a row for `Canvas.ansi`. */
export function glyphOf(series: number, color: boolean): string {
  const {glyph, sgr} = SERIES_STYLES[series];
  return color ? sgr + glyph + PLAIN_SGR : glyph;
}
