import type {THEMES} from '../../scene/option-names.ts';
import type {Tone} from './canvas.ts';
import {BOLD, type Color, DEFAULT_COLOR, FAINT, INVERSE, type StyleId, styleIdOf} from './styles.ts';

/** What a meaning looks like on this terminal. */
export type Theme = {
  /** Without, nothing on the screen has a colour, whoever drew it. */
  readonly colored: boolean;
  /** For cells that we paint. */
  style(mark: Tone): StyleId;
  /** Colours that are seen in a selected row too. */
  readonly loud: readonly Color[];
};

type Row = {color?: keyof typeof COLORS; attributes?: number};

// The eight colours are the user's own, chosen to be read on the user's background, light or dark; the bright ones and fixed backgrounds
// are not.
const COLORS = {red: 1, green: 2, yellow: 3, blue: 4, cyan: 6} satisfies {[name: string]: Color};

const SIXTEEN: {readonly [mark in Tone]: Row} = {
  normal: {},
  dim: {attributes: FAINT},
  strong: {attributes: BOLD},
  heading: {attributes: BOLD},
  good: {color: 'green'},
  warn: {color: 'yellow'},
  bad: {color: 'red', attributes: BOLD},
  accent: {color: 'cyan'},
  unknown: {attributes: FAINT},
};

/** Told apart by blue and yellow, which nearly everybody sees; what is bad is a block. */
const SAFE: {readonly [mark in Tone]: Row} = {
  ...SIXTEEN,
  good: {color: 'blue'},
  bad: {color: 'yellow', attributes: BOLD | INVERSE},
};

const NONE: {readonly [mark in Tone]: Row} = {
  normal: {},
  dim: {},
  strong: {attributes: BOLD},
  heading: {attributes: BOLD},
  good: {},
  warn: {attributes: BOLD},
  bad: {attributes: INVERSE},
  accent: {attributes: BOLD},
  unknown: {},
};

/** The themes that `--theme` can name; `mono` is also that of NO_COLOR, `--color never` and terminals without colours. */
export const THEMES_BY_NAME: {readonly [name in keyof typeof THEMES]: Theme} = {
  default: themeOf(SIXTEEN, true),
  safe: themeOf(SAFE, true),
  mono: themeOf(NONE, false),
};

function themeOf(rows: {readonly [mark in Tone]: Row}, colored: boolean): Theme {
  const styles = Object.fromEntries(
    Object.entries(rows).map(([mark, {color, attributes = 0}]) => [
      mark,
      styleIdOf({fg: color ? COLORS[color] : DEFAULT_COLOR, bg: DEFAULT_COLOR, attributes}),
    ]),
  );
  const loud = (['warn', 'bad'] as const).flatMap(mark => rows[mark].color ?? []).map(name => COLORS[name]);
  return {colored, loud, style: mark => styles[mark]};
}
