import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {canvasOn, clearCells, createCells} from '../../../src/ui/screen/paint/cells.ts';
import {glyphsOf, glyphText, glyphWidth, isPlainGlyph, REST} from '../../../src/ui/screen/paint/glyphs.ts';
import {createPainter} from '../../../src/ui/screen/paint/painter.ts';
import {styleById} from '../../../src/ui/screen/paint/styles.ts';
import {THEMES_BY_NAME, type Theme} from '../../../src/ui/screen/paint/theme.ts';

/** A canvas of these cells, and what then stands on it: `·` is the right half of a wide character. */
function paper(width: number, height = 1, theme: Theme = THEMES_BY_NAME.default) {
  const cells = createCells(width, height);
  const row = (y: number) =>
    Array.from(cells.glyphs.subarray(y * width, (y + 1) * width), glyph =>
      glyph === REST ? '·' : glyphText(glyph),
    ).join('');
  return {
    cells,
    canvas: canvasOn(cells, {x: 0, y: 0, width, height}, theme),
    row: (y = 0) => row(y),
    look: (x: number, y = 0) => styleById(cells.styles[y * width + x]),
  };
}

test.each([
  ['what fits', 'eth0', 10, 4, 'eth0      '],
  ['what just fits', 'eth0', 4, 4, 'eth0'],
  ['what does not', 'ohci1394', 5, 5, 'ohci…'],
  ['one cell', 'eth0', 1, 1, '…'],
  ['wide', '漢字', 6, 4, '漢·字·  '],
  ['wide, cut', '漢字', 3, 3, '漢·…'],
  ['wide, cut where it would only half fit', '漢字', 2, 1, '… '],
  ['an accent of its own', 'e\u0301a', 3, 2, 'e\u0301a '],
  ['nothing', '', 3, 0, '   '],
])('text: %s', (_, text, width, behind, row) => {
  const {canvas, row: shown} = paper(width);
  expect(canvas.text(0, 0, text)).toBe(behind);
  expect(shown()).toBe(row);
});

test('text keeps to its limit and returns where it ended', () => {
  const {canvas, row} = paper(12);
  const x = canvas.text(1, 0, 'interrupts', 'normal', 5);
  canvas.text(x, 0, '|');
  expect(row()).toBe(' inte…|     ');
});

test('text outside is measured and not drawn', () => {
  const {canvas, row} = paper(6, 2);
  expect(canvas.text(0, 5, 'abc')).toBe(3);
  expect(canvas.text(0, -1, 'abc')).toBe(3);
  expect(canvas.text(-2, 0, 'abcd')).toBe(2);
  expect(canvas.text(-1, 1, '漢字')).toBe(3);
  expect([row(0), row(1)]).toEqual(['cd    ', ' 字·   ']);
});

test('a part is cut to what it is a part of, and has its own origin', () => {
  const {canvas, row} = paper(8, 3);
  const part = canvas.part(2, 1, 4, 5);
  expect([part.width, part.height]).toEqual([4, 5]);
  for (let y = -1; y < 5; y++) part.text(0, y, '#######');
  part.part(-1, 0, 2, 1).text(0, 0, 'xy');
  expect([row(0), row(1), row(2)]).toEqual(['        ', '  y##…  ', '  ###…  ']);
});

test('half of a wide character never stays', () => {
  const {canvas, row} = paper(6);
  canvas.text(0, 0, '漢字語');
  canvas.text(1, 0, 'a');
  canvas.text(4, 0, 'b');
  expect(row()).toBe(' a字·b ');
});

test('a selected row is inverse over what stands there; of colours those stay that warn', () => {
  const {canvas, look} = paper(6);
  canvas.text(0, 0, 'o', 'good');
  canvas.text(1, 0, 'k', 'warn');
  canvas.select(0, 0, 4);
  const [good, warn, blank, out] = [look(0), look(1), look(3), look(5)];
  expect([good, warn, blank, out]).toEqual([
    {fg: -1, bg: -1, attributes: 16},
    {fg: 3, bg: -1, attributes: 16},
    {fg: -1, bg: -1, attributes: 16},
    {fg: -1, bg: -1, attributes: 0},
  ]);
});

const CHART = [
  '\x1b[31ma\x1b[1;38;5;200mb\x1b[48;2;1;2;3mc\x1b[0m d\x1b[92;104me\x1b[39;49;22mf\x1b[2Jg\x1b]0;title\x07h',
];

