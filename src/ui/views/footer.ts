import type {Menu} from '../advice/offer-table.ts';
import {offers} from '../advice/offers.ts';
import {refusal} from '../advice/refusal.ts';
import {KEYS, type KeyRow, keyLabel} from '../keys/keymap.ts';
import type {Scene} from '../scene/scene.ts';
import {behindNs} from '../scene/time-shown.ts';
import {drawPieces, lengthOf, type Piece} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';

/** The message, else the quick keys with their targets; below it the most important keys. */
export const footerView: DrawView = (canvas, scene) => {
  const message = scene.ui.message ?? scene.timeline.notice ?? scene.recorder?.fault ?? null;
  drawPieces(canvas, 1, 0, message === null ? inRow(quickKeys(scene), canvas.width) : [[message, 'warn']]);
  drawPieces(canvas, 1, 1, inRow(plainKeys(scene, canvas.width), canvas.width));
};

/** Keys of two characters that fit the selection: `xr reset eth0`. */
function quickKeys(scene: Scene): Piece[][] {
  const back = behindNs(scene) > 0 ? [piece('Z', 'back to the present')] : [];
  const debrief = scene.drill?.debrief ? [piece('8', 'debrief')] : [];
  return [...back, ...debrief, ...actionKeys(scene)];
}

function actionKeys(scene: Scene): Piece[][] {
  if (!scene.canSend) return [[[`this source (${scene.header.source}) takes no commands`, 'dim']]];
  return (scene.keys ?? KEYS).flatMap(({keys, action, needs}) => {
    if (action.action !== 'offer' || refusal({action, needs}, scene) !== null) return [];
    const fitting = offers(action.menu as Menu, scene).find(({key}) => key === action.key);
    return fitting ? [piece(keys[0], fitting.label)] : [];
  });
}

/** Program and views first; where not all fit, the views are one entry. */
function plainKeys(scene: Scene, width: number): Piece[][] {
  const rows = (scene.keys ?? KEYS).filter(row => row.short !== undefined && refusal(row, scene) === null);
  const of = (...groups: KeyRow['group'][]) => rows.filter(({group}) => groups.includes(group)).map(item);
  const others = of('move', 'show', 'find', 'time', 'act');
  const views = of('views');
  const whole = [...of('program'), ...views, ...others];
  const fits = lengthOf(inRow(whole, Number.POSITIVE_INFINITY)) <= width;
  return fits ? whole : [...of('program'), piece(`${views[0][0][0]}-${views.at(-1)![0][0]}`, 'views'), ...others];
}

function item({keys, short}: KeyRow): Piece[] {
  return piece(keys[0], short!);
}

function piece(key: string, label: string): Piece[] {
  return [
    [keyLabel(key), 'accent'],
    [` ${label}`, 'normal'],
  ];
}

/** As many whole items as fit. */
function inRow(items: readonly Piece[][], width: number): Piece[] {
  const row: Piece[] = [];
  for (const item of items) {
    if (lengthOf(row) + lengthOf(item) + 3 > width) break;
    row.push(...item, '  ');
  }
  return row;
}
