import {shownLines} from '../../../model/frame/shown-lines.ts';
import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {Scene} from '../../scene/scene.ts';
import {selection} from '../../scene/selection.ts';
import {drawTable, topRow} from '../parts/table.ts';
import type {DrawView} from '../parts/view.ts';
import {lineColumns} from './line-columns.ts';

/** The interrupt lines: one row each, with as many columns as fit. */
export const linesView: DrawView = (canvas, scene) => {
  const {ui} = scene;
  const rows = shownLines(scene, scene.ui);
  const selected = rows.findIndex(({irq}) => irq === selection(scene).line?.irq);
  const top = topRow(ui.scroll.lines, selected, canvas.height - 1, rows.length);
  const columns = lineColumns(scene, canvas.width);
  const focused = ui.focus === 'lines';
  drawTable<LineFrame>(canvas, {columns, rows, top, selected, focused, note: hidden(scene, rows.length)}, scene);
  if (rows.length === 0) canvas.text(1, 1, noRows(ui.filter.text), 'dim');
};

/** Why lines are hidden, and how many are shown. */
function hidden({frame, ui}: Scene, shown: number): string {
  const {text, inverted} = ui.filter;
  const why = text !== '' ? `${inverted ? 'not ' : ''}/${text}/` : quietHidden(ui.threshold);
  return why === '' ? '' : `${why} ${shown} of ${frame.lines.length}`;
}

function quietHidden(threshold: number | null): string {
  if (threshold === null) return '';
  return threshold === 0 ? 'idle hidden' : `up to ${threshold}/s hidden`;
}

function noRows(filter: string): string {
  return filter === ''
    ? 'all lines are idle and hidden; H shows them'
    : `no line matches "${filter}"; \\ clears the filter`;
}
