import fc from 'fast-check';
import {expect, test} from 'vitest';
import {LONGEST_LINE} from '../../src/protocol/bounds.ts';
import {openLines} from '../../src/trace/lines.ts';

function linesOf(pieces: readonly Uint8Array[]): [number, string, boolean][] {
  const taken: [number, string, boolean][] = [];
  const lines = openLines({
    take: (bytes, from, to, line, ended) => taken.push([line, Buffer.from(bytes.subarray(from, to)).toString(), ended]),
    tooLong: line => taken.push([line, 'too long', true]),
  });
  for (const piece of pieces) lines.feed(piece);
  lines.end();
  return taken;
}

test('lines are the same however the text is cut', () => {
  const text = fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', ' '), {maxLength: 40}).map(parts => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const pieces = places.map((from, at) => bytes.subarray(from, places[at + 1] ?? from));
      const ended = whole.split('\n').slice(0, -1);
      const rest = whole.split('\n').at(-1) ?? '';
      expect(linesOf(pieces)).toEqual([
        ...ended.map((line, at) => [at + 1, line.replace(/\r$/, ''), true]),
        ...(rest === '' ? [] : [[ended.length + 1, rest.replace(/\r$/, ''), false]]),
      ]);
    }),
  );
});

test('a line that is too long is told once and never kept', () => {
  const piece = Buffer.alloc(LONGEST_LINE / 4, 'x');
  expect(linesOf([Buffer.from('a\n'), ...Array<Buffer>(40).fill(piece), Buffer.from('y\nb\n')])).toEqual([
    [1, 'a', true],
    [2, 'too long', true],
    [3, 'b', true],
  ]);
  expect(linesOf([Buffer.concat([Buffer.alloc(LONGEST_LINE + 1, 'x'), Buffer.from('\nb')])])).toEqual([
    [1, 'too long', true],
    [2, 'b', false],
  ]);
});
