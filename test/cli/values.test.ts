import {expect, test} from 'vitest';
import {integer, oneOf, speed, timeFrom} from '../../src/cli/program/values.ts';

const time = timeFrom(1000, '1us');
const TIMES = 'not a time; write 500ms, 2s, 1m30s, or a number of seconds.';
const SPEEDS = 'not a speed; from 0.0001 to 1000 times real time, or max.';

test.each([
  [time, '500ms', 500e6],
  [time, '2', 2e9],
  [time, '1m30s', 90e9],
  [time, '1us', 1000],
  [integer(0, 0xffff_ffff), '4294967295', 4294967295],
  [integer(1, 10), '1', 1],
  [oneOf('assumed', 'real'), 'real', 'real'],
  [speed, 'max', 'max'],
  [speed, '0.0001', 0.0001],
  [speed, '.5', 0.5],
  [speed, '1000', 1000],
])('%o reads %s', (parse, text, value) => {
  expect(parse(text)).toBe(value);
});

test.each([
  [time, '', TIMES],
  [time, 'soon', TIMES],
  [time, '-1s', TIMES],
  [time, '999ns', 'too short; 1us is the least.'],
  [integer(0, 0xffff_ffff), '4294967296', 'not a whole number from 0 to 4294967295.'],
  [integer(0, 10), '-1', 'not a whole number from 0 to 10.'],
  [integer(0, 10), '1.5', 'not a whole number from 0 to 10.'],
  [integer(0, 10), '1e1', 'not a whole number from 0 to 10.'],
  [integer(0, 10), '', 'not a whole number from 0 to 10.'],
  [oneOf('assumed', 'real'), 'Real', 'not one of assumed, real.'],
  [speed, '0', SPEEDS],
  [speed, '1001', SPEEDS],
  [speed, 'fast', SPEEDS],
  [speed, '.', SPEEDS],
  [speed, 'Infinity', SPEEDS],
])('%o refuses %s', (parse, text, sentence) => {
  expect(() => parse(text)).toThrow(new Error(sentence));
});
