import {SORTS} from '../../../model/frame/shown-lines.ts';
import type {Menu} from '../../advice/offer-table.ts';
import {offers} from '../../advice/offers.ts';
import type {Scene} from '../../scene/scene.ts';
import {selection} from '../../scene/selection.ts';
import type {SortName} from '../../scene/ui-state.ts';
import type {Cell} from '../parts/table.ts';
import type {Sheet} from './sheet.ts';

/** The commands for the selection, each with its second key. */
export function menuSheet({kind, at}: {kind: Menu; at: number}, scene: Scene): Sheet {
  const {line, domain, device} = selection(scene);
  const fitting = offers(kind, scene);
  const targets = [domain?.name, device?.name, line && `line ${line.irq}`].filter(name => name !== undefined);
  const [title, chosen] = [kind === 'actions' ? 'act on' : 'break', Math.min(at, fitting.length - 1)];
  if (fitting.length === 0) return {title, hint: 'Esc back', rows: [[['no command fits the selection', 'dim']]]};
  const rows = fitting.map(({key, label}) => entry(key, label));
  return {title: `${title} ${targets.join(', ')}`, hint: 'press its key, or Enter; Esc back', rows, chosen};
}

/** The columns that lines can be sorted by. */
export function sortSheet({at}: {at: number}, {ui}: Scene): Sheet {
  const rows = (Object.keys(SORTS) as SortName[]).map(name =>
    entry(SORTS[name].key, `${SORTS[name].title}${name === ui.sort.column ? ' (now; again reverses it)' : ''}`),
  );
  return {
    title: 'sort lines by',
    hint: 'press its key, or Enter; Esc back',
    rows,
    chosen: Math.min(at, rows.length - 1),
  };
}

function entry(key: string, label: string): Cell {
  return [
    [` ${key}  `, 'accent'],
    [`${label} `, 'normal'],
  ];
}
