import fc from 'fast-check';
import {expect, test} from 'vitest';
import {mix} from '../../src/engine/hash.ts';
import {murmur} from './reference.ts';

const number = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.maxSafeInteger());

test('is MurmurHash3 of the low and the high word', () => {
  fc.assert(
    fc.property(fc.integer(), number, (hash, value) => {
      expect(mix(hash, value)).toBe(murmur(hash, value));
    }),
  );
});

test('tells numbers apart that differ in one bit, up to 2^53', () => {
  const hashes = Array.from({length: 53}, (_, bit) => mix(1, 2 ** bit));
  expect(new Set([...hashes, mix(1, 0)]).size).toBe(54);
});

test('depends on the order', () => {
  expect(mix(mix(0, 1), 2)).not.toBe(mix(mix(0, 2), 1));
});
