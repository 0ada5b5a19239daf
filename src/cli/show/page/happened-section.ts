import type {Debrief} from '../../../drill/judge/debrief.ts';
import {LATE_COUNTS_NS, LOST_COUNTS_NS} from '../../../drill/judge/harm.ts';
import {HARMFUL_NS} from '../../../drill/judge/score.ts';
import {NS_PER_MS, NS_PER_S} from '../../../protocol/words.ts';
import {type Markup, markup} from '../markup.ts';
import {axisOver, type TimeAxis} from './axis.ts';
import {drawChart, legend} from './chart.ts';
import {happenedTable} from './tables.ts';
import {drawTimeline, isMilestone, type NumberedRow} from './timeline.ts';

/** The events of the run: pictures on one time axis, then a table. */
export function happened(debrief: Debrief): Markup {
  const {rows, left} = rowsOf(debrief);
  const axis = axisOf(debrief);
  return markup`<div class="wide" role="region" tabindex="0" aria-label="What happened when, as pictures">
${drawTimeline(debrief, rows, axis)}
${key(rows)}
${charts(debrief, rows, axis)}</div>
${happenedTable(debrief, rows)}
${left === 0 ? '' : markup`<p>${left} more rows are left out here; <code>irqdeck debrief --json</code> shows all.</p>\n`}`;
}

function key(rows: readonly NumberedRow[]): Markup {
  const acts = rows.some(({what}) => what === 'act' || what === 'refused')
    ? ' Of acts, what helped is full and round, what made it worse is full and square, what was refused is dashed.'
    : '';
  return markup`<p>Numbers are those of the table below.${acts}</p>`;
}

/** The rows to show: of a long run only the first ones and the last milestones. */
function rowsOf({timeline}: Debrief): {rows: NumberedRow[]; left: number} {
  const all = timeline.map((row, at): NumberedRow => ({...row, number: at + 1}));
  const rows = [...all.slice(0, MOST_ROWS), ...all.slice(MOST_ROWS).filter(isMilestone).slice(-MOST_LATER)];
  return {rows, left: all.length - rows.length};
}

const MOST_ROWS = 150;
const MOST_LATER = 20;

/**
 * From shortly before the first event to the end of the run or of the best known run, whichever is later. The run without any act is not
 * counted: it lasts to the drill's limit.
 */
function axisOf({courses: {stepNs, run, best}, timeline}: Debrief): TimeAxis {
  const courses = [run, best].flatMap(course => Object.values(course).map(({stepsNs}) => stepsNs));
  const steps = Math.max(1, ...courses.map(({length}) => length));
  const losses = courses.map(each => each.findIndex(ns => ns > HARMFUL_NS)).filter(at => at >= 0);
  const first = Math.min(steps, ...losses, ...timeline.slice(0, 1).map(({tNs}) => tNs / stepNs));
  const from = Math.max(0, Math.floor(first / BEFORE - 1) * BEFORE);
  return axisOver(from * stepNs, steps * stepNs);
}

/** Steps of normal operation before the first event; the axis starts at a multiple of this. */
const BEFORE = 5;

function charts(debrief: Debrief, rows: readonly NumberedRow[], axis: TimeAxis): Markup {
  const {victims, others, spared} = sorted(debrief);
  const drawn = victims.map(domain => drawChart(debrief, domain, rows, axis));
  return markup`${victims.length === 0 ? '' : introduction(debrief)}${drawn}${notes([
    ...(others.length > 0 ? [`Lost something too, and are not drawn: ${named(others)}.`] : []),
    ...(spared.length > 0 ? [`Lost nothing in any of these runs: ${named(spared)}.`] : []),
  ])}`;
}

/** More charts would not give an overview. */
const MOST_CHARTS = 6;

/** Innocent domains: the worst victims of any run, other victims, and those that lost nothing. */
function sorted({courses: {run, best, idle}}: Debrief): {victims: string[]; others: string[]; spared: string[]} {
  const most = new Map(
    Object.keys(run).map(name => [name, Math.max(...[run, best, idle].map(course => course[name]?.harmNs ?? 0))]),
  );
  const harmed = [...most.keys()]
    .filter(name => most.get(name)! > HARMFUL_NS)
    .sort((one, other) => most.get(other)! - most.get(one)!);
  return {
    victims: harmed.slice(0, MOST_CHARTS),
    others: harmed.slice(MOST_CHARTS),
    spared: [...most.keys()].filter(name => !harmed.includes(name)),
  };
}

function introduction({courses: {stepNs}}: Debrief): Markup {
  const step = stepNs === NS_PER_S ? 'second' : `${stepNs / NS_PER_S} seconds`;
  return markup`<p>Service that each innocent domain lost in each ${step}, and in all. A late cause counts as ${LATE_COUNTS_NS / NS_PER_MS} ms, a lost one as ${LOST_COUNTS_NS / NS_PER_MS} ms.</p>
${legend()}
`;
}

function notes(sentences: readonly string[]): Markup {
  return sentences.length === 0 ? markup`` : markup`<p>${sentences.join(' ')}</p>\n`;
}

const MOST_NAMES = 20;

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