test('what brings its own colours keeps them; other sequences go', () => {
  const {canvas, row, look} = paper(10);
  canvas.ansi(0, 0, CHART);
  expect(row()).toBe('abc defgh ');
  expect([0, 1, 2, 3, 5, 6].map(x => look(x))).toEqual([
    {fg: 1, bg: -1, attributes: 0},
    {fg: 200, bg: -1, attributes: 1},
    {fg: 200, bg: (1 << 24) + 0x010203, attributes: 1},
    {fg: -1, bg: -1, attributes: 0},
    {fg: 10, bg: 12, attributes: 0},
    {fg: -1, bg: -1, attributes: 0},
  ]);
});

test('without colours nothing has one', () => {
  const {canvas, cells} = paper(10, 1, THEMES_BY_NAME.mono);
  canvas.ansi(0, 0, CHART);
  canvas.text(9, 0, 'x', 'bad');
  for (const style of cells.styles) expect(styleById(style)).toMatchObject({fg: -1, bg: -1});
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/;

test('whatever is given to text, no control character is written, and no cell outside', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.string({unit: 'binary'}),
      fc.constantFrom(
        '\x1b]52;c;aGk=\x07',
        '\x1b[2J',
        '\r\n',
        '\u202e',
        '\x9b31m',
        '👩‍👩‍👧',
        'a\u0300'.repeat(20),
        '字',
      ),
    ),
  );
  fc.assert(
    fc.property(hostile, fc.integer({min: -4, max: 14}), fc.integer({min: 0, max: 14}), (parts, x, limit) => {
      const painter = createPainter(12, 3);
      painter.setAreas([{rect: {x: 1, y: 1, width: 10, height: 1}, ours: true}]);
      const canvas = canvasOn(painter.cells, {x: 1, y: 1, width: 10, height: 1}, THEMES_BY_NAME.default);
      canvas.text(x, 0, parts.join(''), 'normal', limit);
      canvas.ansi(x + 3, 0, [parts.join('')]);
      const bytes = painter.paint(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
      expect(bytes.replace(/\x1b\[[\d;]*[mCH]/g, '')).not.toMatch(CONTROLS);
      const {glyphs} = painter.cells;
      const outside = [...glyphs.keys()].filter(i => i < 13 || i > 22);
      expect(outside.filter(i => glyphs[i] !== 0x20)).toEqual([]);
      expectWhole(glyphs, 12);
    }),
    {numRuns: 500},
  );
});

/** Every wide glyph has its rest behind it, and every rest its glyph. */
function expectWhole(glyphs: Uint32Array, width: number): void {
  for (let i = 0; i < glyphs.length; ) {
    expect(glyphs[i]).not.toBe(REST);
    const cells = glyphWidth(glyphs[i]);
    for (let rest = 1; rest < cells; rest++) expect(glyphs[i + rest]).toBe(REST);
    expect((i % width) + cells).toBeLessThanOrEqual(width);
    i += cells;
  }
}

test('clearing cuts through wide characters cleanly', () => {
  const {canvas, cells, row} = paper(6);
  canvas.text(0, 0, '漢字語');
  clearCells(cells, {x: 1, y: 0, width: 2, height: 1});
  expect(row()).toBe('    語·');
});

test('what is taken for plain is one cell wide and never joins what is beside it', () => {
  const plain = Array.from({length: 0x2900}, (_, code) => code).filter(isPlainGlyph);
  for (const code of plain) expect([code, stringWidth(String.fromCharCode(code))]).toEqual([code, 1]);
  const text = String.fromCharCode(...plain, ...plain.toReversed());
  expect([...new Intl.Segmenter().segment(text)]).toHaveLength(text.length);
});

test('widths are those of the cells', () => {
  expect([...glyphsOf('a漢e\u0301👍⣿')].map(({width}) => width)).toEqual([1, 2, 1, 2, 1]);
});

test('paints only what changed, by the shortest way', () => {
  const painter = createPainter(20, 3);
  const area = {x: 2, y: 0, width: 18, height: 3};
  painter.setAreas([{rect: area, ours: true}]);
  const canvas = canvasOn(painter.cells, area, THEMES_BY_NAME.default);
  const show = (...rows: string[]) => {
    clearCells(painter.cells, area);
    for (const [y, row] of rows.entries()) canvas.text(0, y, row);
    return painter.paint(false);
  };
  show('cpu0 10 20 30 40', 'idle');
  expect(show('cpu0 10 20 30 40', 'idle')).toBe('');
  expect(show('cpu0 11 21 30 41', 'busy')).toBe('\x1b[1;9H1 21\x1b[5C1\x1b[2;3Hbusy');
  painter.setAreas([
    {rect: area, ours: true},
    {rect: {x: 4, y: 0, width: 16, height: 3}, ours: false},
  ]);
  expect(painter.paint(false)).toBe('\x1b[1;3Hcp\x1b[2;3Hbu\x1b[3;3H  ');
});
