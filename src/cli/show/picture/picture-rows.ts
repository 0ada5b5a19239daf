import type {Cells} from '../../../ui/screen/paint/cells.ts';
import {BLANK, glyphText, REST} from '../../../ui/screen/paint/glyphs.ts';
import {PLAIN, type StyleId, sgrOf} from '../../../ui/screen/paint/styles.ts';

/** The screen as lines of text, without trailing blanks. */
export function pictureText(cells: Cells): string {
  return rowsOf(cells, () => '');
}

/** The same with colours, for a terminal (`cat`). Each line begins and ends in the terminal's default style. */
export function pictureAnsi(cells: Cells): string {
  return rowsOf(cells, sgrOf);
}

/** `change` gives the text to write where a cell's style differs from that of the cell before it. */
function rowsOf(cells: Cells, change: (style: StyleId) => string): string {
  let text = '';
  for (let y = 0; y < cells.height; y++) text += `${rowOf(cells, y, change)}\n`;
  return text;
}

function rowOf({width, glyphs, styles}: Cells, y: number, change: (style: StyleId) => string): string {
  const from = y * width;
  const end = lastOf({width, glyphs, styles}, y, change(PLAIN) !== '') + 1;
  let row = '';
  let style: StyleId = PLAIN;
  for (let i = from; i < end; i++) {
    if (glyphs[i] === REST) continue;
    if (styles[i] !== style) row += change((style = styles[i]));
    row += glyphText(glyphs[i]);
  }
  return style === PLAIN ? row : row + change(PLAIN);
}

/** The last visible cell of a row; with `styled`, a blank with a style is visible too. */
function lastOf(
  {width, glyphs, styles}: Pick<Cells, 'width' | 'glyphs' | 'styles'>,
  y: number,
  styled: boolean,
): number {
  let last = (y + 1) * width - 1;
  while (last >= y * width && glyphs[last] === BLANK && !(styled && styles[last] !== PLAIN)) last--;
  return last;
}
