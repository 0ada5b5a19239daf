import {expect, test} from 'vitest';
import {readPattern} from '../../src/model/words/pattern.ts';
import {cpuMs} from '../helpers/cpu.ts';

const WORDS = [
  '169 IO-APIC-level in-flight libata uhci_hcd:usb4 eth0 disk usb net',
  '28 IR-PCI-MSIX-0000:00:04.0 open virtio3-rx',
  'LOC Local timer interrupts unknown',
  '7 xen-dyn-event masked [a] {1} x\u00a0y \u3000 straße ÉTÉ_2 $5 ^ | a\\b tab',
  '',
];

const SAME_AS_JAVASCRIPT = [
  ...[
    'eth0',
    'ETH0',
    '^1',
    '^(169|28) ',
    'rx$',
    'net$',
    '^$',
    'usb.',
    'a|b',
    '^[^ ]+ IO',
    '\\d+',
    '\\w+:\\w+',
    '\\bnet\\b',
  ],
  ...[
    '\\D\\D\\D',
    '\\Wx',
    '\\s',
    'x\\sy',
    '\\S{20}',
    '[\\s]y',
    '[^\\s]\\u00a0',
    '\\x41',
    '\\u0041',
    '\\cI',
    '[\\b]',
    '\\0',
    '\\t',
  ],
  ...[
    '[a-f0-9]{4}',
    '(?:ab|in)-',
    '(in|out)-(f|g)',
    '(?<kind>level|edge)',
    'x{,3}',
    '\\{1\\}',
    '[[]a',
    '[\\[]a',
    '[]',
    '[^]',
  ],
  ...[
    '[\\w-]+:',
    '[\\w-.]+:',
    '[a\\-z]',
    '\\/',
    '\\-',
    '\\_2',
    'a\\\\b',
    '[\\\\]',
    '\\$5',
    '\\^',
    '[$]5',
    'stra.e',
    'é',
    '[É]',
    'e*?',
    'a??',
  ],
  ...[
    '\\A',
    '\\Z',
    '\\z',
    '\\Q',
    '\\a',
    '\\h',
    '\\B0',
    'l{1,2}',
    '.{3,}$',
    '.',
    '(a)(b)?',
    '[^a-z]_',
    '(?i:ETH)',
    '[[:alpha:]]',
  ],
];

test.each(SAME_AS_JAVASCRIPT)('%s finds what it finds in JavaScript, at the same place', text => {
  const pattern = new RegExp(text, 'i');
  const read = readPattern(text);
  expect(read.refusal).toBeUndefined();
  for (const words of WORDS) {
    expect([words, read.pattern.found(words)]).toEqual([words, pattern.test(words)]);
    const match = pattern.exec(words);
    expect(read.pattern.place(words)).toEqual(match?.[0] ? {from: match.index, length: match[0].length} : null);
  }
});

test('letters of all scripts have classes', () => {
  expect(readPattern('^7.*\\p{Lu}\\p{L}\\p{Lu}_').pattern.found(WORDS[3])).toBe(true);
  expect(readPattern('\\p{Script=Greek}|\\p{Greek}').refusal).toContain('not a regular expression');
});

const REFUSED: [text: string, refusal: string][] = [
  ['eth(?=0)', '(?= is a lookahead;'],
  ['(?!eth)', '(?! is a negative lookahead;'],
  ['(?<=e)th', '(?<= is a lookbehind;'],
  ['(?<!e)th', '(?<! is a negative lookbehind;'],
  ['(?>e)', '(?> is an atomic group;'],
  ['(e)t\\1', '\\1 is a backreference;'],
  ['(?<x>e)\\k<x>', '\\k is a backreference;'],
  ['(', 'it is not a regular expression: missing closing )'],
  ['[a', 'it is not a regular expression: missing closing ]'],
  ['*', 'it is not a regular expression: missing argument to repetition operator'],
  ['a**', 'it is not a regular expression: invalid nested repetition operator'],
  ['a\\', 'it is not a regular expression: trailing backslash at end of expression'],
  ['[b-a]', 'it is not a regular expression: invalid character class range'],
  ['a{1000}', 'it repeats more than 300 times;'],
  ['(a{200}){200}', 'it repeats more than 300 times;'],
  ['((((a{4}){4}){4}){4}){4}', 'it is not a regular expression: invalid repeat count'],
  ['((((a{4}){4}){4}){4}){3}', 'it is too large: 1280 steps; the maximum is 300;'],
  ['a'.repeat(301), 'it is longer than 300 characters;'],
];

test.each(REFUSED)('%s is refused, and looked for as it stands', (text, refusal) => {
  const read = readPattern(text);
  expect(read.refusal).toContain(refusal);
  expect(read.pattern.found(`.${text.toUpperCase()}.`)).toBe(true);
  expect(read.pattern.place(`.${text}.`)).toEqual({from: 1, length: text.length});
  expect(read.pattern.found('.')).toBe(false);
});

test.each(['\\(?=', '[(?=]', '[\\1]?', '[(?!]\\(?<='])('%s only looks as if it looked around', text => {
  expect(readPattern(text).refusal ?? '').not.toContain('look');
});

const LINES = Array.from(
  {length: 1056},
  (_, n) =>
    `${n} IR-PCI-MSIX-0000:${((n * 7919) % 65536).toString(16)}:00.0 open eth${n}-TxRx-${(n * 31) % 257} nvme${n} net`,
);

const EXPLODING = [
  ...[
    '(.+)+Z',
    '(.+)+(.+)+Z',
    '^(\\w|\\s|.)*!$',
    '(a*)*(a*)*(a*)*Z',
    '(\\b|$|^|.)*.{200}!',
    '(?:.?){90}.{90}Z',
    '.*a.{12}Z',
  ],
  ...[
    '(.*[0-9].{50}|.*[a-f].{70}|.*[g-z].{90})Z',
    '(?:\\pL|\\d)?'.repeat(25),
    '\\pL'.repeat(100),
    '(?:e|i|.{20}|.{30}){5}Z',
  ],
  ...['(?:.?){300}'.repeat(25), '((((a{4}){4}){4}){4}){3}'.repeat(12), '('.repeat(299), '[\\pL\\pN]{20}'.repeat(14)],
];

test.each(EXPLODING)('%s over a thousand lines takes no time that a person would feel', text => {
  const took = cpuMs(() => {
    const {pattern} = readPattern(text);
    for (const line of LINES) pattern.found(line);
    for (const line of LINES.slice(0, 50)) pattern.place(line);
  });
  expect(took).toBeLessThan(250);
});

test('in a text of megabytes it takes a time that grows with the text', () => {
  const {pattern} = readPattern('(.+)+(.+)+Z');
  expect(cpuMs(() => pattern.found('x'.repeat(1_000_000)))).toBeLessThan(2000);
});

test('what was found before is not looked for again', () => {
  const {pattern} = readPattern('(?:e|i|.{20}|.{30}){5}Q');
  for (const line of LINES) pattern.found(line);
  const again = cpuMs(() => {
    for (let n = 0; n < 10; n++) for (const line of LINES) pattern.found(line);
  });
  expect(again).toBeLessThan(100);
  expect(readPattern('(?:e|i|.{20}|.{30}){5}Q').pattern).toBe(pattern);
});
