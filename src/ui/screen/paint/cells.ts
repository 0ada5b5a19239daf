import type {Canvas} from './canvas.ts';
import {BLANK, ELLIPSIS, type Glyph, glyphsOf, glyphWidth, isPlainText, REST} from './glyphs.ts';
import {sgrPieces} from './sgr.ts';
import {BOLD, DEFAULT_COLOR, INVERSE, PLAIN, type StyleId, selectedStyle, styleIdOf} from './styles.ts';
import type {Theme} from './theme.ts';

/** A rectangle of the screen; the upper left cell is 0, 0. */
export type Rect = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

/** A grid of cells. A wide glyph is in its first cell, with REST in the others. */
export type Cells = {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Uint32Array;
  readonly styles: Uint16Array;
};

export function createCells(width: number, height: number): Cells {
  const glyphs = new Uint32Array(width * height).fill(BLANK);
  return {width, height, glyphs, styles: new Uint16Array(width * height)};
}

/** Makes a rectangle blank. */
export function clearCells(cells: Cells, rect: Rect): void {
  const {x, y, width, height} = clip(rect, {x: 0, y: 0, width: cells.width, height: cells.height});
  if (width === 0) return;
  for (let row = y; row < y + height; row++) {
    const from = row * cells.width + x;
    mend(cells, from, from + width);
    cells.glyphs.fill(BLANK, from, from + width);
    cells.styles.fill(PLAIN, from, from + width);
  }
}

/** A canvas on a rectangle of a grid; cells outside of the grid or of `visible` is cut off. */
export function canvasOn(cells: Cells, rect: Rect, theme: Theme, visible = rect): Canvas {
  return canvas(cells, rect, clip(visible, {x: 0, y: 0, width: cells.width, height: cells.height}), theme);
}

/** The intersection of two rectangles. */
export function clip(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x);
  const height = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y);
  return {x, y, width, height};
}

/** `rect` is its origin and size, `bounds` the cells that it may change. */
function canvas(cells: Cells, rect: Rect, bounds: Rect, theme: Theme): Canvas {
  const inBounds = (y: number) => y >= bounds.y && y < bounds.y + bounds.height && bounds.width > 0;
  return {
    width: rect.width,
    height: rect.height,
    text(x, y, text, tone = 'normal', limit = rect.width) {
      const end = Math.min(rect.width, x + limit);
      const row = inBounds(rect.y + y) ? rect.y + y : NOWHERE;
      return drawText(cells, {row, bounds, style: theme.style(tone)}, rect.x + x, text, rect.x + end) - rect.x;
    },
    select(y, x = 0, width = rect.width - x) {
      const area = clip({x: rect.x + x, y: rect.y + y, width, height: 1}, bounds);
      if (area.width > 0 && area.height > 0) selectCells(cells, area.y * cells.width + area.x, area.width, theme);
    },
    part(x, y, width, height) {
      const part = {x: rect.x + x, y: rect.y + y, width, height};
      return canvas(cells, part, clip(part, bounds), theme);
    },
    ansi(x, y, rows) {
      rows.forEach((text, i) => {
        if (!inBounds(rect.y + y + i)) return;
        drawAnsi(cells, {row: rect.y + y + i, bounds, style: PLAIN}, rect.x + x, text, theme.colored);
      });
    },
  };
}

function selectCells({width, glyphs, styles}: Cells, from: number, count: number, {loud}: Theme): void {
  for (let i = from; i < from + count; i++) styles[i] = selectedStyle(styles[i], loud);
  // All cells of a wide glyph have the style of its first.
  for (let i = from; i % width > 0 && i <= from + count; i++) if (glyphs[i] === REST) styles[i] = styles[i - 1];
}

/** A row that is not on the canvas: its text is measured, not drawn. */
const NOWHERE = -1;

type Pen = {row: number; bounds: Rect; style: StyleId};

/** Draws from column x up to `end`, with an ellipsis in the last cell if it is too long. Returns the column after it. */
function drawText(cells: Cells, pen: Pen, x: number, text: string, end: number): number {
  if (x >= end) return x;
  if (isPlainText(text)) {
    const all = x + text.length <= end;
    const behind = drawPlain(cells, pen, x, text, all ? text.length : end - x - 1);
    return all ? behind : drawGlyph(cells, pen, behind, ELLIPSIS, 1);
  }
  const kept: {glyph: Glyph; width: number}[] = [];
  let behind = x;
  for (const each of glyphsOf(text)) {
    kept.push(each);
    behind += each.width;
    if (behind <= end) continue;
    // Remove glyphs until the ellipsis fits.
    while (kept.length > 0 && behind > end - 1) behind -= kept.pop()!.width;
    kept.push({glyph: ELLIPSIS, width: 1});
    break;
  }
  return kept.reduce((at, {glyph, width}) => drawGlyph(cells, pen, at, glyph, width), x);
}

/** One cell for each character. */
function drawPlain(cells: Cells, {row, bounds, style}: Pen, x: number, text: string, length: number): number {
  const from = Math.max(x, bounds.x);
  const to = Math.min(x + length, bounds.x + bounds.width);
  if (row === NOWHERE || from >= to) return x + length;
  const start = row * cells.width;
  mend(cells, start + from, start + to);
  for (let column = from; column < to; column++) cells.glyphs[start + column] = text.charCodeAt(column - x);
  cells.styles.fill(style, start + from, start + to);
  return x + length;
}

/** A wide glyph that would be cut is drawn as blanks. */
function drawGlyph(cells: Cells, {row, bounds, style}: Pen, x: number, glyph: Glyph, width: number): number {
  const from = Math.max(x, bounds.x);
  const to = Math.min(x + width, bounds.x + bounds.width);
  if (row === NOWHERE || from >= to) return x + width;
  const start = row * cells.width;
  const whole = to - from === width;
  mend(cells, start + from, start + to);
  cells.glyphs.fill(whole ? REST : BLANK, start + from, start + to);
  if (whole) cells.glyphs[start + x] = glyph;
  cells.styles.fill(style, start + from, start + to);
  return x + width;
}

function drawAnsi(cells: Cells, pen: Pen, x: number, row: string, colored: boolean): void {
  let at = x;
  for (const {text, style: piece} of sgrPieces(row)) {
    const style = styleIdOf(
      colored ? piece : {fg: DEFAULT_COLOR, bg: DEFAULT_COLOR, attributes: piece.attributes & (BOLD | INVERSE)},
    );
    if (isPlainText(text)) at = drawPlain(cells, {...pen, style}, at, text, text.length);
    else for (const {glyph, width} of glyphsOf(text)) at = drawGlyph(cells, {...pen, style}, at, glyph, width);
  }
}

/** Blanks the remaining parts of wide glyphs that cells [from, to) cut. */
function mend({glyphs, width}: Cells, from: number, to: number): void {
  if (glyphs[from] === REST) {
    let lead = from;
    while (lead % width > 0 && glyphs[lead] === REST) lead--;
    glyphs.fill(BLANK, lead, lead + glyphWidth(glyphs[lead]));
  }
  for (let i = to; i % width > 0 && glyphs[i] === REST; i++) glyphs[i] = BLANK;
}
