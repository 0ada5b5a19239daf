import type {Debrief} from '../../../drill/judge/debrief.ts';
import {type Markup, markup, sourceOf} from '../markup.ts';
import {happened} from './happened-section.ts';
import {againSection} from './replay-section.ts';
import {STYLE} from './style.ts';
import {besideTable, costTable, pointsTable} from './tables.ts';

/**
 * A debrief as one self-contained HTML page: no script, no network. It contains no date and no host name, so the same recording always
 * gives the same page. `recording` is the name of its file; `null`: there is none.
 */
export function debriefPage(debrief: Debrief, recording: string | null): string {
  const {drill, title} = debrief;
  return sourceOf(markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${drill}: ${title} (debrief)</title>
<style>${STYLE}</style>
</head>
<body>
${head(debrief)}
<main>
${section('brief', 'The brief', paragraphs(debrief.brief), markup`<p>To be reached: ${debrief.objective}.</p>`)}
${section('points', 'Points', pointsTable(debrief))}
${section('happened', 'What happened', happened(debrief))}
${section('cost', 'What it cost', costTable(debrief))}
${section('beside', 'Beside it', besideTable(debrief))}
${section('again', 'Worth seeing again', againSection(debrief, recording))}
${section('lesson', 'Lesson', paragraphs(debrief.lesson), markup`<p class="precedent">Precedent: ${debrief.precedent}.</p>`)}
</main>
</body>
</html>
`);
}

function section(id: string, title: string, ...parts: Markup[]): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${parts}</section>
`;
}

function paragraphs(texts: readonly string[]): Markup {
  return markup`${texts.map(text => markup`<p>${text}</p>\n`)}`;
}

function head({drill, title, level, scenario, policy, seed, passed, score, hints}: Debrief): Markup {
  const facts: [string, string | number][] = [
    ['Drill', drill],
    ['Level', level],
    ['Scenario', scenario],
    ['Policy', policy],
    ['Seed', seed],
    ['Hints taken', hints],
  ];
  return markup`<header>
<p class="kind">Debrief of a drill</p>
<h1>${title}</h1>
<p class="verdict ${passed ? 'passed' : 'lost'}"><strong>${passed ? 'Passed' : 'Lost'}</strong> <span><b>${score}</b> of 100</span></p>
<dl>${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}
