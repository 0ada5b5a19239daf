import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {debriefPage} from '../../src/cli/show/page/debrief-page.ts';
import {COLORS} from '../../src/cli/show/page/style.ts';
import type {TimelineRow} from '../../src/drill/judge/debrief.ts';
import type {HarmCurve} from '../../src/drill/judge/harm-curves.ts';
import {irqdeck} from '../helpers/io.ts';
import {attribute, named, type Page, readPage, textOf} from '../helpers/page.ts';
import {debrief, inDir, page, RECORDED, source, told} from './debriefed.ts';

test('the page of a recording', async () => {
  await expect(source).toMatchFileSnapshot('../golden/cli/debrief-hung-sharer.html');
});

test('what was lost over time adds up to the harm', () => {
  const sum = (course: HarmCurve) => Object.values(course).reduce((all, {harmNs}) => all + harmNs, 0);
  const {courses, harmNs, best, idleHarmNs} = debrief;
  expect([courses.run, courses.best, courses.idle].map(sum)).toEqual([harmNs, best.harmNs, idleHarmNs]);
});

describe('where it goes', () => {
  test('into a file beside the text, or to stdout instead of it', async () => {
    expect(told).toEqual(await irqdeck(['debrief', RECORDED]));
    expect(await irqdeck(['debrief', RECORDED, '--html', '-'])).toEqual({status: 0, stdout: source, stderr: ''});
  });

  test('the JSON says all that is on it', () => {
    expect(debriefPage(debrief, 'drill-hung-sharer.ndjson.gz')).toBe(source);
  });

  test('a page that can not be written costs only the page', async () => {
    const {status, stdout, stderr} = await irqdeck(['debrief', RECORDED, '--html', inDir('none/page.html')]);
    expect([status, stdout]).toEqual([1, told.stdout]);
    expect(stderr).toBe(`irqdeck: ${inDir('none/page.html')} can not be written: there is no such directory\n`);
  });

  test('never over the recording', async () => {
    const copy = inDir('copy.ndjson.gz');
    writeFileSync(copy, readFileSync(RECORDED));
    const {size} = statSync(copy);
    const sentence = `irqdeck: --html ${copy} is the file of the recording; name another file.\n`;
    expect(await irqdeck(['debrief', copy, '--html', copy])).toEqual({status: 2, stdout: '', stderr: sentence});
    expect(await irqdeck(['drill', 'storm', '-w', copy, '--html', copy])).toEqual({
      status: 2,
      stdout: '',
      stderr: sentence,
    });
    expect(statSync(copy).size).toBe(size);
  });

  test('not both to stdout', async () => {
    expect(await irqdeck(['debrief', RECORDED, '--json', '--html', '-'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'irqdeck: --json and --html - both use stdout; name a file for the page.\n',
    });
  });
});

test('at the end of the run as from its recording, byte for byte', async () => {
  const file = inDir('run 1.ndjson.gz');
  const script = ['34s acknowledge_alert 169', '36s restart_domain disk'].flatMap(text => ['--do', text]);
  const live = await irqdeck(['drill', 'hung-sharer', '--seed', '3', '-w', file, ...script, '--html', '-']);
  expect(live.status).toBe(4);
  const again = await irqdeck(['debrief', file, '--html', '-']);
  expect(again).toEqual({...live, status: 0});
  expect(live.stdout).toContain('irqdeck replay &#39;run 1.ndjson.gz&#39; --from ');
});

test('the command line that it gives shows the moment', async () => {
  const command = textOf(named(page, 'pre')[0]).trim();
  expect(command).toBe('irqdeck replay drill-hung-sharer.ndjson.gz --from 28s');
  const {status, stdout} = await irqdeck([
    ...command.replace('drill-hung', 'test/captures/drill-hung').split(' ').slice(1),
    '-J',
    '-n',
    '40',
  ]);
  expect(status).toBe(0);
  const times = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).tNs);
  expect(times[0]).toBe(28e9);
  expect(times.at(-1)).toBeGreaterThanOrEqual(debrief.moment.tNs);
});

test('of a run for which no file was named it says what FILE is', async () => {
  const {stdout} = await irqdeck(['drill', 'hung-sharer', '--html', '-']);
  expect(stdout).toContain('<code>irqdeck replay FILE --from ');
  expect(stdout).toContain('taken with <code>-w FILE</code>');
  expect(readPage(stdout).errors).toEqual([]);
});

test('where nothing was wrong nothing is told as a fault, nor as found too late', () => {
  const none = {ttdNs: null, ttcNs: null, ttrNs: null};
  const best = {...debrief.best, detectedAfterNs: null, containedAfterNs: null, recoveredAfterNs: null};
  const calm = debriefPage({...debrief, ...none, best, fault: false}, null);
  expect(calm).toContain('>no fault 31.1 s<');
  expect(calm).not.toMatch(/>never<|After the fault/);
});

