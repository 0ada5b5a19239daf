import type {THEMES} from '../../scene/option-names.ts';
import type {Tone} from './canvas.ts';
import {BOLD, type Color, DEFAULT_COLOR, FAINT, INVERSE, type StyleId, styleIdOf} from './styles.ts';

/** The style of each tone. */
export type Theme = {
  /** `false`: nothing on the screen has a colour, not even charts and what Ink draws. */
  readonly colored: boolean;
  /** The style of cells in a tone. */
  style(tone: Tone): StyleId;
  /** Colours that are kept in a selected row. */
  readonly loud: readonly Color[];
};

type Row = {color?: keyof typeof COLORS; attributes?: number};

// The eight colours are set by the user, to be readable on the user's background, light or dark; the bright ones and fixed backgrounds are
// not.
const COLORS = {red: 1, green: 2, yellow: 3, blue: 4, cyan: 6} satisfies {[name: string]: Color};

const SIXTEEN: {readonly [tone in Tone]: Row} = {
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

/** Blue and yellow, which nearly all people can distinguish; `bad` is inverse. */
const SAFE: {readonly [tone in Tone]: Row} = {
  ...SIXTEEN,
  good: {color: 'blue'},
  bad: {color: 'yellow', attributes: BOLD | INVERSE},
};

const NONE: {readonly [tone in Tone]: Row} = {
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

function themeOf(rows: {readonly [tone in Tone]: Row}, colored: boolean): Theme {
  const styles = Object.fromEntries(
    Object.entries(rows).map(([tone, {color, attributes = 0}]) => [
      tone,
      styleIdOf({fg: color ? COLORS[color] : DEFAULT_COLOR, bg: DEFAULT_COLOR, attributes}),
    ]),
  );
  const loud = (['warn', 'bad'] as const).flatMap(tone => rows[tone].color ?? []).map(name => COLORS[name]);
  return {colored, loud, style: tone => styles[tone]};
}
