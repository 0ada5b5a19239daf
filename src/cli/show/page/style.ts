import {type Markup, markup} from '../markup.ts';

/** Colours by meaning, for a light and a dark theme. Text colours have a contrast of at least 4.5 to `ground`. */
export const COLORS = {
  ground: ['#ffffff', '#14171c'],
  raised: ['#f3f5f8', '#1e232b'],
  text: ['#1b1f26', '#e6e9ee'],
  quiet: ['#555d6b', '#a3adbb'],
  rule: ['#d5dae2', '#39414d'],
  own: ['#1f5fbf', '#7fb2ff'],
  best: ['#1d7a3a', '#6fd08c'],
  bad: ['#b3261e', '#ff8f86'],
  warn: ['#8a5a00', '#e8b04a'],
} as const;

const [LIGHT, DARK] = [0, 1].map(
  at => markup`${Object.entries(COLORS).map(([name, values]) => markup`--${name}: ${values[at]};`)}`,
);

export const STYLE: Markup = markup`
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem; }
p { margin: .5rem 0; max-width: 46rem; }
header { border-bottom: 1px solid var(--rule); padding-bottom: 1rem; }
.kind, .precedent, caption, figcaption { color: var(--quiet); }
.kind { margin: 0; }
.verdict { display: inline-flex; align-items: baseline; gap: .8rem; margin: .3rem 0 .8rem; padding: .3rem .9rem; border: 2px solid; border-radius: .5rem; font-size: 1.2rem; }
.verdict.passed { color: var(--best); }
.verdict.lost { color: var(--bad); }
dl { display: flex; flex-wrap: wrap; gap: .4rem 2rem; margin: 0; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: 0; }
.wide { overflow-x: auto; margin: .6rem 0; }
.wide p, .legend, figcaption { position: sticky; left: 0; max-width: min(46rem, calc(100vw - 2rem)); }
.wide p { font-size: .9rem; color: var(--quiet); }
table { border-collapse: collapse; width: 100%; min-width: 20rem; }
caption { text-align: left; font-size: .85rem; padding-bottom: .3rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; font-weight: normal; }
thead th { color: var(--quiet); font-size: .85rem; vertical-align: bottom; }
tfoot td { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th { overflow-wrap: normal; }
.told .number { width: 1%; }
thead .number { white-space: normal; }
.share { background: linear-gradient(to right, color-mix(in srgb, var(--own) 22%, transparent) var(--share), transparent var(--share)); min-width: 5rem; print-color-adjust: exact; }
tr[id] > td:first-child { border-left: .25rem solid transparent; }
tr.acknowledged > td:first-child, tr.hint > td:first-child, tr.diagnosis > td:first-child, tr.act > td:first-child { border-left-color: var(--own); }
tr.fault > td:first-child, tr.host > td:first-child, tr.worse > td:first-child { border-left-color: var(--bad); }
tr.visible > td:first-child, tr.call > td:first-child, tr.detected > td:first-child { border-left-color: var(--warn); }
tr.contained > td:first-child, tr.recovered > td:first-child, tr.helped > td:first-child { border-left-color: var(--best); }
tr:target { background: var(--raised); outline: 2px solid var(--own); }
pre { padding: .6rem .8rem; background: var(--raised); border-radius: .4rem; overflow-x: auto; }
code { font-family: ui-monospace, monospace; font-size: .95em; }
figure { margin: .8rem 0; }
figcaption { font-size: .9rem; }
figcaption b { color: var(--text); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .5rem 0; padding: 0; list-style: none; font-size: .9rem; }
.legend svg { width: 2.2rem; height: .65rem; }
figure svg, svg.timeline { display: block; width: 100%; min-width: 52rem; height: auto; font-size: 12.5px; }
svg text { fill: var(--text); }
svg path { fill: none; }
.axis path, .grid path { stroke: var(--rule); }
.axis text { text-anchor: middle; fill: var(--quiet); }
.grid text, text.lane { text-anchor: end; fill: var(--quiet); }
text.before { text-anchor: end; }
path.milestone { stroke: var(--quiet); stroke-opacity: .6; }
text.milestone { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
path.fault { stroke: var(--bad); }
text.fault { fill: var(--bad); }
path.visible, path.detected { stroke: var(--warn); }
path.contained, path.recovered { stroke: var(--best); }
.mark rect { fill: var(--ground); stroke: var(--own); stroke-width: 1.5; }
.mark text { text-anchor: middle; }
.mark.call rect, .mark.host rect { stroke: var(--warn); }
.mark.helped rect { fill: var(--best); stroke: var(--best); }
.mark.worse rect { fill: var(--bad); stroke: var(--bad); }
.mark.helped text, .mark.worse text { fill: var(--ground); }
.mark.refused rect { stroke-dasharray: 3 2; }
.mark:focus-visible rect { stroke-width: 4; }
.course { stroke: var(--own); stroke-width: 3.5; }
.course.best { stroke: var(--best); stroke-width: 2; stroke-dasharray: 7 4; }
.course.idle { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 1.5 3.5; }
svg .area { fill: var(--own); fill-opacity: .16; }
@media print {
:root { color-scheme: light; ${LIGHT} }
body { max-width: none; padding: 0; font-size: 10pt; }
section, tr, figure { break-inside: avoid; }
section#happened { break-inside: auto; }
h2 { break-after: avoid; }
.wide { overflow: visible; }
pre { white-space: pre-wrap; }
figure svg, svg.timeline { min-width: 0; }
}
`;