describe('a page for everybody', () => {
  test('is valid', () => {
    expect(page.errors).toEqual([]);
    expect(duplicates(ids(page))).toEqual([]);
  });

  test('needs nothing but itself', () => {
    expect(named(page, 'script', 'link', 'img', 'iframe', 'object', 'embed', 'image', 'use', 'base', 'form')).toEqual(
      [],
    );
    const names = page.elements.flatMap(({attrs}) => attrs.map(({name}) => name));
    expect(names.filter(name => /^on|^src|^srcset$|^data$|^action$|^background$|^ping$/.test(name))).toEqual([]);
    const links = page.elements.flatMap(({attrs}) =>
      attrs.filter(({name}) => /href$/.test(name)).map(({value}) => value),
    );
    expect(links.filter(link => !ids(page).includes(link.slice(1)) || !link.startsWith('#'))).toEqual([]);
    expect(links.length).toBeGreaterThan(0);
    expect(source).not.toMatch(/https?:|url\(|@import|\/\//i);
    const [policy] = named(page, 'meta').filter(meta => attribute(meta, 'http-equiv') === 'Content-Security-Policy');
    expect(attribute(policy, 'content')).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
  });

  test('can be found one’s way in without seeing it', () => {
    expect(named(page, 'html').map(each => attribute(each, 'lang'))).toEqual(['en']);
    expect(named(page, 'h1')).toHaveLength(1);
    expect(named(page, 'h2').map(textOf)).toEqual([
      'The brief',
      'Points',
      'What happened',
      'What it cost',
      'Beside it',
      'Worth seeing again',
      'Lesson',
    ]);
    for (const table of named(page, 'table'))
      expect(
        table.childNodes
          .filter(node => 'tagName' in node)
          .map(({tagName}) => tagName)
          .slice(0, 2),
      ).toEqual(['caption', 'thead']);
    expect(named(page, 'th').every(head => attribute(head, 'scope'))).toBe(true);
    expect(named(page, 'svg').every(svg => attribute(svg, 'aria-label') || attribute(svg, 'aria-hidden'))).toBe(true);
    const references = page.elements.flatMap(element => attribute(element, 'aria-labelledby') ?? []);
    expect(references.filter(id => !ids(page).includes(id))).toEqual([]);
  });

  test.each([0, 1])('can be read: contrast of 4.5 at least in surrounding %i', at => {
    const {rule: _, ...texts} = COLORS;
    for (const [name, colors] of Object.entries(texts)) {
      if (name === 'ground' || name === 'raised') continue;
      expect(contrast(colors[at], COLORS.ground[at])).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(COLORS.text[at], COLORS.raised[at])).toBeGreaterThanOrEqual(4.5);
  });
});

test('every milestone and act is in the picture and in the table, in order of time', () => {
  const rows = named(page, 'tr').filter(row => attribute(row, 'id'));
  expect(rows.map(row => attribute(row, 'class')?.trim().split(' ')[0])).toEqual(
    debrief.timeline.map(({what}) => what),
  );
  const labels = named(page, 'text')
    .filter(each => attribute(each, 'class')?.startsWith('milestone'))
    .map(textOf);
  expect(labels).toEqual([
    'fault 31.1 s',
    'visible 31.7 s',
    'detected 34.0 s',
    'contained 42.1 s',
    'recovered 47.7 s',
    'end 52.7 s',
  ]);
  const marks = named(page, 'a').map(each => attribute(each, 'href'));
  // Rows 3 to 9 but for 4, which is that it was detected.
  expect(marks.sort()).toEqual([3, 5, 6, 7, 8, 9].map(row => `#row-${row}`));
});

test('the lines are where the figures say', () => {
  // From 25 s to 53 s on 864 units from 72 on: 30.86 a second. Up at 31 s and 32 s, down at 42 s and 43 s, to the right at 53 s.
  const [own] = named(page, 'path').filter(
    path => attribute(path, 'class') === 'course run' && attribute(path, 'd') !== 'M0 5H36',
  );
  const corners = [...attribute(own, 'd')!.matchAll(/H([\d.]+)/g)].map(([, x]) => 25 + (Number(x) - 72) / (864 / 28));
  expect(corners.map(second => Math.round(second * 10) / 10)).toEqual([31, 32, 42, 43, 53]);
});

test('of any run it is small', () => {
  const rows = Array.from(
    {length: 3000},
    (_, at): TimelineRow => ({
      tNs: at * 1e7,
      what: at % 3 === 0 ? 'act' : at % 3 === 1 ? 'hint' : 'contained',
      text: '&'.repeat(20) + 'x'.repeat(180),
      effect: 'worse',
    }),
  );
  const noise = (salt: number) => Array.from({length: 300}, (_, at) => ((at * 7919 + salt) % 1000) * 1e6);
  const course = Object.fromEntries(
    Array.from({length: 40}, (_, at) => [`domain${at}`, {harmNs: 1e9 + at, stepsNs: noise(at)}]),
  );
  const long = debriefPage(
    {...debrief, timeline: rows, courses: {stepNs: 1e9, run: course, best: course, idle: course}},
    null,
  );
  expect(long.length).toBeLessThan(200_000);
  expect(readPage(long).errors).toEqual([]);
  expect(long).toContain('more rows are left out here');
  expect(source.length).toBeLessThan(30_000);
});

function ids({elements}: Page): string[] {
  return elements.flatMap(element => attribute(element, 'id') ?? []);
}

function duplicates(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}

/** As WCAG has it. */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [one, other].map(luminance).sort((first, second) => second - first);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
