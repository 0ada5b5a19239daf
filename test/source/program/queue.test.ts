import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {openQueue} from '../../../src/source/program/queue.ts';

const marker = (t: number): TraceRecord => ({t, kind: 'marker_added', text: 'x'});

test('takes are what a list would give, whatever was pushed in between', () => {
  const action = fc.oneof(fc.record({push: fc.array(fc.nat(3), {maxLength: 20})}), fc.record({take: fc.nat(30)}));
  fc.assert(
    fc.property(fc.array(action), actions => {
      const queue = openQueue();
      let list: TraceRecord[] = [];
      let [lastNs, readNs] = [0, 0];
      for (const each of actions) {
        if ('push' in each) {
          const records = each.push.map(gap => marker((lastNs += gap)));
          for (const record of records) queue.push(record, 10);
          list.push(...records);
        } else {
          const untilNs = (readNs += each.take);
          expect(queue.take(untilNs)).toEqual(list.filter(({t}) => t <= untilNs));
          list = list.filter(({t}) => t > untilNs);
        }
        expect(queue.nextNs).toBe(list[0]?.t ?? null);
      }
    }),
  );
});

test('it is full at 4,096 records or 4 MB, and no longer when some are taken', () => {
  const queue = openQueue();
  for (let t = 0; t < 4096; t++) {
    expect(queue.full).toBe(false);
    queue.push(marker(t), 10);
  }
  expect(queue.full).toBe(true);
  queue.take(0);
  expect(queue.full).toBe(false);
  const large = openQueue();
  for (let t = 0; t < 5; t++) large.push(marker(t), 1_000_000);
  expect(large.full).toBe(true);
  large.take(0);
  expect(large.full).toBe(false);
});
