import fc from 'fast-check';
import {expect, test} from 'vitest';
import {openStderrLines} from '../../../src/source/program/stderr.ts';

const bytes = (text: string) => Buffer.from(text);

test('lines are told whole and safe, without the empty ones', () => {
  const lines = openStderrLines();
  lines.feed(bytes('one\n\ntw'));
  expect([lines.take(), lines.take()]).toEqual([['one'], []]);
  lines.feed(bytes('o\x1b[31m\u202e!\r\nthree'));
  expect([lines.take(), lines.last]).toEqual([['two!'], 'two!']);
  lines.end();
  expect([lines.take(), lines.last]).toEqual([['three'], 'three']);
});

test('of too many at once the last twenty are kept, and it is said how many were left out', () => {
  const lines = openStderrLines();
  lines.feed(bytes(Array.from({length: 5_000}, (_, line) => `line ${line}\n`).join('')));
  const [gap, ...told] = lines.take();
  expect(gap).toBe('… 4,980 lines left out');
  expect(told).toEqual(Array.from({length: 20}, (_, at) => `line ${4_980 + at}`));
});

test('a program that never stops is soon told at two lines a look; at its end its last twenty lines are told all the same', () => {
  const lines = openStderrLines();
  const told: number[] = [];
  for (let look = 0; look < 100; look++) {
    lines.feed(bytes('noise\n'.repeat(20)));
    told.push(lines.take().length);
  }
  // 100 lines at first, one more with each look; and the mark of those left out.
  expect(told.slice(0, 5)).toEqual([20, 20, 20, 20, 20]);
  expect(new Set(told.slice(10))).toEqual(new Set([2]));
  lines.feed(bytes(Array.from({length: 30}, (_, line) => `last ${line}\n`).join('')));
  lines.end();
  expect(lines.take().slice(1)).toEqual(Array.from({length: 20}, (_, at) => `last ${10 + at}`));
});

test('a line of megabytes is not kept', () => {
  const lines = openStderrLines();
  for (let mb = 0; mb < 20; mb++) lines.feed(Buffer.alloc(1_048_576, 'x'));
  lines.feed(bytes('\nafter\n'));
  expect(lines.take()).toEqual(['(a line of more than a megabyte)', 'after']);
});

test('what it tells does not depend on how the bytes came', () => {
  fc.assert(
    fc.property(fc.array(fc.string({unit: 'binary', maxLength: 8})), fc.array(fc.nat(20)), (lines, cuts) => {
      const all = bytes(lines.join('\n'));
      const whole = openStderrLines();
      whole.feed(all);
      const cut = openStderrLines();
      let from = 0;
      for (const length of cuts) cut.feed(all.subarray(from, (from += length)));
      cut.feed(all.subarray(from));
      for (const lines of [whole, cut]) lines.end();
      expect(cut.take()).toEqual(whole.take());
    }),
  );
});
