import fc from 'fast-check';
import {expect, test} from 'vitest';
import {flushInput, type InputPiece, openInput, pushInput} from '../../../src/ui/screen/terminal/input.ts';

const key = (bytes: string): InputPiece => ({kind: 'key', bytes});
const paste = (text: string): InputPiece => ({kind: 'paste', text});

/** Neighbouring parts are not joined by how they lie in reads. */
test('however it is cut into reads, it is the same keys and pastes', () => {
  const all = ['j', 'ä', '\r', '\x1b[A', '\x1b[1;2D', '\x1bOP', '\x1b[[A', '\x1b[<0;12;3M', '\x7f'];
  const piece = fc.oneof(
    fc.constantFrom(...all).map(key),
    fc.constantFrom('', '!hy', 'a\rb', '\x1b[A', 'q\x1b[20').map(paste),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(200)), (pieces, cuts) => {
      const bytes = pieces.map(each => (each.kind === 'key' ? each.bytes : `\x1b[200~${each.text}\x1b[201~`)).join('');
      const places = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const input = openInput();
      const got = places.slice(1).flatMap((place, i) => pushInput(input, bytes.slice(places[i], place)));
      expect([...got, ...flushInput(input)]).toEqual(pieces);
    }),
  );
});

test('a paste without an end keeps no key for ever', () => {
  let ms = 0;
  const input = openInput(() => ms);
  expect(pushInput(input, '\x1b[200~abc')).toEqual([]);
  ms += 1000;
  expect(pushInput(input, 'def')).toEqual([]);
  expect(pushInput(input, '\x03')).toEqual([paste('abcdef'), key('\x03')]);
  expect(pushInput(input, '\x1b[200~abc')).toEqual([]);
  ms += 3000;
  expect(pushInput(input, 'q')).toEqual([paste('abc'), key('q')]);
  expect(pushInput(input, '\x1b[201~')).toEqual([]);
});

test('an Esc by itself', () => {
  const input = openInput();
  expect([pushInput(input, '\x1b'), input.unfinished, flushInput(input), input.unfinished]).toEqual([
    [],
    '\x1b',
    [key('\x1b')],
    '',
  ]);
});
