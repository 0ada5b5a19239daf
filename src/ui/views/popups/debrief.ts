import {seconds} from '../../../model/words/numbers.ts';
import {paragraph, widthOf} from '../../../model/words/paragraph.ts';
import type {DebriefRow, DebriefSection, DebriefState} from '../../drill-port.ts';
import type {Scene} from '../../scene/scene.ts';
import type {Cell, Piece} from '../parts/table.ts';
import type {Sheet} from './sheet.ts';

const WIDTH = 96;
const GAP = 2;

type ReadyDebrief = Extract<DebriefState, {state: 'ready'}>;

/** The debrief of a drill: the score with its reasons, what happened, what it cost, what else was possible, what to learn. */
export function debriefSheet({at}: {at: number}, {title, parts, moment}: ReadyDebrief, scene: Scene): Sheet {
  const width = Math.min(WIDTH, scene.width - 6);
  const rows = parts.flatMap((part, nth) => [...(nth === 0 ? [] : ['']), ...partRows(part, width)]);
  return {
    title: `debrief: ${title}`,
    hint: `Enter replays ${seconds(moment.tNs)}   j k scroll   Esc screen`,
    rows,
    top: Math.min(at, Math.max(rows.length - (scene.height - 4), 0)),
    width,
  };
}

function partRows({heading, rows}: DebriefSection, width: number): Cell[] {
  const indent = Math.max(0, ...rows.map(({label}) => (label === undefined ? 0 : widthOf(label) + GAP)));
  const head: Cell[] = heading === '' ? [] : [[[heading, 'heading']]];
  return [...head, ...rows.flatMap(row => cellsOf(row, indent, width))];
}

/** A long text is wrapped below itself. */
function cellsOf({label, text, mark: tone = 'normal'}: DebriefRow, indent: number, width: number): Cell[] {
  if (label === undefined) return text === '' ? [''] : paragraph(text, width).map((row): Piece[] => [[row, tone]]);
  return paragraph(text, width - indent).map((row, at): Piece[] => [
    [(at === 0 ? label : '').padEnd(indent), 'dim'],
    [row, tone],
  ]);
}
