import {paragraph, widthOf} from '../../model/words/paragraph.ts';
import type {Paint, TextStyle} from './color.ts';

// Layout of plain text. Widths are counted in code points; the text is sanitised, so wider characters are rare.

export type TextCell = {text: string; style?: TextStyle};
export type TextColumn = {
  head: string;
  align?: 'right';
  /** Minimum width, so that the next column stays in its place from frame to frame. */
  least?: number;
};

const GAP = '  ';
/** The last column gets at least this width, even if the table becomes wider than allowed. */
const LEAST_LAST = 12;

/** Aligned columns under their heads. The last column is wrapped if it is too wide. No line ends in blanks. */
export function table(
  columns: readonly TextColumn[],
  rows: readonly TextCell[][],
  width: number,
  paint: Paint,
): string[] {
  const widths = columnWidths(columns, rows);
  const indent = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const heads = columns.map(({head}): TextCell => ({text: head, style: 'head'}));
  return [heads, ...rows].flatMap(row => {
    const last = row[row.length - 1];
    const [first = '', ...rest] = paragraph(last.text, Math.max(width - indent, LEAST_LAST));
    const cells = [...row.slice(0, -1), {...last, text: first}];
    const padded = cells.map((cell, at) => pad(cell, at < cells.length - 1 ? widths[at] : 0, columns[at].align, paint));
    return [padded.join(GAP).trimEnd(), ...rest.map(line => ' '.repeat(indent) + paint(line, last.style))];
  });
}

/** The width of a table; with `breaks`, its minimum width when the last column is wrapped. */
export function tableWidth(columns: readonly TextColumn[], rows: readonly TextCell[][], breaks: boolean): number {
  const last = columns.length - 1;
  const broken = rows.map(row => row.with(last, {text: longestWord(row[last].text)}));
  return columnWidths(columns, breaks ? broken : rows).reduce((sum, width) => sum + width + GAP.length, -GAP.length);
}

/** Names, each with its title beside it; titles are wrapped. */
export function described(rows: readonly [name: string, title: string][], width: number): string[] {
  const indent = Math.max(...rows.map(([name]) => widthOf(name))) + 4;
  return rows.flatMap(([name, title]) => {
    const [first = '', ...rest] = paragraph(title, Math.max(width - indent, 24));
    return [`  ${name}`.padEnd(indent) + first, ...rest.map(line => ' '.repeat(indent) + line)];
  });
}

function longestWord(text: string): string {
  return text.split(' ').reduce((longest, word) => (widthOf(word) > widthOf(longest) ? word : longest), '');
}

function columnWidths(columns: readonly TextColumn[], rows: readonly TextCell[][]): number[] {
  return columns.map(({head, least = 0}, at) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[at].text)), Math.max(widthOf(head), least)),
  );
}

/** Blanks stay outside of the colour, so that they can be trimmed at the end of a line. */
function pad({text, style}: TextCell, width: number, align: 'right' | undefined, paint: Paint): string {
  const blanks = ' '.repeat(Math.max(width - widthOf(text), 0));
  return align === 'right' ? blanks + paint(text, style) : paint(text, style) + blanks;
}
