import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {carve} from '../../src/engine/arena.ts';
import {Heap} from '../../src/engine/heap.ts';
import type {EventQueue} from '../../src/engine/queue.ts';
import {Wheel} from '../../src/engine/wheel.ts';

const SLOTS = 24;

const queues = {Wheel, Heap};

function create(Queue: typeof Wheel | typeof Heap, meanGapNs = 80, slots = SLOTS): EventQueue {
  return carve(alloc => new Queue(alloc, {slots, meanGapNs})).state;
}

/** One call; `ns` is a delay from now, or how far ahead the limit is. */
type Step = {call: 'schedule' | 'scheduleAt' | 'cancel' | 'move' | 'pop' | 'drain'; slot: number; ns: number};

describe('wheel and heap agree', () => {
  // From ties to beyond the horizon, many of them on the edges of ticks and windows.
  const span = fc.oneof(
    fc.constantFrom(0, 0, 1, 15, 16, 1023, 1024, 16_383, 16_384, 2 ** 20 - 1, 2 ** 20, 2 ** 24, 2 ** 31 - 1),
    fc.nat(3),
    fc.nat(300),
    fc.nat(100_000),
    fc.nat(2 ** 31 - 1),
  );
  const far = fc.oneof(
    span,
    fc.nat({max: 2 ** 31}).map(n => n * 2 ** 14),
    fc.constantFrom(2 ** 34, 2 ** 44),
  );
  const slot = fc.nat(SLOTS - 1);
  const near = (call: Step['call']) => fc.record({call: fc.constant(call), slot, ns: span});
  const step: fc.Arbitrary<Step> = fc.oneof(
    {weight: 5, arbitrary: near('schedule')},
    {weight: 3, arbitrary: fc.record({call: fc.constant('scheduleAt' as const), slot, ns: far})},
    {weight: 1, arbitrary: near('cancel')},
    {weight: 1, arbitrary: near('move')},
    {weight: 4, arbitrary: near('pop')},
    {weight: 1, arbitrary: fc.record({call: fc.constant('drain' as const), slot, ns: far})},
  );
  const script = fc.array(step, {minLength: 1, maxLength: 120});

  test.each([1, 5, 80, 3000, 1e6, 1e9, 1e15])('on any calls, with a mean gap of %d ns', meanGapNs => {
    fc.assert(
      fc.property(script, steps => {
        expect(play(create(Wheel, meanGapNs), steps)).toEqual(play(create(Heap), steps));
      }),
      {numRuns: 600},
    );
  });
});

/** What can be seen of a queue while the steps are taken, and of what is left in it at the end. */
function play(queue: EventQueue, steps: Step[]): unknown[] {
  const seen = steps.map(step => [take(queue, step), queue.now(), queue.pending()]);
  return [...seen, popAll(queue, 2 ** 52)];
}

function take(queue: EventQueue, {call, slot, ns}: Step): unknown {
  if (call === 'pop') return queue.popUntil(queue.now() + ns);
  if (call === 'drain') return popAll(queue, queue.now() + ns);
  if (call === 'cancel' || call === 'move') queue.cancel(slot);
  if (call !== 'cancel' && !queue.isPending(slot)) {
    if (call === 'scheduleAt') queue.scheduleAt(queue.now() + ns, slot);
    else queue.schedule(ns, slot);
  }
  return queue.isPending(slot) && queue.timeOf(slot);
}

function popAll(queue: EventQueue, limit: number): [slot: number, time: number][] {
  const popped: [number, number][] = [];
  for (let slot = queue.popUntil(limit); slot >= 0; slot = queue.popUntil(limit)) popped.push([slot, queue.now()]);
  return popped;
}

