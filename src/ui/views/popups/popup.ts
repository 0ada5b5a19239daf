import type {Scene} from '../../scene/scene.ts';
import type {Popup} from '../../scene/ui-state.ts';
import type {Canvas} from '../../screen/paint/canvas.ts';
import type {Rect} from '../../screen/paint/cells.ts';
import {type Glyphs, glyphs} from '../parts/glyphs.ts';
import {drawPieces, lengthOf} from '../parts/table.ts';
import {detailsSheet} from './details.ts';
import {dialogSheet} from './dialog.ts';
import {drillSheet} from './drill.ts';
import {helpSheet} from './help.ts';
import {menuSheet, sortSheet} from './menu.ts';
import {commandSheet, filterSheet, gotoSheet, markerSheet, searchSheet, tenthSheet} from './prompt.ts';
import type {Sheet} from './sheet.ts';

/** The popup of a scene: its rectangle, and how to draw it on a canvas of that size; `null`: none. */
export function openPopup(scene: Scene): {rect: Rect; draw(canvas: Canvas): void} | null {
  const {popup} = scene.ui;
  if (popup === null) return null;
  const sheet = sheetOf(popup, scene);
  return {rect: rectOf(sheet, scene), draw: canvas => drawSheet(canvas, sheet, glyphs(scene))};
}

/** The last entry of a popup, or the last row to which it can be scrolled. */
export function lastIndex(popup: Popup, scene: Scene): number {
  const sheet = sheetOf(popup, scene);
  if (sheet.chosen !== undefined) return sheet.rows.length - 1;
  return Math.max(sheet.rows.length - (rectOf(sheet, scene).height - BORDERS), 0);
}

const SHEETS: {readonly [kind in Popup['kind']]: (popup: never, scene: Scene) => Sheet} = {
  help: helpSheet,
  details: detailsSheet,
  drill: drillSheet,
  actions: menuSheet,
  injects: menuSheet,
  sort: sortSheet,
  dialog: dialogSheet,
  filter: filterSheet,
  marker: markerSheet,
  goto: gotoSheet,
  command: commandSheet,
  search: searchSheet,
  tenth: tenthSheet,
};

function sheetOf(popup: Popup, scene: Scene): Sheet {
  // Every row takes the popup of its own kind, which the compiler can not see through the union.
  return SHEETS[popup.kind](popup as never, scene);
}

const BORDERS = 2;

/** In the middle; text fields at the bottom, so that their effect is visible. */
function rectOf({title, hint, rows, low, width: least = 0}: Sheet, scene: Scene): Rect {
  const longest = rows.reduce((most, row) => Math.max(most, lengthOf(row)), Math.max(title.length, hint.length) + 2);
  const width = Math.min(Math.max(longest, least) + 4, scene.width - 2);
  const height = Math.min(rows.length + BORDERS, scene.height - 2);
  const y = low ? scene.height - height - 2 : Math.floor((scene.height - height) / 2);
  return {x: Math.floor((scene.width - width) / 2), y, width, height};
}

function drawSheet(canvas: Canvas, {title, hint, rows, top = 0, chosen}: Sheet, signs: Glyphs): void {
  const {width, height} = canvas;
  const [nw, ne, sw, se, side] = signs.corners;
  const rule = signs.rule.repeat(Math.max(width - 2, 0));
  canvas.text(0, 0, nw + rule + ne, 'accent');
  canvas.text(2, 0, ` ${title} `, 'strong', width - 4);
  for (let y = 1; y < height - 1; y++) {
    canvas.text(0, y, side + ' '.repeat(Math.max(width - 2, 0)) + side, 'accent');
    drawPieces(canvas, 2, y, rows[top + y - 1] ?? '', width - 4);
    if (chosen === top + y - 1) canvas.select(y, 1, width - 2);
  }
  canvas.text(0, height - 1, sw + rule + se, 'accent');
  canvas.text(2, height - 1, ` ${hint} `, 'dim', width - 4);
}
