import {expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openReader} from '../../src/session/reader.ts';
import {HEADER, sample} from '../model/machine.ts';

test('of a source that knows it, the next time is that of what was given back, or its own', () => {
  const [first, second] = [10, 20].map(t => sample(t));
  const arrived: TraceRecord[] = [first];
  let ended = false;
  const reader = openReader({
    header: HEADER,
    get ended() {
      return ended && arrived.length === 0;
    },
    get nextNs() {
      return arrived[0]?.t ?? (ended ? Infinity : null);
    },
    read: () => arrived.splice(0),
  });
  expect([reader.nextNs, reader.take(10), reader.nextNs]).toEqual([10, [first], null]);
  reader.putBack([first]);
  expect([reader.nextNs, reader.take(20)]).toEqual([10, [first]]);
  // It comes late, for a time that was read already.
  arrived.push(second);
  expect([reader.nextNs, reader.take(20)]).toEqual([20, [second]]);
  ended = true;
  expect([reader.nextNs, reader.ended]).toEqual([Infinity, true]);
});

test('what is given back is taken again, before what was left and before what is new', () => {
  const [first, second, third, fourth] = [10, 20, 30, 40].map(t => sample(t));
  const batches: TraceRecord[][] = [[first, second, third], [fourth]];
  const reader = openReader({
    header: HEADER,
    get ended() {
      return batches.length === 0;
    },
    read: () => batches.shift() ?? [],
  });
  // A source may be read too far by a reader that takes less: records up to 15 only, though three have come.
  expect(reader.take(15)).toEqual([first]);
  reader.putBack([first]);
  expect(reader.take(10)).toEqual([first]);
  reader.putBack([first]);
  expect(reader.take(40)).toEqual([first, second, third, fourth]);
  reader.putBack([fourth]);
  expect(reader.ended).toBe(false);
  expect(reader.take(40)).toEqual([fourth]);
  expect(reader.ended).toBe(true);
});
