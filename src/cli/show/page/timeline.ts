import type {Debrief, TimelineKind, TimelineRow} from '../../../drill/judge/debrief.ts';
import {seconds} from '../../../model/words/numbers.ts';
import {type Markup, markup} from '../markup.ts';
import {drawAxis, LEFT, RIGHT, round, type TimeAxis, WIDTH} from './axis.ts';

/** A row of the timeline, with its number in the table and the picture. */
export type NumberedRow = TimelineRow & {number: number};

/** Events that are drawn as a line through all pictures, with this word above it. */
const MILESTONES: {readonly [kind in TimelineKind]?: string} = {
  fault: 'fault',
  visible: 'visible',
  detected: 'detected',
  contained: 'contained',
  recovered: 'recovered',
  end: 'end',
};

/** Events that are drawn as numbers, in these lanes. */
const LANES: readonly {name: string; kinds: readonly TimelineKind[]}[] = [
  {name: 'host', kinds: ['host']},
  {name: 'calls', kinds: ['call']},
  {name: 'answers', kinds: ['acknowledged', 'hint', 'diagnosis']},
  {name: 'acts', kinds: ['act', 'refused']},
];

export function isMilestone({what}: TimelineRow): boolean {
  return Object.hasOwn(MILESTONES, what);
}

/** The timeline: milestones above, numbers below, and the axis. */
export function drawTimeline({fault}: Debrief, rows: readonly NumberedRow[], axis: TimeAxis): Markup {
  const labels = stack(rows.filter(isMilestone).map(row => labelOf(row, fault, axis)));
  const top = 6 + Math.max(0, ...labels.map(({level}) => level + 1)) * LABEL_HEIGHT;
  let y = top + 4;
  const lanes = LANES.map(({name, kinds}) => {
    const marks = stack(rows.filter(({what}) => kinds.includes(what)).map(row => markOf(row, axis)));
    if (marks.length === 0) return [];
    const from = y;
    y += (Math.min(MOST_LEVELS, Math.max(...marks.map(({level}) => level + 1))) + 0.4) * MARK_HEIGHT;
    return markup`<text class="lane" x="${LEFT - 12}" y="${from + 15}">${name}</text>${marks.map(each => drawMark(each, from))}`;
  });
  const height = y + 30;
  return markup`<svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label="When what happened; the numbers are those of the table below">
${labels.map(({row, x, level}) => markup`<path class="milestone ${row.what}" d="M${x} ${level * LABEL_HEIGHT + 4}V${y + 4}"/>`)}
${labels.map(drawLabel)}
${lanes}
${drawAxis(axis, y + 4)}
</svg>`;
}

/** Thin lines at the milestones, for the charts. */
export function drawMilestones(rows: readonly TimelineRow[], axis: TimeAxis, height: number): Markup[] {
  return rows
    .filter(isMilestone)
    .map(({tNs, what}) => markup`<path class="milestone ${what}" d="M${axis.x(tNs)} 0V${height}"/>`);
}

type Placed = {left: number; right: number};

const LABEL_HEIGHT = 18;
const MARK_HEIGHT = 22;
const MARK = 18;
/** Marks on lower levels are only in the table. */
const MOST_LEVELS = 6;
/** The maximum width of a character in a label. */
const CHARACTER = 7.2;

/** Places items on levels: each on the first level where it fits, in order of time. */
function stack<Item extends Placed>(items: readonly Item[]): (Item & {level: number})[] {
  const ends: number[] = [];
  return items.map(item => {
    const free = ends.findIndex(end => end <= item.left);
    const level = free === -1 ? ends.length : free;
    ends[level] = item.right + 3;
    return {...item, level};
  });
}

type Label = Placed & {row: NumberedRow; x: number; text: string; before: boolean};

function labelOf(row: NumberedRow, fault: boolean, axis: TimeAxis): Label {
  const word = row.what === 'fault' && !fault ? 'no fault' : MILESTONES[row.what]!;
  const text = `${word} ${seconds(row.tNs)}`;
  const [x, width] = [axis.x(row.tNs), text.length * CHARACTER + 5];
  const before = x + width > RIGHT;
  return {row, x, text, before, left: before ? x - width : x, right: before ? x : x + width};
}

function drawLabel({row, x, text, before, level}: Label & {level: number}): Markup {
  const at = round(before ? x - 5 : x + 5);
  return markup`<text class="milestone ${row.what}${before ? ' before' : ''}" x="${at}" y="${level * LABEL_HEIGHT + 15}">${text}</text>
`;
}

type Mark = Placed & {row: NumberedRow; x: number; width: number};

function markOf(row: NumberedRow, axis: TimeAxis): Mark {
  const width = Math.max(MARK, `${row.number}`.length * 7 + 6);
  const x = Math.min(axis.x(row.tNs), RIGHT - width / 2);
  return {row, x, width, left: x - width / 2, right: x + width / 2};
}

/** A link to its row in the table. Square if the act made things worse, else round. */
function drawMark({row, x, width, level}: Mark & {level: number}, top: number): Markup | string {
  if (level >= MOST_LEVELS) return '';
  const y = round(top + level * MARK_HEIGHT);
  const radius = row.effect === 'worse' ? 1 : MARK / 2;
  return markup`<a class="mark ${row.what} ${row.effect ?? ''}" href="#row-${row.number}"><title>${row.number}, ${seconds(row.tNs)}: ${row.text}</title><rect x="${round(x - width / 2)}" y="${y}" width="${width}" height="${MARK}" rx="${radius}"/><text x="${x}" y="${y + 13}">${row.number}</text></a>
`;
}
