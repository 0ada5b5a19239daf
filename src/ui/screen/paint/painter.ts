import {type Cells, createCells, type Rect} from './cells.ts';
import {BLANK, type Glyph, glyphText, glyphWidth, isPlainGlyph, isSure, REST} from './glyphs.ts';
import {PLAIN, type StyleId, sgrOf} from './styles.ts';

/** A rectangle that we paint, or one that is left to Ink because a box of Ink's covers it. A later one is over an earlier one. */
export type PaintedArea = {rect: Rect; ours: boolean};

export type Painter = {
  /** The cells to show; they are changed between two paints. */
  readonly cells: Cells;
  /** Another size: the screen's content is unknown and no cell is ours until the areas are set again. */
  resize(width: number, height: number): void;
  /**
   * Sets which cells are ours. Returns bytes that blank those that no longer are, to be written before Ink's: Ink takes them for blank
   * and writes only what is not.
   */
  setAreas(areas: readonly PaintedArea[]): string;
  /** Bytes that bring the screen up to date: our cells that changed since the last time, or all of ours if Ink has overwritten them. */
  paint(overwritten: boolean): string;
};

export function createPainter(width: number, height: number): Painter {
  let cells = createCells(width, height);
  let shown = createCells(width, height);
  let ours = new Uint8Array(width * height);
  // Whether some cells have become ours since the last paint; their content is unknown.
  let fresh = false;
  return {
    get cells() {
      return cells;
    },
    resize(width, height) {
      cells = createCells(width, height);
      shown = createCells(width, height);
      ours = new Uint8Array(width * height);
    },
    setAreas(areas) {
      const before = ours;
      ours = mask(cells, areas);
      const freed = new Uint8Array(ours.length);
      for (let i = 0; i < ours.length; i++) {
        // A box over a region may come or go without any character that Ink writes.
        if (ours[i] !== before[i]) fresh = true;
        freed[i] = before[i] & ~ours[i];
      }
      return write(createCells(cells.width, cells.height), freed, new Uint8Array(ours.length));
    },
    paint(overwritten) {
      const wanted = overwritten || fresh ? ours : changes(cells, shown, ours);
      const bytes = write(cells, wanted, ours);
      fresh = false;
      shown.glyphs.set(cells.glyphs);
      shown.styles.set(cells.styles);
      return bytes;
    },
  };
}

function mask({width, height}: Cells, areas: readonly PaintedArea[]): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(width * height);
  for (const {rect, ours} of areas)
    for (let y = rect.y; y < rect.y + rect.height; y++)
      cells.fill(ours ? 1 : 0, y * width + rect.x, y * width + rect.x + rect.width);
  return cells;
}

/** Those of our cells that differ from what is shown. */
function changes(cells: Cells, shown: Cells, ours: Which): Which {
  const changed = new Uint8Array(ours.length);
  const [{glyphs, styles}, {glyphs: oldGlyphs, styles: oldStyles}] = [cells, shown];
  for (let i = 0; i < changed.length; i++)
    if (glyphs[i] !== oldGlyphs[i] || styles[i] !== oldStyles[i]) changed[i] = ours[i];
  return changed;
}

/** Moving the cursor costs as many bytes as writing so many unchanged cells. */
const SHORT_WAY = 4;
const UNKNOWN = -1;

/** For each cell 1 or 0. */
type Which = Uint8Array;

/** Writes the `wanted` cells, and `known` cells between where that is shorter. Begins and ends in the plain style. */
function write(cells: Cells, wanted: Which, known: Which): string {
  const {width, height, glyphs, styles} = cells;
  let out = '';
  let style: StyleId = PLAIN;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const end = start + width;
    // The cell of the cursor, if it is in this row and the same on all terminals.
    let cursor = UNKNOWN;
    for (let i = start; i < end; i++) {
      if (wanted[i] === 0) continue;
      if (cursor !== i)
        out += between(cells, cursor, i, style, known) ?? move(y, i - start, cursor === UNKNOWN ? 0 : i - cursor);
      if (styles[i] !== style) out += sgrOf((style = styles[i]));
      const run = plainRun(cells, i, end, wanted);
      if (run > 0) {
        out += String.fromCharCode.apply(null, glyphs.subarray(i, i + run) as unknown as number[]);
        cursor = i + run;
        i = cursor - 1;
      } else {
        const glyph = glyphAt(cells, i, known);
        out += glyphText(glyph);
        cursor = isSure(glyph) ? i + glyphWidth(glyph) : UNKNOWN;
        i += glyphWidth(glyph) - 1;
      }
    }
  }
  return style === PLAIN ? out : out + sgrOf(PLAIN);
}

/** How many cells from one on are wanted, have one style and hold a character each: they are written as one string. */
function plainRun({glyphs, styles}: Cells, from: number, end: number, wanted: Which): number {
  let i = from;
  while (i < end && wanted[i] === 1 && styles[i] === styles[from] && isPlainGlyph(glyphs[i])) i++;
  return i - from;
}

/** The glyph to write at a cell; a blank for a part of a wide glyph whose other part is not ours. */
function glyphAt({glyphs}: Cells, i: number, known: Which): Glyph {
  const glyph = glyphs[i];
  if (glyph === REST) return BLANK;
  for (let rest = i + glyphWidth(glyph) - 1; rest > i; rest--) if (known[rest] === 0) return BLANK;
  return glyph;
}

/** The text from the cursor to a cell, if writing it again is the shortest way there. */
function between({glyphs, styles}: Cells, from: number, to: number, style: StyleId, known: Which): string | undefined {
  if (from === UNKNOWN || to - from > SHORT_WAY) return undefined;
  let text = '';
  for (let i = from; i < to; i++) {
    if (known[i] === 0 || styles[i] !== style || !isPlainGlyph(glyphs[i])) return undefined;
    text += glyphText(glyphs[i]);
  }
  return text;
}

/** Moves the cursor to a column of a row, or so many cells to the right. */
function move(y: number, x: number, right: number): string {
  if (right === 0) return x === 0 ? `\x1b[${y + 1}H` : `\x1b[${y + 1};${x + 1}H`;
  return right === 1 ? '\x1b[C' : `\x1b[${right}C`;
}
