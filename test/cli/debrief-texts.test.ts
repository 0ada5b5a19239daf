import {readFileSync, writeFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {debriefPage} from '../../src/cli/show/page/debrief-page.ts';
import type {Debrief} from '../../src/drill/judge/debrief.ts';
import type {HarmCurve} from '../../src/drill/judge/harm-curves.ts';
import {sanitize} from '../../src/protocol/sanitize.ts';
import {irqdeck} from '../helpers/io.ts';
import {named, type Page, readPage, textOf} from '../helpers/page.ts';
import {debrief, inDir} from './debriefed.ts';

// Texts that mean harm, on the page of a drill.

const HOSTILE = [
  {what: 'a script', text: '<script>alert(1)</script>'},
  {what: 'the end of the style, and a picture', text: '</style><img src=x onerror=alert(1)>'},
  {what: 'quotes and attributes', text: `"onload="x' autofocus onfocus='y`},
  {what: 'comments and entities', text: ']]> --> <!-- &lt; &#x3c; &notanentity'},
  {
    what: 'what may not be in a page, or turns it round',
    text: '\u202eesrever\u2066 \u0000\u001b[31m\ufffe\u{1ffff}\ud800',
  },
  {what: 'long', text: 'x'.repeat(1000)},
] as const;

/** What has a meaning somewhere in a page, and any other character, halves of pairs too. */
const PIECE = fc.oneof(
  fc.constantFrom(...'<>"\'&/!=-;]#`', ' ', '\n', '\0', '\u001b', '\u202e', '<!--', '</', '&#', 'on'),
  fc.integer({min: 0, max: 0xffff}).map(code => String.fromCharCode(code)),
);

describe('hostile texts', () => {
  const plain = skeleton(
    readPage(
      debriefPage(
        saying(debrief, () => 'x'),
        'x',
      ),
    ),
  );

  test.each(HOSTILE)('$what: text wherever it stands', ({text}) => expectText(text));

  test('and so is any other', () => {
    fc.assert(
      fc.property(fc.array(PIECE, {maxLength: 40}), pieces => expectText(pieces.join(''))),
      {numRuns: 20},
    );
  });

  function expectText(text: string): void {
    const written = readPage(
      debriefPage(
        saying(debrief, () => text),
        text,
      ),
    );
    expect(written.errors).toEqual([]);
    expect(skeleton(written)).toEqual(plain);
    const [heading] = named(written, 'h1');
    expect(textOf(heading)).toBe(sanitize(text, 5000).replace(/\p{Noncharacter_Code_Point}/gu, '\ufffd'));
  }
});

test('a drill and a recording that mean harm', async () => {
  const [script, image, quotes, comment] = HOSTILE.map(({text}) => text);
  const yaml = drillSaying([script, image, quotes, comment].map(text => JSON.stringify(text)));
  const [drill, recording] = [inDir('harm.yaml'), inDir('harm.ndjson')];
  writeFileSync(drill, yaml);
  const taken = await irqdeck([
    'drill',
    drill,
    '-w',
    recording,
    '--do',
    '34s answer_diagnosis 1',
    '--do',
    '35s take_hint',
    '--html',
    '-',
  ]);
  expect(taken.stderr).toBe('');
  const evil = '</title><script>alert(2)</script>';
  // Names of domains and devices in its records, other than the drill knows.
  writeFileSync(
    recording,
    readFileSync(recording, 'utf8').replaceAll('"usb"', JSON.stringify(evil)).replaceAll('"disk"', '"__proto__"'),
  );
  const again = await irqdeck(['debrief', recording, '--html', '-']);
  for (const {status, stdout} of [taken, again]) {
    expect([0, 4]).toContain(status);
    const read = readPage(stdout);
    expect(read.errors).toEqual([]);
    expect(named(read, 'script', 'img')).toEqual([]);
    expect(
      read.elements.flatMap(({attrs}) => attrs.map(({name}) => name)).filter(name => name.startsWith('on')),
    ).toEqual([]);
    expect(textOf(named(read, 'h1')[0])).toBe(script);
  }
  expect(named(readPage(again.stdout), 'b').map(textOf)).toContain(evil);
});

/** Elements and the names of their attributes: what a text must not be able to change. */
function skeleton({elements}: Page): string[] {
  return elements.map(({tagName, attrs}) => [tagName, ...attrs.map(({name}) => name)].join(' '));
}

/** With other texts for all those that come from a drill or a recording; a domain has one too. */
function saying(debrief: Debrief, say: () => string): Debrief {
  const course = (each: HarmCurve): HarmCurve => ({[say()]: each.disk});
  const {run, best, idle, stepNs} = debrief.courses;
  return {
    ...debrief,
    drill: say(),
    title: say(),
    scenario: say(),
    policy: say(),
    brief: [say()],
    objective: say(),
    points: debrief.points.map(each => ({...each, text: say()})),
    cap: say(),
    blast: {[say()]: debrief.blast.disk},
    timeline: debrief.timeline.map(each => ({...each, text: say()})),
    courses: {stepNs, run: course(run), best: course(best), idle: course(idle)},
    moment: {...debrief.moment, text: say()},
    lesson: [say()],
    precedent: say(),
  };
}

/** A drill that breaks the network, with these texts (JSON, which is YAML too). */
function drillSaying([one, two, three, four]: readonly string[]): string {
  return `
drill: ${JSON.stringify('<b>harm</b>')}
title: ${one}
level: easy
scenario: poweredge-400sc
policy: xen-2005
limit: 45s
brief: ${three}
objective: ${four}
holds: [{device: libata, serves: 12/s}]
question: ${one}
choices: [${two}, ${three}]
hints: [{text: ${four}}]
causes:
  - answer: ${two}
    right: ["169"]
    injects: [{at: 30s, do: hang_domain net}, {at: 32s, page: ${one}}]
    solution: [{after: 1s, do: reset_device eth0}]
    blunder: [{after: 1s, do: restart_domain disk}]
lesson: ${four}
precedent: ${three}
`;
}
