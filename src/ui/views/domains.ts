import {duration, names} from '../../model/words/numbers.ts';
import type {DomainFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {numberCell} from './lines/cpu-columns.ts';
import {becauseCell, frameSpan, starvedCell} from './lines/starved.ts';
import {DOMAIN_SIGNS, HEALTH_TONES, withSign} from './parts/glyphs.ts';
import {type Cell, type Column, drawTable, topRow, UNKNOWN} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';

/** The domains: their state, the lines that each has not acknowledged and for how long, and which domains starve it. */
export const domainsView: DrawView = (canvas, scene) => {
  const {frame, ui} = scene;
  const rows = frame.domains;
  const selected = rows.findIndex(({name}) => name === selection(scene).domain?.name);
  const top = topRow(ui.scroll.domains, selected, canvas.height - 1, rows.length);
  const columns = domainColumns(scene, canvas.width);
  drawTable<DomainFrame>(canvas, {columns, rows, top, selected, focused: ui.focus === 'domains'}, scene);
};

function domainColumns(scene: Scene, width: number): Column<DomainFrame>[] {
  const {domains} = scene.frame;
  const longest = domains.reduce((most, {name}) => Math.max(most, [...name].length), 6);
  const columns: Column<DomainFrame>[] = [
    {head: 'DOMAIN', width: Math.min(longest, 16), cell: ({name}) => [[name, 'strong']]},
    {head: 'STATE', width: 12, cell: domain => stateCell(domain, scene)},
    {head: 'HEALTH', width: 7, cell: ({health}) => [[health === 'unknown' ? '?' : health, HEALTH_TONES[health]]]},
    {head: 'UNACKED', width: 7, cell: unackedCell},
    {head: 'FOR', width: 7, cell: ({oldestAckAgeNs: age}) => (age === null ? UNKNOWN : duration(age))},
    {head: 'STARVED', width: 7, right: true, cell: domain => starvedCell(domain, frameSpan(scene))},
    {head: 'BECAUSE OF', width: 10, cell: domain => becauseCell(domain, frameSpan(scene))},
    {
      head: 'RESTARTS',
      width: 8,
      right: true,
      cell: ({restarts}) => numberCell(restarts, String),
    },
    {
      head: 'ACK P99',
      width: 7,
      right: true,
      cell: ({ackP99Ns}) => [[duration(ackP99Ns ?? 0), ackP99Ns ? 'normal' : 'dim']],
    },
  ];
  const fits = (most: number) => columns.slice(0, most).reduce((sum, column) => sum + column.width + 1, 0) <= width;
  return columns.slice(0, [9, 8, 7].find(fits) ?? 6);
}

function stateCell({state}: DomainFrame, scene: Scene): Cell {
  return state === undefined ? UNKNOWN : [[withSign(DOMAIN_SIGNS[state], state, scene), DOMAIN_SIGNS[state].tone]];
}

function unackedCell({unacked, health}: DomainFrame): Cell {
  if (unacked === null) return UNKNOWN;
  return [[names(unacked, 1), unacked.length === 0 ? 'dim' : health === 'hung' ? 'bad' : 'normal']];
}
