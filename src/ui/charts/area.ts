/** One value for each second, the newest last; `null` is unknown. */
export type Series = readonly (number | null)[];

/** The area of the curves. A cell has 2 x 4 dots. */
export type ChartArea = {
  readonly cols: number;
  readonly rows: number;
  /** Seconds from the left edge to the right one. */
  readonly span: number;
  /** The value at the upper edge of the top row; 0 is at the lower edge of the bottom row. */
  readonly top: number;
};

/** A grid of cells, row by row: glyphs and their SGR colours. */
export type Plot = {readonly glyphs: string[]; readonly colors: (string | undefined)[]};

/** The values of the area, from `span` seconds ago to now, cut at its top; NaN is unknown. */
export function visibleValues(values: Series, {span, top}: ChartArea): number[] {
  const all = new Array<number>(span + 1).fill(Number.NaN);
  const first = values.length - 1 - span;
  for (let at = Math.max(0, -first); at <= span; at++)
    all[at] = Math.min(Math.max(values[first + at] ?? Number.NaN, 0), top);
  return all;
}

/** The dot of the second `at`: 0 is the left edge, `span` is now. */
export function dotX(at: number, {cols, span}: ChartArea): number {
  return (at * (2 * cols - 1)) / span;
}

export function dotY(value: number, {rows, top}: ChartArea): number {
  return (4 * rows - 1) * (1 - value / top);
}

export function cellOf(at: number, value: number, area: ChartArea): number {
  const row = Math.floor(Math.round(dotY(value, area)) / 4);
  return row * area.cols + Math.floor(Math.round(dotX(at, area)) / 2);
}
