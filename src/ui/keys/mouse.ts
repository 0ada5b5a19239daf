import {shownLines} from '../../model/frame/shown-lines.ts';
import type {LineFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import type {Pane} from '../scene/ui-state.ts';
import type {Rect} from '../screen/paint/cells.ts';
import type {LineColumn} from '../views/lines/line-column.ts';
import {lineColumns} from '../views/lines/line-columns.ts';
import {columnAt, topRow} from '../views/parts/table.ts';
import {openPopup} from '../views/popups/popup.ts';
import {layoutOf, shownDevices} from '../views/screen-layout.ts';
import type {Action} from './keymap.ts';

/** The action of a click: it selects a row, sorts by a column's head, or chooses from a menu; `null`: none. */
export function click(x: number, y: number, scene: Scene): Action | null {
  if (scene.ui.popup) return inPopup(x, y, scene);
  const found = paneAt(x, y, scene);
  if (!found) return null;
  const [pane, rect] = found;
  if (pane === 'log') return {action: 'point', pane, row: null};
  const row = y - rect.y - 1;
  if (row >= 0) return {action: 'point', pane, row: TOPS[pane](scene, rect) + row};
  if (pane !== 'lines') return {action: 'point', pane, row: null};
  const column = columnAt<LineFrame>(lineColumns(scene, rect.width), x - rect.x, rect.width) as LineColumn | undefined;
  return column?.sort ? {action: 'sort', column: column.sort} : null;
}

/** The actions of the wheel: it scrolls the popup, else the pane under the mouse. */
export function wheel(by: number, x: number, y: number, scene: Scene): readonly Action[] {
  if (scene.ui.popup) return 'at' in scene.ui.popup ? [{action: 'move', by}] : [];
  const found = paneAt(x, y, scene);
  return found
    ? [
        {action: 'point', pane: found[0], row: null},
        {action: 'move', by},
      ]
    : [];
}

const PANES: readonly Pane[] = ['lines', 'domains', 'devices', 'log'];

function paneAt(x: number, y: number, scene: Scene): [Pane, Rect] | null {
  const parts = layoutOf(scene);
  for (const pane of PANES) {
    const rect = parts[pane];
    if (rect && x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height) return [pane, rect];
  }
  return null;
}

/** The first row shown of each table. */
const TOPS: {readonly [pane in Exclude<Pane, 'log'>]: (scene: Scene, rect: Rect) => number} = {
  lines: (scene, {height}) => {
    const rows = shownLines(scene, scene.ui);
    const selected = rows.findIndex(({irq}) => irq === selection(scene).line?.irq);
    return topRow(scene.ui.scroll.lines, selected, height - 1, rows.length);
  },
  domains: (scene, {height}) => {
    const rows = scene.frame.domains;
    const selected = rows.findIndex(({name}) => name === selection(scene).domain?.name);
    return topRow(scene.ui.scroll.domains, selected, height - 1, rows.length);
  },
  devices: (scene, {height}) => {
    const rows = shownDevices(scene);
    const selected = rows.findIndex(({name}) => name === selection(scene).device?.name);
    return topRow(scene.ui.scroll.devices, selected, height - 1, rows.length);
  },
};

const BORDER = 1;

/** In a menu a click chooses an entry. Elsewhere it does nothing: no click confirms a dialog. */
function inPopup(x: number, y: number, scene: Scene): Action | null {
  const {popup} = scene.ui;
  if (popup?.kind !== 'actions' && popup?.kind !== 'injects' && popup?.kind !== 'sort') return null;
  const {rect} = openPopup(scene)!;
  const inside = x > rect.x && x < rect.x + rect.width - BORDER && y > rect.y && y < rect.y + rect.height - BORDER;
  return inside ? {action: 'choose', at: y - rect.y - BORDER} : null;
}
