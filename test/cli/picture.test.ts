import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {savePicture} from '../../src/cli/show/picture/picture.ts';
import {pictureAnsi, pictureText} from '../../src/cli/show/picture/picture-rows.ts';
import {pictureSvg} from '../../src/cli/show/picture/picture-svg.ts';
import type {Tone} from '../../src/ui/screen/paint/canvas.ts';
import {type Cells, canvasOn, createCells} from '../../src/ui/screen/paint/cells.ts';
import {glyphText, REST} from '../../src/ui/screen/paint/glyphs.ts';
import {THEMES_BY_NAME} from '../../src/ui/screen/paint/theme.ts';
import {attribute, readPage, textOf as textIn} from '../helpers/page.ts';
import {fakeTerminal} from '../ui/screen/terminal.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'irqdeck-picture-'));

type Written = {x: number; y: number; text: string; mark: Tone};

function cellsWith(
  width: number,
  height: number,
  texts: readonly Written[],
  selected: number[] = [],
  theme = THEMES_BY_NAME.default,
): Cells {
  const cells = createCells(width, height);
  const canvas = canvasOn(cells, {x: 0, y: 0, width, height}, theme);
  for (const {x, y, text, mark} of texts) canvas.text(x, y, text, mark);
  for (const y of selected) canvas.select(y);
  return cells;
}

const HUNG = cellsWith(
  20,
  3,
  [
    {x: 1, y: 0, text: 'net', mark: 'strong'},
    {x: 6, y: 0, text: '✗ hung', mark: 'bad'},
    {x: 1, y: 1, text: '<b> & "disk"', mark: 'normal'},
  ],
  [1],
);

describe('as text', () => {
  test('what stands there, without blanks at the ends', () => {
    expect(pictureText(HUNG)).toBe(' net  ✗ hung\n <b> & "disk"\n\n');
  });

  test('a wide glyph is one glyph', () => {
    expect(pictureText(cellsWith(8, 1, [{x: 0, y: 0, text: '网卡 eth', mark: 'normal'}]))).toBe('网卡 eth\n');
  });
});

describe('with colours', () => {
  test('each line stands alone', () => {
    // Bold; red and bold; then a whole row inverse, of which the blanks are seen too.
    expect(pictureAnsi(HUNG)).toBe(
      ` \x1b[0;1mnet\x1b[0m  \x1b[0;1;31m✗ hung\x1b[0m\n\x1b[0;7m <b> & "disk"${' '.repeat(7)}\x1b[0m\n\n`,
    );
  });

  test('a terminal that is sent it shows the screen', async () => {
    await fc.assert(
      fc.asyncProperty(anyScreen, async cells => {
        const terminal = fakeTerminal(cells.width, cells.height + 1);
        terminal.stdout.write(pictureAnsi(cells));
        const {rows} = await terminal.picture();
        expect(`${rows.slice(0, cells.height).join('\n')}\n`).toBe(pictureText(cells));
      }),
      {numRuns: 30},
    );
  });
});

