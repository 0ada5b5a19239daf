import {expect, test} from 'vitest';
import {type Alloc, carve, restore, snapshot} from '../../src/engine/arena.ts';

const odd = (alloc: Alloc) => ({bytes: alloc.u8(3), ints: alloc.i32(3), words: alloc.u32(1), doubles: alloc.f64(2)});

test('all views lie in one buffer, 8-byte aligned, side by side and zeroed', () => {
  const {buffer, state} = carve(odd);
  const views = Object.values(state);
  expect(views.map(view => [view.constructor, view.buffer === buffer, view.byteOffset, view.length])).toEqual([
    [Uint8Array, true, 0, 3],
    [Int32Array, true, 8, 3],
    [Uint32Array, true, 24, 1],
    [Float64Array, true, 32, 2],
  ]);
  expect(buffer.byteLength).toBe(48);
  expect(new Uint8Array(buffer).every(byte => byte === 0)).toBe(true);
});

test('what the shape writes is kept, but only from the second run', () => {
  let runs = 0;
  const {state} = carve(alloc => alloc.i32(2).fill(++runs));
  expect([...state]).toEqual([2, 2]);
});

test.each<[string, (run: number, alloc: Alloc) => unknown, string]>([
  ['another size', (run, alloc) => alloc.i32(run), 'view 0 was Int32Array(1) and then Int32Array(2)'],
  ['another type', (run, alloc) => (run === 1 ? alloc.i32(1) : alloc.u32(1)), 'Int32Array(1) and then Uint32Array(1)'],
  ['more views', (run, alloc) => run === 2 && alloc.u8(1), 'view 0 was not asked for and then Uint8Array(1)'],
  ['fewer views', (run, alloc) => run === 1 && alloc.u8(1), 'view 0 was Uint8Array(1) and then not asked for'],
])('a shape that asks for %s the second time is refused', (_, shape, message) => {
  let run = 0;
  expect(() => carve(alloc => shape(++run, alloc))).toThrow(message);
});

test('restore brings back what the snapshot holds', () => {
  const {buffer, state} = carve(odd);
  state.doubles.set([1.5, -2]);
  const saved = snapshot(buffer);
  state.doubles.fill(7);
  state.bytes.fill(255);
  restore(buffer, saved);
  expect(state).toEqual({...carve(odd).state, doubles: new Float64Array([1.5, -2])});
});

test('a snapshot goes into the given buffer, and only into one of the same size', () => {
  const {buffer, state} = carve(odd);
  const into = new ArrayBuffer(buffer.byteLength);
  state.ints[2] = 9;
  expect(snapshot(buffer, into)).toBe(into);
  expect(new Int32Array(into, 8, 3)[2]).toBe(9);
  const message = 'a snapshot of 48 bytes does not fit a state of 40 bytes';
  expect(() => snapshot(buffer, new ArrayBuffer(40))).toThrow(message);
  expect(() => restore(new ArrayBuffer(40), buffer)).toThrow(message);
  expect(() => restore(buffer, new ArrayBuffer(40))).toThrow('a snapshot of 40 bytes does not fit a state of 48 bytes');
});
