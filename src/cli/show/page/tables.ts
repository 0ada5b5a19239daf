import type {Debrief} from '../../../drill/judge/debrief.ts';
import {harmOf} from '../../../drill/judge/harm.ts';
import {seconds} from '../../../model/words/numbers.ts';
import type {Ns} from '../../../protocol/words.ts';
import {type Markup, type MarkupPart, markup} from '../markup.ts';
import type {NumberedRow} from './timeline.ts';

/** All points, each with its reason. */
export function pointsTable({points, score, cap}: Debrief): Markup {
  const rows = points.map(({points: got, of, text}) => {
    const share = of === 0 ? 0 : Math.round((100 * Math.max(0, got)) / of);
    return markup`<tr><td class="number share" style="--share: ${share}%">${got}</td><td class="number">${of === 0 ? '' : of}</td><td>${text}</td></tr>
`;
  });
  const foot = markup`<tfoot><tr><td class="number"><b>${score}</b></td><td class="number">100</td><td>in all${cap === null ? '' : `: ${cap}`}</td></tr></tfoot>
`;
  return table('What the run is worth', ['#Points', '#of', 'Why'], rows, foot);
}

/** The rows of the timeline, with the numbers of the picture. */
export function happenedTable({fault, timeline}: Debrief, rows: readonly NumberedRow[]): Markup {
  const faultNs = fault ? timeline.find(({what}) => what === 'fault')?.tNs : undefined;
  const after = (ns: Ns) => (faultNs === undefined || ns < faultNs ? '' : `+${seconds(ns - faultNs)}`);
  return table(
    'All that happened, in order',
    ['#No.', '#At', ...(faultNs === undefined ? [] : ['#After the fault']), 'What'],
    rows.map(
      ({number, tNs, what, effect = '', text}) =>
        markup`<tr id="row-${number}" class="${what} ${effect}"><td class="number">${number}</td><td class="number">${seconds(tNs)}</td>${faultNs === undefined ? '' : markup`<td class="number">${after(tNs)}</td>`}<td>${text}</td></tr>
`,
    ),
  );
}

/** The losses of each victim. */
export function costTable({blast, collateralNs}: Debrief): Markup {
  const victims = Object.entries(blast)
    .filter(([, loss]) => harmOf(loss) > 0)
    .sort(([, one], [, other]) => harmOf(other) - harmOf(one));
  if (victims.length === 0) return markup`<p>No innocent domain lost anything.</p>\n`;
  const rows = victims.slice(0, MOST_VICTIMS).map(
    ([name, loss]) =>
      markup`<tr><th scope="row">${name}</th>${cells([seconds(loss.starvedNs), seconds(loss.outNs), loss.late, loss.lost, seconds(harmOf(loss))])}</tr>
`,
  );
  const more = victims.length - MOST_VICTIMS;
  return markup`${table('What innocent domains lost, more than they would have without the fault', ['Domain', '#Starved', '#Out of service', '#Late causes', '#Lost causes', '#In all'], rows)}
${more > 0 ? markup`<p>${more} more lost less.</p>\n` : ''}${collateralNs > 0 ? markup`<p>Of that, acts that made it worse did ${seconds(collateralNs)}.</p>\n` : ''}`;
}

const MOST_VICTIMS = 50;

/** The run, compared with the best known run and with doing nothing. */
export function besideTable({fault, harmNs, ttdNs, ttcNs, ttrNs, best, idleHarmNs}: Debrief): Markup {
  const time = (ns: Ns | null) => (ns === null ? (fault ? 'never' : '–') : seconds(ns));
  const row = (who: string, harm: Ns, times: readonly MarkupPart[]) =>
    markup`<tr><th scope="row">${who}</th>${cells([seconds(harm), ...times])}</tr>
`;
  return table(
    'Harm, and how long it took from when it could be seen until it was, and from the fault until no innocent suffered and until all was well',
    ['Run', '#Harm', '#Detected', '#Contained', '#Recovered'],
    [
      row('You', harmNs, [ttdNs, ttcNs, ttrNs].map(time)),
      row(
        'The best known run',
        best.harmNs,
        [best.detectedAfterNs, best.containedAfterNs, best.recoveredAfterNs].map(time),
      ),
      row('Doing nothing', idleHarmNs, ['–', '–', '–']),
    ],
  );
}

function cells(values: readonly MarkupPart[]): Markup[] {
  return values.map(value => markup`<td class="number">${value}</td>`);
}

/** A head that begins with # stands above numbers. */
function table(caption: string, heads: readonly string[], rows: readonly Markup[], foot: MarkupPart = ''): Markup {
  const isNumbers = heads.at(-1)!.startsWith('#');
  const head = (text: string) =>
    text.startsWith('#')
      ? markup`<th scope="col" class="number">${text.slice(1)}</th>`
      : markup`<th scope="col">${text}</th>`;
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${caption}">
<table${isNumbers ? '' : markup` class="told"`}>
<caption>${caption}</caption>
<thead><tr>${heads.map(head)}</tr></thead>
<tbody>
${rows}</tbody>
${foot}</table>
</div>
`;
}
