import {paragraph, widthOf} from '../../model/words/paragraph.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {advice, invitation} from '../advice/advice.ts';
import {type Trouble, troubles} from '../advice/trouble.ts';
import type {Scene} from '../scene/scene.ts';
import type {Tone} from '../screen/paint/canvas.ts';
import {glyphs} from './parts/glyphs.ts';
import {highlightKeys} from './parts/highlight-keys.ts';
import {drawPieces, type Piece} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';

/** The troubles with their causes, and a remedy; without trouble, how to break something. */
export const alertsView: DrawView = (canvas, scene) => {
  const {rows: wantedRows, hint: wantedHint} = alertRows(scene, canvas.width);
  const hint = wantedHint.slice(0, canvas.height - 1);
  const room = canvas.height - hint.length;
  // Where not all fit, each trouble gets one row, and the last row shows how many more there are.
  const all = wantedRows.flat();
  const rows = all.length > room ? troubles(scene.frame).map(trouble => oneRow(trouble, scene)) : all;
  const more = rows.length > room ? ` +${rows.length - room} more ` : '';
  rows.slice(0, room).forEach((row, y) => {
    drawPieces(canvas, 0, y, row, canvas.width - (y === room - 1 ? more.length : 0));
  });
  canvas.text(canvas.width - more.length, room - 1, more, 'warn');
  hint.forEach((row, at) => {
    drawPieces(canvas, 0, canvas.height - hint.length + at, row);
  });
};

/** How many rows the alerts need. */
export function alertRowsWanted(scene: Scene): number {
  const {rows, hint} = alertRows(scene, scene.width);
  return rows.flat().length + hint.length;
}

/** The rows of each trouble, and those of the remedy. */
type AlertRows = {rows: Piece[][][]; hint: Piece[][]};

function alertRows(scene: Scene, width: number): AlertRows {
  const found = troubles(scene.frame);
  const rows = found.length === 0 ? [[quiet(scene)]] : found.map(trouble => troubleRows(trouble, scene, width));
  const hint = advice(scene) ?? (found.length === 0 ? invitation(scene) : null);
  return {
    rows,
    hint: hint === null ? [] : paragraph(hint, width - 3).map(row => [['   ', 'normal'], ...highlightKeys(row)]),
  };
}

function quiet(scene: Scene): Piece[] {
  const {frame} = scene;
  const knowsStates = frame.lines.some(({state = 'unknown'}) => state !== 'unknown');
  if (!knowsStates) return [[' ? no alert; this source has counts only: states and domains are unknown', 'unknown']];
  const hasCounted = frame.lines.some(({rate}) => rate !== null);
  if (!hasCounted) return [[' ? no alert so far: nothing has been counted yet', 'unknown']];
  return [[` ${glyphs(scene).well} no alert: all lines deliver, all domains answer`, 'good']];
}

function troubleRows(trouble: Trouble, scene: Scene, width: number): Piece[][] {
  const [sign, [sentence, tone]] = parts(trouble, scene);
  const rows = paragraph(sentence, width - 4);
  return rows.map((row, at): Piece[] => {
    if (at > 0)
      return [
        ['   ', tone],
        [row, tone],
      ];
    const age = trouble.sinceNs === null ? '' : ageOf(scene.frame.tNs - trouble.sinceNs);
    const gap = width - 4 - widthOf(row) - age.length;
    return [sign, [row, tone], ...(age !== '' && gap > 1 ? [[' '.repeat(gap) + age, 'dim'] as const] : [])];
  });
}

/** One row, cut where it is too long. */
function oneRow(trouble: Trouble, scene: Scene): Piece[] {
  return [...parts(trouble, scene)];
}

type Toned = readonly [text: string, tone: Tone];

function parts({text, acknowledged}: Trouble, scene: Scene): readonly [sign: Toned, sentence: Toned] {
  if (acknowledged)
    return [
      ['   ', 'dim'],
      [`${text} (acknowledged)`, 'dim'],
    ];
  return [
    [` ${glyphs(scene).alert} `, 'bad'],
    [text, 'bad'],
  ];
}

/** With a fixed number of digits, so that the text does not move. */
function ageOf(ns: Ns): string {
  return `for ${Math.max(ns / NS_PER_S, 0).toFixed(1)} s`;
}
