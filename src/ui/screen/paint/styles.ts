// The style of a cell as a small number, so that a grid of cells is a typed array, and two styles are compared as two numbers.

export const BOLD = 1;
export const FAINT = 2;
export const ITALIC = 4;
export const UNDERLINE = 8;
export const INVERSE = 16;

/** -1 is the default colour of the terminal, 0 to 255 its palette, from TRUE_COLOR on it is TRUE_COLOR + 0xrrggbb. */
export type Color = number;
export const DEFAULT_COLOR: Color = -1;
export const TRUE_COLOR: Color = 1 << 24;

export type Style = {readonly fg: Color; readonly bg: Color; readonly attributes: number};
export type StyleId = number;

const CODES: readonly [bit: number, code: number][] = [
  [BOLD, 1],
  [FAINT, 2],
  [ITALIC, 3],
  [UNDERLINE, 4],
  [INVERSE, 7],
];

const looks: Style[] = [];
const sequences: string[] = [];
const selected = new WeakMap<readonly Color[], StyleId[]>();
const byKey = new Map<string, StyleId>();
/** As many as a Uint16Array can distinguish; a picture with more loses the others. */
const MOST = 0xffff;

/** The default style of the terminal. */
export const PLAIN: StyleId = styleIdOf({fg: DEFAULT_COLOR, bg: DEFAULT_COLOR, attributes: 0});

/** The number of a style; the same style always has the same number. */
export function styleIdOf({fg, bg, attributes}: Style): StyleId {
  const key = `${fg},${bg},${attributes}`;
  const known = byKey.get(key);
  if (known !== undefined) return known;
  if (looks.length > MOST) return PLAIN;
  byKey.set(key, looks.length);
  sequences.push(`\x1b[${[0, ...attributeCodes(attributes), ...colorCodes(fg, 30), ...colorCodes(bg, 40)].join(';')}m`);
  return looks.push({fg, bg, attributes}) - 1;
}

export function styleById(style: StyleId): Style {
  return looks[style];
}

/** The SGR sequence that sets a style, whatever was set before. */
export function sgrOf(style: StyleId): string {
  return sequences[style];
}

/**
 * The style of the same cell when it is selected: inverse. Faint, which is hard to read inverse, is removed, and so are colours that are
 * not `kept`: a bar of blocks in another colour would look like a hole in the row.
 */
export function selectedStyle(style: StyleId, kept: readonly Color[]): StyleId {
  const {fg, attributes} = looks[style];
  const color = kept.includes(fg) ? fg : DEFAULT_COLOR;
  const known = selected.get(kept) ?? [];
  selected.set(kept, known);
  return (known[style] ??= styleIdOf({fg: color, bg: DEFAULT_COLOR, attributes: (attributes & ~FAINT) ^ INVERSE}));
}

function attributeCodes(attributes: number): number[] {
  return CODES.filter(([bit]) => attributes & bit).map(([, code]) => code);
}

/** `base` is 30 for the foreground, 40 for the background. */
function colorCodes(color: Color, base: 30 | 40): number[] {
  if (color === DEFAULT_COLOR) return [];
  if (color < 8) return [base + color];
  if (color < 16) return [base + 60 + color - 8];
  if (color < 256) return [base + 8, 5, color];
  return [base + 8, 2, (color >> 16) & 255, (color >> 8) & 255, color & 255];
}
