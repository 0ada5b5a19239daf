import type {Cells} from './cells.ts';
import {BLANK, type Glyph, glyphText, REST} from './glyphs.ts';

/** Replaces each glyph that is not ASCII by the most similar one, or by a question mark. */
export function toAscii({glyphs}: Cells): void {
  for (let i = 0; i < glyphs.length; i++) if (glyphs[i] < BLANK || glyphs[i] > LAST) glyphs[i] = nearest(glyphs[i]);
}

const LAST: Glyph = 0x7e;
const UNKNOWN: Glyph = 0x3f;
/** Enough for all Latin text; a hostile recording must not fill the memory. */
const MOST = 4096;
const known = new Map<Glyph, Glyph>();

function nearest(glyph: Glyph): Glyph {
  if (glyph === REST) return UNKNOWN;
  const found = known.get(glyph);
  if (found !== undefined) return found;
  const made = asciiOf(glyphText(glyph)).charCodeAt(0);
  if (known.size < MOST) known.set(glyph, made);
  return made;
}

/** Similar characters. A letter with accents becomes the letter. */
const ALIKE: {readonly [ascii: string]: string} = {
  '-': '─━–—‒‐▄',
  '|': '│┃┤├',
  '+': '┌┐└┘┴┬┼◆▆',
  '.': '·•▂',
  '~': '…',
  '^': '↑▲',
  v: '↓▼',
  '<': '←◂',
  '>': '→▸',
  x: '×✗',
  u: 'µμ',
  d: 'Δ',
  '=': '‖▅',
  '*': '●▇',
  o: '○◌',
  A: '△',
  '#': '■█',
  _: '▁',
  ':': '▃',
  '%': '◐◑',
  '"': '“”„',
  "'": '‘’',
};
const BY_CHARACTER = new Map(
  Object.entries(ALIKE).flatMap(([ascii, characters]) => [...characters].map(each => [each, ascii])),
);

function asciiOf(text: string): string {
  const code = text.codePointAt(0)!;
  if (code >= BRAILLE && code < BRAILLE + 256) return strokeOf(code - BRAILLE);
  const [base] = text.normalize('NFD');
  return BY_CHARACTER.get(text) ?? (base >= ' ' && base <= '~' ? base : '?');
}

const BRAILLE = 0x2800;
/** Bits of the dots of a braille cell, from the top to the bottom of its two columns. */
const COLUMNS = [
  [1, 2, 4, 64],
  [8, 16, 32, 128],
];
/** A horizontal stroke by the height of its dots. */
const LEVELS = ["'", '-', '-', '_'];
/** With so many dots in a column it is an upright stroke. */
const TALL = 3;

/** A piece of a curve as a stroke: horizontal, rising, falling or upright. */
function strokeOf(dots: number): string {
  const [left, right] = COLUMNS.map(bits => bits.flatMap((bit, row) => (dots & bit ? [row] : [])));
  const all = [...left, ...right];
  if (all.length === 0) return ' ';
  if (left.length >= TALL || right.length >= TALL) return '|';
  const slope = left.length === 0 || right.length === 0 ? 0 : middle(left) - middle(right);
  if (slope >= 1) return '/';
  return slope <= -1 ? '\\' : LEVELS[Math.floor(middle(all))];
}

function middle(rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + row, 0) / rows.length;
}
