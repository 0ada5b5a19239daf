import {expect, test} from 'vitest';
import {formatTime, parseTime} from '../../src/protocol/time.ts';

test.each([
  ['5s', 5e9],
  ['500ms', 5e8],
  ['2', 2e9],
  ['0.5', 5e8],
  ['1.5s', 1.5e9],
  ['1m30s', 90e9],
  ['2h', 7_200e9],
  ['997ns', 997],
  ['3us', 3_000],
  ['3µs', 3_000],
  [' 1s ', 1e9],
  ['0', 0],
])('%s', (text, ns) => {
  expect(parseTime(text)).toBe(ns);
});

test.each(['', 's', '-1s', '1 s', '5x', '1s2', '1e3', '0x10', 'Infinity', 'soon', '200d', '99999999s'])(
  'no time: %j',
  text => {
    expect(parseTime(text)).toBeNull();
  },
);

test('durations are told with three digits', () => {
  expect([0, 999, 18_000, 1_250_000, 12e9, 932e9, 7_200e9].map(formatTime)).toEqual([
    '0 ns',
    '999 ns',
    '18.0 µs',
    '1.25 ms',
    '12.0 s',
    '932 s',
    '7200 s',
  ]);
});
