import type {Canvas, Tone} from '../../screen/paint/canvas.ts';
import {type Glyphs, glyphs} from './glyphs.ts';

/** Text of one meaning; a bare string means nothing in particular. */
export type Piece = string | readonly [text: string, mark: Tone];
export type Cell = string | readonly Piece[];

/** What the source does not know; never 0. */
export const UNKNOWN: Cell = [['?', 'unknown']];

export type Column<Row> = {
  head: string;
  /** Cells; it stays the same while values change. */
  width: number;
  right?: true;
  /** Says in the head that it is sorted by it, and which way. */
  sorted?: 'up' | 'down';
  cell(row: Row, width: number): Cell;
};

export type ViewTable<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The first row that is shown. */
  top: number;
  /** Its place in the rows; -1: none. */
  selected: number;
  /** Keys move in this table. */
  focused: boolean;
  /** Stands at the right of the head. */
  note?: string;
};

/** Draws a table with its head. The selected row has a sign in front of it, and is shown as selected where keys move. */
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

/** The first row to be shown, so that the selected one is among them and the last page is full; as far as it goes the one before. */
export function topRow(before: number, selected: number, shown: number, count: number): number {
  const least = Math.max(selected - shown + 1, 0);
  const full = Math.max(count - shown, 0);
  const most = selected < 0 ? full : Math.min(selected, full);
  return Math.min(Math.max(before, least), most);
}

/** Writes pieces one after another, at most `limit` cells; returns the x behind them. */
export function drawPieces(canvas: Canvas, x: number, y: number, cell: Cell, limit = canvas.width - x): number {
  let at = x;
  for (const piece of piecesOf(cell)) {
    const [text, mark] = typeof piece === 'string' ? [piece, undefined] : piece;
    if (at < x + limit) at = canvas.text(at, y, text, mark, x + limit - at);
  }
  return at;
}

/** How many cells a text takes where every character takes one. */
export function lengthOf(cell: Cell): number {
  return piecesOf(cell).reduce((sum, piece) => sum + [...(typeof piece === 'string' ? piece : piece[0])].length, 0);
}

function piecesOf(cell: Cell): readonly Piece[] {
  return typeof cell === 'string' ? [cell] : cell;
}

/** The column that stands at x in a table of that width. */
export function columnAt<Row>(columns: readonly Column<Row>[], x: number, width: number): Column<Row> | undefined {
  const gap = gapOf(columns, width);
  let right = 1;
  return columns.find(column => x < (right += column.width + gap));
}

/** Two blanks between columns where they fit. */
function gapOf<Row>(columns: readonly Column<Row>[], width: number): number {
  return columns.reduce((sum, column) => sum + column.width + 2, 0) <= width ? 2 : 1;
}

function drawHead<Row>(canvas: Canvas, table: ViewTable<Row>, signs: Glyphs): void {
  const mark = table.focused ? 'accent' : 'heading';
  const note = noteOf(table, canvas.height - 1);
  canvas.text(0, 0, ' '.repeat(canvas.width), mark);
  const gap = gapOf(table.columns, canvas.width);
  let x = 1;
  for (const {head, width, right, sorted} of table.columns) {
    const room = Math.min(width, canvas.width - note.length - x);
    const shown = [head, head.split(' ')[0]].find(text => text.length <= room) ?? '';
    const at = right ? x + width - shown.length : x;
    canvas.text(at, 0, shown, mark);
    if (sorted && shown !== '') canvas.text(right ? at - 1 : at + shown.length, 0, signs[sorted], mark);
    x += width + gap;
  }
  canvas.text(canvas.width - note.length, 0, note, mark);
}

/** Which of the rows are shown, where it is not all of them. */
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
