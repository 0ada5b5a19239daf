import {expect, test} from 'vitest';
import {frameWidth, screenWidth} from '../../src/cli/program/io.ts';
import {painter} from '../../src/cli/show/color.ts';
import {table} from '../../src/cli/show/text.ts';
import {duration, moment, names, rate, share} from '../../src/model/words/numbers.ts';
import {flow, paragraph} from '../../src/model/words/paragraph.ts';

const plain = painter('never', {env: {}, isTTY: false});

test.each([
  [moment(0), '0.000 s'],
  [moment(25e9), '25.000 s'],
  [moment(5_000_354_000), '5.000354 s'],
  [moment(5_000_354_726), '5.000354726 s'],
  [moment(5_999_999_999, 3), '5.999 s'],
  [duration(null), '?'],
  [duration(undefined), '?'],
  [duration(0), '-'],
  [duration(19.97e9), '20.0 s'],
  [rate(0), '0'],
  [rate(0.02), '<0.1'],
  [rate(2.14), '2.1'],
  [rate(9.97), '10'],
  [rate(996.6), '997'],
  [rate(9999.6), '10.0k'],
  [rate(55_012), '55.0k'],
  [rate(285_400), '285k'],
  [rate(999_600), '1.00M'],
  [share(null), '?'],
  [share(0), '0%'],
  [share(0.0002), '<0.1%'],
  [share(0.0112), '1.1%'],
  [share(0.9999), '99.9%'],
  [share(1), '100%'],
  [names(null), '?'],
  [names([]), '-'],
  [names(['disk', 'usb'], 2), 'disk, usb'],
  [names(['disk', 'usb', 'net', 'dom0'], 2), 'disk, usb +2'],
])('%s', (written, expected) => {
  expect(written).toBe(expected);
});

test('a paragraph breaks at blanks, and cuts what is too long', () => {
  expect(paragraph('a line that goes on and on', 10)).toEqual(['a line', 'that goes', 'on and on']);
  expect(paragraph('uninterruptible sleep', 10)).toEqual(['uninterrup', 'tible', 'sleep']);
  expect(paragraph('', 10)).toEqual([]);
  expect(flow(['one item,', 'another item'], 12)).toEqual(['one item,', 'another item']);
});

test('a table aligns its columns and breaks the last one', () => {
  const rows = [
    [{text: '169'}, {text: 'open'}, {text: 'libata, eth0, usb'}],
    [{text: '9'}, {text: 'ü𝒹'}, {text: ''}],
  ];
  const columns = [{head: 'IRQ', align: 'right' as const, least: 4}, {head: 'STATE'}, {head: 'DEVICES'}];
  expect(table(columns, rows, 26, plain)).toEqual([
    ' IRQ  STATE  DEVICES',
    ' 169  open   libata, eth0,',
    '             usb',
    '   9  ü𝒹',
  ]);
});

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', {TERM: 'dumb'}, true, false],
  ['auto', {NO_COLOR: ''}, true, true],
  ['auto', {NO_COLOR: '1'}, true, false],
  ['always', {NO_COLOR: '1'}, true, false],
  ['always', {}, false, true],
  ['never', {FORCE_COLOR: '1'}, true, false],
  ['auto', {FORCE_COLOR: '1'}, false, true],
  ['auto', {FORCE_COLOR: '0'}, true, false],
  ['auto', {CLICOLOR_FORCE: '1'}, false, true],
  ['auto', {CLICOLOR_FORCE: '0'}, false, false],
] as const)('--color %s with %j, terminal: %s, colours: %s', (choice, env, isTTY, colors) => {
  expect(painter(choice, {env, isTTY})('a', 'bad')).toBe(colors ? '\x1b[31;1ma\x1b[0m' : 'a');
});

test.each([
  [{}, undefined, 100],
  [{}, 120, 120],
  [{COLUMNS: '80'}, 120, 80],
  [{COLUMNS: 'wide'}, undefined, 100],
  [{COLUMNS: '0'}, undefined, 100],
  [{COLUMNS: '3'}, undefined, 40],
])('%j and a terminal of %s columns are %i columns', (env, columns, width) => {
  expect(screenWidth({env, columns})).toBe(width);
});

test.each([
  [{}, undefined, false, Number.POSITIVE_INFINITY],
  [{COLUMNS: 'wide'}, undefined, false, Number.POSITIVE_INFINITY],
  [{COLUMNS: '80'}, undefined, false, 80],
  [{}, 120, true, 120],
  [{COLUMNS: '80'}, 120, true, 80],
  [{}, undefined, true, 100],
])('a frame with %j, on a terminal of %s columns (%s), has room for %i', (env, columns, isTTY, width) => {
  expect(frameWidth({env, columns, isTTY})).toBe(width);
});
