import type {Debrief} from '../../../drill/judge/debrief.ts';
import {harmOf} from '../../../drill/judge/harm.ts';
import {seconds} from '../../../model/words/numbers.ts';
import type {DebriefRow, DebriefSection} from '../../../ui/drill-port.ts';

/** The sections of a debrief, for the screen and for text. */
export function debriefSections(debrief: Debrief): DebriefSection[] {
  const {drill, seed, scenario, policy, passed, score, cap, points, moment, lesson, precedent} = debrief;
  return [
    {
      heading: '',
      rows: [
        {text: `drill ${drill}, seed ${seed}, on ${scenario} under ${policy}`},
        {text: `${passed ? 'PASSED' : 'LOST'}, ${score} of 100`, mark: passed ? 'good' : 'bad'},
      ],
    },
    {
      heading: 'POINTS',
      rows: [...points.map(pointsRow), ...(cap === null ? [] : [{text: cap, mark: 'bad'} as const])],
    },
    {heading: 'WHAT HAPPENED', rows: debrief.timeline.map(timelineRow)},
    {heading: 'WHAT IT COST', rows: costs(debrief)},
    {heading: 'BESIDE IT', rows: beside(debrief)},
    {heading: 'WORTH SEEING AGAIN', rows: [{text: `${seconds(moment.tNs)}: ${moment.text}`}]},
    {
      heading: 'LESSON',
      rows: [
        ...lesson.flatMap((text, at): DebriefRow[] => [...(at === 0 ? [] : [{text: ''}]), {text}]),
        {text: `Precedent: ${precedent}.`, mark: 'dim'},
      ],
    },
  ];
}

function pointsRow({points, of, text}: Debrief['points'][number]): DebriefRow {
  const lost = of === 0 ? points < 0 : points < of / 2;
  return {label: of === 0 ? `${points}` : `${points} of ${of}`, text, mark: lost ? 'warn' : 'normal'};
}

const MARKS: {readonly [what in Debrief['timeline'][number]['what']]?: DebriefRow['mark']} = {
  fault: 'bad',
  host: 'bad',
  visible: 'warn',
  call: 'warn',
  contained: 'good',
  recovered: 'good',
  end: 'strong',
};

function timelineRow({tNs, what, text}: Debrief['timeline'][number]): DebriefRow {
  return {label: seconds(tNs).padStart(8), text, mark: MARKS[what] ?? 'normal'};
}

function costs({blast, collateralNs}: Debrief): DebriefRow[] {
  const rows = Object.entries(blast).filter(([, loss]) => harmOf(loss) > 0);
  if (rows.length === 0) return [{text: 'no innocent domain lost anything'}];
  const losses = rows.map(([label, {starvedNs, outNs, late, lost}]): DebriefRow => {
    const parts = [
      ...(starvedNs > 0 ? [`starved ${seconds(starvedNs)}`] : []),
      ...(outNs > 0 ? [`out of service ${seconds(outNs)}`] : []),
      ...(late > 0 ? [`${late} late`] : []),
      ...(lost > 0 ? [`${lost} lost`] : []),
    ];
    return {label, text: parts.join(', ')};
  });
  if (collateralNs === 0) return losses;
  return [...losses, {text: `Of that, acts that made it worse did ${seconds(collateralNs)}.`, mark: 'warn'}];
}

function beside({best, idleHarmNs, harmNs, ttdNs, ttcNs, ttrNs}: Debrief): DebriefRow[] {
  const time = (ns: number | null) => (ns === null ? 'never' : seconds(ns));
  const row = (label: string, harm: number, [d, c, r]: (number | null)[]): DebriefRow => ({
    label,
    text: `harm ${seconds(harm)}, detected ${time(d)}, contained ${time(c)}, recovered ${time(r)}`,
  });
  return [
    row('you', harmNs, [ttdNs, ttcNs, ttrNs]),
    row('the best known run', best.harmNs, [best.detectedAfterNs, best.containedAfterNs, best.recoveredAfterNs]),
    {label: 'doing nothing', text: `harm ${seconds(idleHarmNs)}`},
  ];
}
