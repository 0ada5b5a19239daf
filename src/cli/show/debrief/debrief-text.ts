import type {Debrief} from '../../../drill/judge/debrief.ts';
import {paragraph} from '../../../model/words/paragraph.ts';
import type {DebriefSection} from '../../../ui/drill-port.ts';
import {described} from '../text.ts';
import {debriefSections} from './debrief-sections.ts';

/** A debrief as text, in lines of at most `width` columns. */
export function debriefText(debrief: Debrief, width: number): string {
  const parts = debriefSections(debrief).map(part => linesOf(part, width));
  return parts.map(lines => `${lines.join('\n')}\n`).join('\n');
}

function linesOf({heading, rows}: DebriefSection, width: number): string[] {
  const labelled = rows.flatMap(({label, text}): [string, string][] => (label === undefined ? [] : [[label, text]]));
  const others = rows.flatMap(({label, text}) => (label === undefined ? [text] : []));
  return [
    ...(heading === '' ? [] : [heading]),
    ...(labelled.length === 0 ? [] : described(labelled, width)),
    ...others.flatMap(text => (text === '' ? [''] : paragraph(text, width))),
  ];
}
