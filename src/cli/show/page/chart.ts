import type {Debrief, TimelineRow} from '../../../drill/judge/debrief.ts';
import {seconds} from '../../../model/words/numbers.ts';
import type {Ns} from '../../../protocol/words.ts';
import {type Markup, markup} from '../markup.ts';
import {drawAxis, LEFT, RIGHT, round, type TimeAxis, WIDTH} from './axis.ts';
import {drawMilestones} from './timeline.ts';

/** The compared runs and their titles, in the order of drawing. */
const RUNS = [
  {run: 'run', title: 'your run'},
  {run: 'best', title: 'the best known run'},
  {run: 'idle', title: 'doing nothing'},
] as const;

/** The service that one domain lost over time, in each of the runs. */
export function drawChart(debrief: Debrief, domain: string, rows: readonly TimelineRow[], axis: TimeAxis): Markup {
  const {courses} = debrief;
  const summary = RUNS.map(({run, title}) => `${title} ${seconds(courses[run][domain]?.harmNs ?? 0)}`).join(', ');
  return markup`<figure>
<figcaption><b>${domain}</b>: ${summary}</figcaption>
${picture(debrief, domain, rows, axis)}
</figure>
`;
}

const HEIGHT = 118;
const TOP = 10;
const BOTTOM = 90;

function picture({courses}: Debrief, domain: string, rows: readonly TimelineRow[], axis: TimeAxis): Markup {
  const [first, last] = [Math.floor(axis.fromNs / courses.stepNs), Math.ceil(axis.toNs / courses.stepNs)];
  const steps = RUNS.map(({run}) => (courses[run][domain]?.stepsNs ?? []).slice(first, last));
  const mostNs = Math.max(courses.stepNs, ...steps.flat());
  const y = (ns: Ns) => round(BOTTOM - (ns / mostNs) * (BOTTOM - TOP));
  const lines = RUNS.map(({run}, at) => ({run, line: lineOf(steps[at], courses.stepNs, axis, y)}));
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Service that ${domain} lost over time; the text above sums it up">
<g class="grid"><path d="M${LEFT} ${TOP}H${RIGHT}"/><text x="${LEFT - 8}" y="${TOP + 4}">${seconds(mostNs)}</text><text x="${LEFT - 8}" y="${BOTTOM + 4}">0</text></g>
${drawMilestones(rows, axis, BOTTOM)}
<path class="area" d="${lines[0].line}V${BOTTOM}H${LEFT}Z"/>
${lines.map(({run, line}) => markup`<path class="course ${run}" d="${line}"/>`)}
${drawAxis(axis, BOTTOM)}
</svg>`;
}

/** A stepped line; equal steps are joined. */
function lineOf(steps: readonly Ns[], stepNs: Ns, axis: TimeAxis, y: (ns: Ns) => number): string {
  let height = y(steps[0] ?? 0);
  let line = `M${LEFT} ${height}`;
  for (const [at, ns] of steps.entries()) {
    const next = y(ns);
    if (next !== height) line += `H${axis.x(axis.fromNs + at * stepNs)}V${next}`;
    height = next;
  }
  return `${line}H${axis.x(axis.fromNs + steps.length * stepNs)}`;
}

/** Shows which line is which run. */
export function legend(): Markup {
  return markup`<ul class="legend">${RUNS.map(
    ({run, title}) =>
      markup`<li><svg viewBox="0 0 36 10" aria-hidden="true"><path class="course ${run}" d="M0 5H36"/></svg> ${title}</li>`,
  )}</ul>`;
}
