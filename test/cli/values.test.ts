import {expect, test} from 'vitest';
import {oneOf, speedValue, timeFrom, wholeNumber} from '../../src/cli/program/options/values.ts';

const time = timeFrom(1000, '1us');
const TIMES = 'not a time; write for example 500ms, 2s, 1m30s, or a number of seconds.';
const SPEEDS = 'not a speed; write a number from 0.0001 to 1000 (times real time), or max.';

test.each([
  [time, '500ms', 500e6],
  [time, '2', 2e9],
  [time, '1m30s', 90e9],
  [time, '1us', 1000],
  [wholeNumber(0, 0xffff_ffff), '4294967295', 4294967295],
  [wholeNumber(1, 10), '1', 1],
  [oneOf('assumed', 'real'), 'real', 'real'],
  [speedValue, 'max', 'max'],
  [speedValue, '0.0001', 0.0001],
  [speedValue, '.5', 0.5],
  [speedValue, '1000', 1000],
])('%o reads %s', (parse, text, value) => {
  expect(parse(text)).toBe(value);
});

test.each([
  [time, '', TIMES],
  [time, 'soon', TIMES],
  [time, '-1s', TIMES],
  [time, '999ns', 'too short; the minimum is 1us.'],
  [wholeNumber(0, 0xffff_ffff), '4294967296', 'not a whole number from 0 to 4294967295.'],
  [wholeNumber(0, 10), '-1', 'not a whole number from 0 to 10.'],
  [wholeNumber(0, 10), '1.5', 'not a whole number from 0 to 10.'],
  [wholeNumber(0, 10), '1e1', 'not a whole number from 0 to 10.'],
  [wholeNumber(0, 10), '', 'not a whole number from 0 to 10.'],
  [oneOf('assumed', 'real'), 'Real', 'not one of assumed, real.'],
  [speedValue, '0', SPEEDS],
  [speedValue, '1001', SPEEDS],
  [speedValue, 'fast', SPEEDS],
  [speedValue, '.', SPEEDS],
  [speedValue, 'Infinity', SPEEDS],
])('%o refuses %s', (parse, text, sentence) => {
  expect(() => parse(text)).toThrow(new Error(sentence));
});
