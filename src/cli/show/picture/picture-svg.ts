import type {Cells} from '../../../ui/screen/paint/cells.ts';
import {BLANK, glyphText, REST} from '../../../ui/screen/paint/glyphs.ts';
import {
  BOLD,
  type Color,
  DEFAULT_COLOR,
  FAINT,
  INVERSE,
  ITALIC,
  type StyleId,
  styleById,
  TRUE_COLOR,
  UNDERLINE,
} from '../../../ui/screen/paint/styles.ts';
import {type Markup, markup, sourceOf} from '../markup.ts';

// Size of a cell, in units of the picture: a monospaced font of size 14.
const WIDTH = 8.4;
const HEIGHT = 16.4;
const BASELINE = 13;
const MARGIN = 10;

const GROUND = '#14171c';
const TEXT = '#dfe3ea';

/** The screen as a self-contained picture. Each glyph stays in its cell with any font. */
export function pictureSvg(cells: Cells): string {
  const [width, height] = [round(cells.width * WIDTH + 2 * MARGIN), round(cells.height * HEIGHT + 2 * MARGIN)];
  const runs = runsOf(cells);
  return sourceOf(markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The screen of irqdeck" font-family="ui-monospace, 'DejaVu Sans Mono', monospace" font-size="14" fill="${TEXT}">
<rect width="${width}" height="${height}" rx="6" fill="${GROUND}"/>
${runs.map(drawGround)}${runs.map(drawText)}</svg>
`);
}

/** Neighbouring cells of a row with the same style. */
type Run = {x: number; y: number; width: number; style: StyleId; glyphs: {x: number; text: string}[]};

function runsOf({width, height, glyphs, styles}: Cells): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const last = runs.at(-1);
    const run = x > 0 && last?.style === styles[i] ? last : {x, y, width: 0, style: styles[i], glyphs: []};
    if (run !== last) runs.push(run);
    run.width++;
    if (glyphs[i] !== BLANK && glyphs[i] !== REST) run.glyphs.push({x, text: glyphText(glyphs[i])});
  }
  return runs;
}

function drawGround({x, y, width, style}: Run): Markup | string {
  const {ground} = colorsOf(style);
  if (ground === GROUND) return '';
  return markup`<rect x="${across(x)}" y="${down(y)}" width="${round(width * WIDTH)}" height="${HEIGHT}" fill="${ground}"/>
`;
}

/** Each glyph has its own position: fonts differ in the width of glyphs beyond ASCII. A cluster of characters is a text of its own. */
function drawText({y, style, glyphs}: Run): Markup[] {
  const simple = glyphs.filter(({text}) => text.length === 1);
  const clusters = glyphs.filter(({text}) => text.length > 1);
  const groups = [...(simple.length > 0 ? [simple] : []), ...clusters.map(cluster => [cluster])];
  return groups.map(
    group =>
      markup`<text y="${round(down(y) + BASELINE)}" x="${group.map(({x}) => across(x)).join(' ')}"${looksOf(style)}>${group.map(({text}) => text).join('')}</text>
`,
  );
}

function looksOf(style: StyleId): (Markup | string)[] {
  const {attributes} = styleById(style);
  const {text} = colorsOf(style);
  return [
    text === TEXT ? '' : markup` fill="${text}"`,
    attributes & BOLD ? markup` font-weight="bold"` : '',
    attributes & ITALIC ? markup` font-style="italic"` : '',
    attributes & UNDERLINE ? markup` text-decoration="underline"` : '',
    attributes & FAINT ? markup` opacity="0.65"` : '',
  ];
}

function colorsOf(style: StyleId): {text: string; ground: string} {
  const {fg, bg, attributes} = styleById(style);
  const [text, ground] = [fg === DEFAULT_COLOR ? TEXT : hexOf(fg), bg === DEFAULT_COLOR ? GROUND : hexOf(bg)];
  return attributes & INVERSE ? {text: ground, ground: text} : {text, ground};
}

/** Our values for the sixteen colours that a terminal's user can choose; all other colours are fixed. */
const PALETTE = [
  ...['#3b4048', '#e0605a', '#6fbf73', '#d9a93a', '#6a9ff0', '#c583d8', '#4fb8c4', '#c8ccd4'],
  ...['#6b7280', '#ff8079', '#8fdc93', '#f5cb62', '#8fb9ff', '#dda6ec', '#79d8e3', '#ffffff'],
];

function hexOf(color: Color): string {
  if (color < 16) return PALETTE[color];
  if (color >= TRUE_COLOR) return hex([16, 8, 0].map(shift => ((color - TRUE_COLOR) >> shift) & 255));
  if (color >= 232) return hex(Array(3).fill(8 + (color - 232) * 10));
  const cube = color - 16;
  return hex(
    [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level => (level === 0 ? 0 : 55 + level * 40)),
  );
}

function hex(channels: readonly number[]): string {
  return `#${channels.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}

function across(column: number): number {
  return round(MARGIN + column * WIDTH);
}

function down(row: number): number {
  return round(MARGIN + row * HEIGHT);
}

function round(units: number): number {
  return Math.round(units * 10) / 10;
}
