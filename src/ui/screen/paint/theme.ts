import type {THEMES} from '../../scene/option-names.ts';
import type {Mark} from './canvas.ts';
import {BOLD, type Color, FAINT, INVERSE, OWN, type Style, styleOf} from './styles.ts';

/** What a meaning looks like on this terminal. */
export type Theme = {
  /** Without, nothing on the screen has a colour, whoever drew it. */
  readonly colored: boolean;
  /** For cells that we paint. */
  style(mark: Mark): Style;
  /** Colours that are seen in a selected row too. */
  readonly loud: readonly Color[];
  /** For a `<Text>` that Ink draws. */
  text(mark: Mark): TextLook;
};

/** As the properties of Ink's `<Text>` are called. */
export type TextLook = {color?: string; bold?: boolean; dimColor?: boolean; inverse?: boolean};

type Row = {color?: keyof typeof COLORS; attributes?: number};

// The eight colours are the user's own, chosen to be read on the user's background, light or dark; the bright ones and fixed backgrounds
// are not.
const COLORS = {red: 1, green: 2, yellow: 3, blue: 4, cyan: 6} satisfies {[name: string]: Color};

const SIXTEEN: {readonly [mark in Mark]: Row} = {
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
const SAFE: {readonly [mark in Mark]: Row} = {
  ...SIXTEEN,
  good: {color: 'blue'},
  bad: {color: 'yellow', attributes: BOLD | INVERSE},
};

const NONE: {readonly [mark in Mark]: Row} = {
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

/** Sixteen colours, on any background. */
export const sixteen: Theme = themeOf(SIXTEEN, true);
/** For NO_COLOR, `--color never` and terminals without: bold and inverse only. */
export const none: Theme = themeOf(NONE, false);

/** Those that `--theme` can name. */
export const THEMES_BY_NAME: {readonly [name in keyof typeof THEMES]: Theme} = {
  default: sixteen,
  safe: themeOf(SAFE, true),
  mono: none,
};

function themeOf(rows: {readonly [mark in Mark]: Row}, colored: boolean): Theme {
  const styles = Object.fromEntries(
    Object.entries(rows).map(([mark, {color, attributes = 0}]) => [
      mark,
      styleOf({fg: color ? COLORS[color] : OWN, bg: OWN, attributes}),
    ]),
  );
  const loud = (['warn', 'bad'] as const).flatMap(mark => rows[mark].color ?? []).map(name => COLORS[name]);
  return {colored, loud, style: mark => styles[mark], text: mark => textLook(rows[mark])};
}

function textLook({color, attributes = 0}: Row): TextLook {
  return {
    color,
    bold: (attributes & BOLD) > 0,
    dimColor: (attributes & FAINT) > 0,
    inverse: (attributes & INVERSE) > 0,
  };
}