describe('as SVG', () => {
  test('every glyph is in its cell', () => {
    fc.assert(
      fc.property(anyScreen, cells => {
        expect(cellsIn(pictureSvg(cells))).toEqual(shownIn(cells));
      }),
      {numRuns: 30},
    );
  });

  test('looks are kept', () => {
    const texts = elements(pictureSvg(HUNG)).filter(({tagName}) => tagName === 'text');
    expect(texts.map(each => [textIn(each), attribute(each, 'font-weight'), attribute(each, 'fill')])).toEqual([
      ['net', 'bold', undefined],
      ['✗hung', 'bold', '#e0605a'],
      // Selected: the ground's colour on the text's.
      ['<b>&"disk"', undefined, '#14171c'],
    ]);
    const grounds = elements(pictureSvg(HUNG)).filter(({tagName}) => tagName === 'rect');
    // All of the screen; the selected row: 20 cells of 8.4, from the margin on.
    expect(grounds.map(each => [attribute(each, 'x'), attribute(each, 'width'), attribute(each, 'fill')])).toEqual([
      [undefined, '188', '#14171c'],
      ['10', '168', '#dfe3ea'],
    ]);
  });

  test('a name that means harm is text; nothing is fetched', () => {
    const evil = '</text><script>alert(1)</script>';
    const svg = pictureSvg(cellsWith(60, 1, [{x: 0, y: 0, text: `${evil} http://x \u001b]0;`, mark: 'bad'}]));
    expect(readPage(`<!DOCTYPE html>${svg}`).errors).toEqual([]);
    expect(new Set(elements(svg).map(({tagName}) => tagName))).toEqual(new Set(['svg', 'rect', 'text']));
    expect(svg).not.toMatch(/href|url\(|\p{Cc}(?<!\n)/u);
    // XML has five names of entities.
    expect(
      svg.match(/&\w+;/g)?.filter(entity => !['&lt;', '&gt;', '&amp;', '&quot;', '&apos;'].includes(entity)),
    ).toEqual([]);
  });

  test('without colours there are none', () => {
    const svg = pictureSvg(cellsWith(10, 1, [{x: 0, y: 0, text: 'hung', mark: 'bad'}], [], THEMES_BY_NAME.mono));
    expect([...new Set(svg.match(/#[0-9a-f]{6}/g))].sort()).toEqual(['#14171c', '#dfe3ea']);
  });
});

describe('into files', () => {
  test('three of one name, and says which', () => {
    const home = folder();
    const sentence = savePicture(HUNG, {HOME: home});
    expect(sentence).toMatch(
      /^saved: ~\/\.local\/state\/irqdeck\/pictures\/\d{4}-\d\d-\d\dT[\d.]{12}\.txt \.ansi \.svg$/,
    );
    // What an 80x24 screen has room for.
    expect(sentence.length).toBeLessThan(80);
    const files = readdirSync(join(home, '.local/state/irqdeck/pictures')).sort();
    expect(files.map(file => file.replace(/^.*\./, ''))).toEqual(['ansi', 'svg', 'txt']);
    expect(readFileSync(join(home, '.local/state/irqdeck/pictures', files[2]), 'utf8')).toBe(pictureText(HUNG));
  });

  test('where that can not be, one sentence', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(savePicture(HUNG, {XDG_STATE_HOME: file})).toMatch(/^the screen was not saved: .*file/);
  });
});

const MARKS: readonly Tone[] = ['normal', 'dim', 'strong', 'good', 'warn', 'bad', 'accent'];

const anyScreen = fc
  .record({
    texts: fc.array(
      fc.record({
        x: fc.nat(29),
        y: fc.nat(4),
        text: fc
          .array(fc.constantFrom(...'abc <&>"\'█⣿─é网卡✗→', '\u001b', 'e\u0301'), {maxLength: 12})
          .map(all => all.join('')),
        mark: fc.constantFrom(...MARKS),
      }),
      {maxLength: 12},
    ),
    selected: fc.array(fc.nat(4), {maxLength: 2}),
  })
  .map(({texts, selected}) => cellsWith(30, 5, texts, selected));

function elements(svg: string) {
  const page = readPage(`<!DOCTYPE html><body>${svg}`);
  return page.elements.slice(page.elements.findIndex(({tagName}) => tagName === 'svg'));
}

type Shown = [x: number, y: number, glyph: string];

/** Where each glyph of a picture stands, in cells. */
function cellsIn(svg: string): Shown[] {
  const texts = elements(svg).filter(({tagName}) => tagName === 'text');
  return sorted(
    texts.flatMap(each => {
      const xs = attribute(each, 'x')!.split(' ');
      const y = Math.round((Number(attribute(each, 'y')) - 13 - 10) / 16.4);
      const glyphs = xs.length === 1 ? [textIn(each)] : [...textIn(each)];
      return xs.map((x, at): Shown => [Math.round((Number(x) - 10) / 8.4), y, glyphs[at]]);
    }),
  );
}

function shownIn({width, glyphs}: Cells): Shown[] {
  const all = [...glyphs].map(
    (glyph, at): Shown => [at % width, Math.floor(at / width), glyph === REST ? ' ' : glyphText(glyph)],
  );
  return sorted(all.filter(([, , glyph]) => glyph !== ' '));
}

function sorted(shown: Shown[]): Shown[] {
  return shown.sort(([x1, y1], [x2, y2]) => y1 - y2 || x1 - x2);
}
