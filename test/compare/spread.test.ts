import {expect, test} from 'vitest';
import {spreadOf} from '../../src/compare/spread.ts';

test.each([
  ['one value', [7], {median: 7, min: 7, max: 7}],
  ['the one in the middle', [9, 1, 4], {median: 4, min: 1, max: 9}],
  ['the mean of two in the middle', [8, 1, 4, 3], {median: 3.5, min: 1, max: 8}],
  ['never is the highest', [null, 1, 4], {median: 4, min: 1, max: null}],
  ['half of it never: so is the median', [null, 1, null, 4], {median: null, min: 1, max: null}],
  ['never at all', [null, null], {median: null, min: null, max: null}],
])('%s', (_what, values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});
