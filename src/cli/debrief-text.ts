import {type Debrief, seconds} from '../drill/debrief.ts';
import {harmOf} from '../drill/harm.ts';
import {paragraph} from '../model/paragraph.ts';
import {described} from './text.ts';

/** A debrief for a person, lines of at most `width` columns. */
export function debriefText(debrief: Debrief, width: number): string {
  const {drill, seed, scenario, policy, passed, score, cap, points, moment, lesson, precedent} = debrief;
  const wrapped = (text: string) => paragraph(text, width);
  const parts = [
    [`drill ${drill}, seed ${seed}, on ${scenario} under ${policy}`, `${passed ? 'PASSED' : 'LOST'}, ${score} of 100`],
    [
      'POINTS',
      ...described(
        points.map(each => [`${pointsOf(each)}`, each.text]),
        width,
      ),
      ...(cap === null ? [] : wrapped(cap)),
    ],
    [
      'WHAT HAPPENED',
      ...described(
        debrief.timeline.map(({tNs, text}) => [seconds(tNs).padStart(8), text]),
        width,
      ),
    ],
    ['WHAT IT COST', ...costs(debrief, width)],
    ['BESIDE IT', ...wrapped(besideOf(debrief))],
    ['WORTH SEEING AGAIN', ...wrapped(`${seconds(moment.tNs)}: ${moment.text}`)],
    [
      'LESSON',
      ...lesson.flatMap((each, at) => [...(at === 0 ? [] : ['']), ...wrapped(each)]),
      ...wrapped(`Precedent: ${precedent}.`),
    ],
  ];
  return parts.map(part => `${part.join('\n')}\n`).join('\n');
}

function pointsOf({points, of}: Debrief['points'][number]): string {
  return of === 0 ? `${points}` : `${points} of ${of}`;
}

function costs({blast, collateralNs}: Debrief, width: number): string[] {
  const rows = Object.entries(blast).filter(([, loss]) => harmOf(loss) > 0);
  if (rows.length === 0) return ['no innocent domain lost anything'];
  const told = rows.map(([name, {starvedNs, outNs, late, lost}]): [string, string] => [
    name,
    [
      ...(starvedNs > 0 ? [`starved ${seconds(starvedNs)}`] : []),
      ...(outNs > 0 ? [`out of service ${seconds(outNs)}`] : []),
      ...(late > 0 ? [`${late} late`] : []),
      ...(lost > 0 ? [`${lost} lost`] : []),
    ].join(', '),
  ]);
  const own =
    collateralNs > 0 ? paragraph(`Of that, acts that made it worse did ${seconds(collateralNs)}.`, width) : [];
  return [...described(told, width), ...own];
}

function besideOf({best, idleHarmNs, harmNs, ttdNs, ttcNs, ttrNs}: Debrief): string {
  const time = (ns: number | null) => (ns === null ? 'never' : seconds(ns));
  const row = (who: string, harm: number, [d, c, r]: (number | null)[]) =>
    `${who}: harm ${seconds(harm)}, detected ${time(d)}, contained ${time(c)}, recovered ${time(r)}.`;
  return [
    row('You', harmNs, [ttdNs, ttcNs, ttrNs]),
    row('The best known run', best.harmNs, [best.detectedAfterNs, best.containedAfterNs, best.recoveredAfterNs]),
    `Doing nothing: harm ${seconds(idleHarmNs)}.`,
  ].join(' ');
}
