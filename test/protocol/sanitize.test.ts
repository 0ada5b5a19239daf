import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sanitize} from '../../src/protocol/sanitize.ts';

const ESC = '\x1b';

test.each([
  ['plain', 'uhci_hcd:usb4', 'uhci_hcd:usb4'],
  ['other scripts stay', 'Netzwerkgerät 网卡 ネット', 'Netzwerkgerät 网卡 ネット'],
  ['window title', `a${ESC}]0;owned\x07b`, 'ab'],
  ['clipboard, ended by ST', `a${ESC}]52;c;ZXZpbA==${ESC}\\b`, 'ab'],
  ['unterminated OSC', `a${ESC}]0;all the rest`, 'a'],
  ['colour and cursor', `${ESC}[31mred${ESC}[2J${ESC}[1;1H`, 'red'],
  ['hyperlink', `${ESC}]8;;http://x${ESC}\\link${ESC}]8;;${ESC}\\`, 'link'],
  ['DCS', `a${ESC}Pq#0${ESC}\\b`, 'ab'],
  ['eight-bit CSI', 'a\x9b31mb', 'ab'],
  ['reset', `a${ESC}cb`, 'ab'],
  ['newlines and tabs', 'a\r\nb\tc', 'a b c'],
  ['bidi override', 'abc\u202edef\u2066', 'abcdef'],
  ['zero width', 'e\u200bth\ufeff0', 'eth0'],
  ['lone surrogate', 'a\ud800b', 'a\ufffdb'],
  ['control', 'a\x00\x08\x7f\x85b', 'a b'],
])('%s', (_name, hostile, safe) => {
  expect(sanitize(hostile)).toBe(safe);
});

test('what is long is cut, and a text of megabytes is not looked at beyond its head', () => {
  expect(sanitize('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
  expect(sanitize('x'.repeat(10_000_000), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(sanitize('😀'.repeat(10), 6)).toBe('😀😀…');
});

test('of any text nothing is left that a terminal obeys, and a second time changes nothing', () => {
  const nasty = fc.constantFrom(ESC, '\x9b', ']', '[', '\x07', '\n', '\u202e', '\ud83d', '8;;', 'm', '\\', 'P');
  const text = fc
    .array(fc.oneof(nasty, fc.string({unit: 'binary', maxLength: 5})), {maxLength: 30})
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(text, hostile => {
      const safe = sanitize(hostile);
      expect(safe).not.toMatch(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
      expect(safe.length).toBeLessThanOrEqual(200);
      expect(sanitize(safe)).toBe(safe);
    }),
    {numRuns: 2_000},
  );
});
