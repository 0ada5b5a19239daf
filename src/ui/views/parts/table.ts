import type {Canvas, Tone} from '../../screen/paint/canvas.ts';
import {type Glyphs, glyphs} from './glyphs.ts';

/** Text in one tone; a bare string is `normal`. */
export type Piece = string | readonly [text: string, tone: Tone];
export type Cell = string | readonly Piece[];

/** An unknown value; never 0. */
export const UNKNOWN: Cell = [['?', 'unknown']];

export type Column<Row> = {
  head: string;
  /** In cells; it does not change with the values. */
  width: number;
  right?: true;
  /** The sign in the head: sorted by this column, in this direction. */
  sorted?: 'up' | 'down';
  cell(row: Row, width: number): Cell;
};

export type ViewTable<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The first row shown. */
  top: number;
  /** Its index in the rows; -1: none. */
  selected: number;
  /** Whether keys move in this table. */
  focused: boolean;
  /** At the right of the head. */
  note?: string;
};

/** Draws a table with its head. The selected row has a sign in front; it is inverse in the table that keys move in. */
export function drawTable<Row>(canvas: Canvas, table: ViewTable<Row>, scene: {readonly ascii?: boolean}): void {
  const signs = glyphs(scene);
  const {columns, rows, top, selected, focused} = table;
  drawHead(canvas, table, signs);
  const gap = gapOf(columns, canvas.width);
  rows.slice(top, top + canvas.height - 1).forEach((row, at) => {
    const y = at + 1;
    if (top + at === selected) canvas.text(0, y, signs.selected, 'accent');
    drawRow(canvas, y, columns, row, gap);
    if (focused && top + at === selected) canvas.select(y);
  });
}

/** The first row to show, so that the selected row is visible and the last page is full; `before`, if that is possible. */
export function topRow(before: number, selected: number, shown: number, count: number): number {
  const least = Math.max(selected - shown + 1, 0);
  const full = Math.max(count - shown, 0);
  const most = selected < 0 ? full : Math.min(selected, full);
  return Math.min(Math.max(before, least), most);
}

/** Writes pieces one after another, at most `limit` cells; returns the x after them. */
export function drawPieces(canvas: Canvas, x: number, y: number, cell: Cell, limit = canvas.width - x): number {
  let at = x;
  for (const piece of piecesOf(cell)) {
    const [text, tone] = typeof piece === 'string' ? [piece, undefined] : piece;
    if (at < x + limit) at = canvas.text(at, y, text, tone, x + limit - at);
  }
  return at;
}

/** The width of a column for the longest text of all rows, within bounds. */
export function textWidth<Row>(rows: readonly Row[], text: (row: Row) => string, least: number, most: number): number {
  return Math.min(
    rows.reduce((width, row) => Math.max(width, [...text(row)].length), least),
    most,
  );
}

/** Cells of a text in which each character takes one. */
export function lengthOf(cell: Cell): number {
  return piecesOf(cell).reduce((sum, piece) => sum + [...(typeof piece === 'string' ? piece : piece[0])].length, 0);
}

function piecesOf(cell: Cell): readonly Piece[] {
  return typeof cell === 'string' ? [cell] : cell;
}

/** The column at x in a table of that width. */
export function columnAt<Row>(columns: readonly Column<Row>[], x: number, width: number): Column<Row> | undefined {
  const gap = gapOf(columns, width);
  let right = 1;
  return columns.find(column => x < (right += column.width + gap));
}

/** Cells between columns: two where they fit, else one. */
function gapOf<Row>(columns: readonly Column<Row>[], width: number): number {
  return columns.reduce((sum, column) => sum + column.width + 2, 0) <= width ? 2 : 1;
}

function drawHead<Row>(canvas: Canvas, table: ViewTable<Row>, signs: Glyphs): void {
  const tone = table.focused ? 'accent' : 'heading';
  const note = noteOf(table, canvas.height - 1);
  canvas.text(0, 0, ' '.repeat(canvas.width), tone);
  const gap = gapOf(table.columns, canvas.width);
  let x = 1;
  for (const {head, width, right, sorted} of table.columns) {
    const room = Math.min(width, canvas.width - note.length - x);
    const shown = [head, head.split(' ')[0]].find(text => text.length <= room) ?? '';
    const at = right ? x + width - shown.length : x;
    canvas.text(at, 0, shown, tone);
    if (sorted && shown !== '') canvas.text(right ? at - 1 : at + shown.length, 0, signs[sorted], tone);
    x += width + gap;
  }
  canvas.text(canvas.width - note.length, 0, note, tone);
}

/** The range of rows shown, where not all are. */
function noteOf<Row>({rows, top, note = ''}: ViewTable<Row>, shown: number): string {
  const part = rows.length > shown ? `${top + 1}-${Math.min(top + shown, rows.length)} of ${rows.length}` : '';
  return [note, part]
    .filter(text => text !== '')
    .map(text => ` ${text}`)
    .join('');
}

function drawRow<Row>(canvas: Canvas, y: number, columns: readonly Column<Row>[], row: Row, gap: number): void {
  let x = 1;
  for (const {width, right, cell} of columns) {
    const content = cell(row, width);
    const indent = right ? Math.max(width - lengthOf(content), 0) : 0;
    drawPieces(canvas, x + indent, y, content, width - indent);
    x += width + gap;
  }
}
