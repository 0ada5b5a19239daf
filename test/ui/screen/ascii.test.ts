import fc from 'fast-check';
import {expect, test} from 'vitest';
import {toAscii} from '../../../src/ui/screen/paint/ascii.ts';
import {canvasOn, createCells} from '../../../src/ui/screen/paint/cells.ts';
import {glyphText} from '../../../src/ui/screen/paint/glyphs.ts';
import {THEMES_BY_NAME} from '../../../src/ui/screen/paint/theme.ts';

function inAscii(text: string, width = text.length * 2): string {
  const cells = createCells(width, 1);
  canvasOn(cells, {x: 0, y: 0, width, height: 1}, THEMES_BY_NAME.mono).text(0, 0, text);
  toAscii(cells);
  return [...cells.glyphs].map(glyphText).join('').trimEnd();
}

test.each([
  ['eth0 14.8 µs', 'eth0 14.8 us'],
  ['┌─┐│└─┘', '+-+|+-+'],
  ['Réseau à l’œil', "Reseau a l'?il"],
  ['e\u0301', 'e'],
  // Two cells are left two.
  ['网卡0', '????0'],
  ['↑↓←→', '^v<>'],
  // As the table's own bars.
  ['▁▂▃▄▅▆▇█', '_.:-=+*#'],
])('%s', (text, ascii) => {
  expect(inAscii(text)).toBe(ascii);
});

test('what is cut ends in a tilde', () => {
  expect(inAscii('uhci_hcd:usb4', 6)).toBe('uhci_~');
});

// Braille: dots 1 2 3 7 are the left column from the top, 4 5 6 8 the right one.
test.each([
  ['level at the top', '⠉', "'"],
  ['level in the middle', '⠒', '-'],
  ['level at the bottom', '⣀', '_'],
  ['rising from the bottom to the top', '⡈', '/'],
  ['falling from the top to the bottom', '⢁', '\\'],
  ['upright', '⡇', '|'],
  ['nothing', '⠀', ''],
])('a curve: %s', (_, braille, stroke) => {
  expect(inAscii(braille)).toBe(stroke);
});

test('nothing else is left, whatever was there, and blanks stay blank', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({min: 0x20, max: 0x1ffff}), {maxLength: 30}), codes => {
      const text = codes
        .map(code => String.fromCodePoint(code))
        .join('')
        .toWellFormed();
      expect(inAscii(text, 60)).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});