describe.each(Object.entries(queues))('%s', (_, Queue) => {
  test('starts empty at 0', () => {
    const queue = create(Queue);
    expect([queue.now(), queue.pending(), queue.popUntil(0), queue.popUntil(1000), queue.now()]).toEqual([
      0, 0, -1, -1, 1000,
    ]);
  });

  test('pops up to the limit and not beyond', () => {
    const queue = create(Queue);
    queue.schedule(100, 3);
    expect([queue.popUntil(99), queue.now()]).toEqual([-1, 99]);
    expect([queue.popUntil(100), queue.now()]).toEqual([3, 100]);
    expect([queue.popUntil(100), queue.now()]).toEqual([-1, 100]);
  });

  test('pops what was scheduled, between two slices, before what was there', () => {
    const queue = create(Queue);
    queue.schedule(50_000_000, 0);
    queue.popUntil(20_000_000);
    queue.schedule(29_999_999, 1);
    queue.schedule(5, 2);
    queue.schedule(30_000_000, 3);
    expect(popAll(queue, 1e9)).toEqual([
      [2, 20_000_005],
      [1, 49_999_999],
      [0, 50_000_000],
      [3, 50_000_000],
    ]);
  });

  // The same time, scheduled from ever nearer: from beyond the wheel, from another window, from the same tick.
  test.each([1, 80, 1e4, 1e12])('keeps ties in the order of scheduling over all levels, mean gap %d ns', meanGapNs => {
    const queue = create(Queue, meanGapNs);
    const at = 3 * 2 ** 40 + 12_345;
    const leads = [2 ** 40, 2 ** 40, 2 ** 30, 2 ** 25, 2 ** 20, 20_000, 20_000, 1024, 1000, 16, 16, 3, 2, 1];
    for (const [slot, lead] of leads.entries()) {
      queue.popUntil(at - lead);
      queue.scheduleAt(at, slot);
    }
    queue.cancel(4);
    queue.cancel(0);
    queue.schedule(1, 0);
    expect(popAll(queue, at)).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0].map(slot => [slot, at]));
  });

  test('cancels what is pending and nothing else', () => {
    const queue = create(Queue);
    for (let slot = 0; slot < 4; slot++) queue.schedule(10 * slot, slot);
    for (const slot of [1, 1, 9, -1, SLOTS, 1e6]) queue.cancel(slot);
    expect([queue.isPending(1), queue.isPending(2), queue.isPending(-1), queue.isPending(SLOTS)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect([queue.pending(), queue.timeOf(2)]).toEqual([3, 20]);
    expect(popAll(queue, 100)).toEqual([
      [0, 0],
      [2, 20],
      [3, 30],
    ]);
  });

  test('is exact up to the last nanosecond', () => {
    const queue = create(Queue);
    queue.scheduleAt(Number.MAX_SAFE_INTEGER, 0);
    queue.scheduleAt(Number.MAX_SAFE_INTEGER - 1, 1);
    expect(popAll(queue, Number.MAX_SAFE_INTEGER)).toEqual([
      [1, Number.MAX_SAFE_INTEGER - 1],
      [0, Number.MAX_SAFE_INTEGER],
    ]);
  });

  test.each([-1, Number.NaN, 0.5, 2 ** 31, Infinity])('refuses a delay of %d', delay => {
    expect(() => create(Queue).schedule(delay, 0)).toThrow(`slot 0 can not be scheduled with ${delay}: schedule takes`);
  });

  test.each([99, Number.NaN, 100.5, 2 ** 53, Infinity])('refuses the time %d', at => {
    const queue = create(Queue);
    queue.popUntil(100);
    expect(() => queue.scheduleAt(at, 0)).toThrow(
      'scheduleAt takes a time, an integer from now (100 ns) to 2^53 - 1 ns',
    );
    expect(queue.pending()).toBe(0);
  });

  test.each([99, Number.NaN, 2 ** 53, Infinity])('refuses the limit %d, empty or not', limit => {
    const queue = create(Queue);
    queue.popUntil(100);
    expect(() => queue.popUntil(limit)).toThrow(`popUntil(${limit}): the limit must be from now (100 ns)`);
    queue.schedule(10, 0);
    expect(() => queue.popUntil(limit)).toThrow('popUntil');
    expect(popAll(queue, 200)).toEqual([[0, 110]]);
  });

  test('refuses a slot that is pending or does not exist', () => {
    const queue = create(Queue);
    queue.schedule(7, 5);
    const message = 'slot 5 is already pending for 7 ns: cancel it before scheduling it again';
    expect(() => queue.schedule(1, 5)).toThrow(message);
    expect(() => queue.scheduleAt(1, 5)).toThrow(message);
    expect(() => queue.schedule(1, SLOTS)).toThrow('slot 24 does not exist: slots are 0..23');
    expect(() => queue.scheduleAt(1, -1)).toThrow('slot -1 does not exist: slots are 0..23');
  });
});
