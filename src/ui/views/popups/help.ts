import {refusal} from '../../advice/refusal.ts';
import {GROUPS, KEYS, type KeyRow, keyLabel} from '../../keys/keymap.ts';
import type {Scene} from '../../scene/scene.ts';
import {type Cell, lengthOf, type Piece} from '../parts/table.ts';
import type {Sheet} from './sheet.ts';

const GAP = 3;

/** Every key and what it does, in two columns where they fit. */
export function helpSheet({at}: {at: number}, scene: Scene): Sheet {
  const blocks = GROUPS.map(group => block(group, scene));
  const widest = Math.max(...blocks.flat().map(lengthOf));
  const rows = widest * 2 + GAP + 6 <= scene.width ? inTwo(blocks, widest + GAP) : blocks.flat();
  const shown = scene.height - 4;
  const top = Math.min(at, Math.max(rows.length - shown, 0));
  const hint = rows.length > shown ? 'j k scroll; Esc back' : 'Esc back';
  return {title: 'keys', hint, rows, top};
}

const KEY_WIDTH = 12;

function block(group: KeyRow['group'], scene: Scene): Piece[][] {
  const rows = (scene.keys ?? KEYS).filter(row => row.group === group);
  return [[[group.toUpperCase(), 'heading']], ...rows.map(row => helpRow(row, scene))];
}

/** Keys that do not work here are dim. */
function helpRow(row: KeyRow, scene: Scene): Piece[] {
  const {keys, title} = row;
  const works = refusal(row, scene) === null;
  const label = keys.map(keyLabel).join(' ').padEnd(KEY_WIDTH);
  return [
    [label, works ? 'accent' : 'dim'],
    [works ? title : `${title} (not here)`, works ? 'normal' : 'dim'],
  ];
}

/** In two columns: the first blocks at the left, up to about half of all rows. */
function inTwo(blocks: readonly Piece[][][], width: number): Cell[] {
  const half = Math.ceil(blocks.flat().length / 2);
  let cut = 0;
  for (let rows = 0; cut < blocks.length && rows + blocks[cut].length <= half + 1; cut++) rows += blocks[cut].length;
  const [left, right] = [blocks.slice(0, cut).flat(), blocks.slice(cut).flat()];
  return Array.from({length: Math.max(left.length, right.length)}, (_, at) => {
    const first = left[at] ?? [];
    return [...first, ' '.repeat(width - lengthOf(first)), ...(right[at] ?? [])];
  });
}
