import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {carve, restore, snapshot} from '../../src/engine/arena.ts';
import {mix} from '../../src/engine/hash.ts';
import {Heap} from '../../src/engine/heap.ts';
import {Streams} from '../../src/engine/random.ts';
import {Wheel} from '../../src/engine/wheel.ts';

// A small model that uses all of the engine: sources that fire again and again, at mean distances from 1 us to 740 ms,
// a third of them on a coarse grid so that there are ties, each with a watchdog that is moved whenever its source fires.
const SOURCES = 40;
const MS = 1_000_000;
const END = 60 * MS;

function build(Queue: typeof Wheel | typeof Heap, meanGapNs = 200) {
  const {buffer, state} = carve(alloc => ({
    queue: new Queue(alloc, {slots: 2 * SOURCES, meanGapNs}),
    streams: new Streams(alloc, SOURCES),
    hash: alloc.i32(1),
  }));
  for (let source = 0; source < SOURCES; source++) {
    state.streams.seed(source, 7, `source ${source}`);
    fire(state, source);
  }
  return {buffer, ...state};
}

type Machine = Omit<ReturnType<typeof build>, 'buffer'>;

function fire({queue, streams}: Machine, source: number): void {
  const delay = streams.exponential(source, 1000 * 2 ** (source / 2));
  queue.schedule(source % 3 === 0 ? Math.ceil(delay / 4096) * 4096 : delay, source);
  queue.cancel(SOURCES + source);
  if (source % 2 === 0) queue.scheduleAt(queue.now() + 3 * delay, SOURCES + source);
}

/** Runs to `end` in slices; every 20 ms of simulated time somebody comes in and schedules something at once. */
function run(machine: Machine, end: number, slice: number): number {
  const {queue, hash} = machine;
  while (queue.now() < end) {
    const visit = (Math.floor(queue.now() / (20 * MS)) + 1) * 20 * MS;
    const limit = Math.min(queue.now() + slice, visit, end);
    for (let slot = queue.popUntil(limit); slot >= 0; slot = queue.popUntil(limit)) {
      hash[0] = mix(mix(hash[0], queue.now()), slot);
      if (slot < SOURCES) fire(machine, slot);
    }
    if (limit === visit) fire(machine, intruder(machine));
  }
  return hash[0];
}

function intruder({queue}: Machine): number {
  const source = Math.floor(queue.now() / (20 * MS)) % SOURCES;
  queue.cancel(source);
  return source;
}

describe('one hash', () => {
  const expected = run(build(Heap), END, END);

  const cases = [
    ...[20 * MS, MS, 997].map(slice => ({name: 'Wheel', Queue: Wheel, gap: 200, slice})),
    ...[20 * MS, MS, 997].map(slice => ({name: 'Heap', Queue: Heap, gap: 200, slice})),
    ...[1, 40, 10_000, 1e7, 1e12].map(gap => ({name: 'Wheel', Queue: Wheel, gap, slice: MS})),
  ];

  test.each(cases)('$name, mean gap $gap ns, slices of $slice ns', ({Queue, gap, slice}) => {
    expect(run(build(Queue, gap), END, slice)).toBe(expected);
  });

  test('of which the least part matters', () => {
    const machine = build(Wheel);
    machine.streams.u32(25);
    expect(run(machine, END, MS)).not.toBe(expected);
  });
});

test('a restored run goes on as the first time', () => {
  const {buffer, ...machine} = build(Wheel, 50);
  const into = new ArrayBuffer(buffer.byteLength);
  fc.assert(
    fc.property(fc.nat(4 * MS), fc.nat(3 * MS), fc.nat(MS), (before, after, ahead) => {
      run(machine, machine.queue.now() + before, MS);
      const end = machine.queue.now() + after;
      snapshot(buffer, into);
      const first = [run(machine, end, MS), machine.queue.now(), machine.queue.pending()];
      run(machine, end + ahead, MS);
      restore(buffer, into);
      expect([run(machine, end, 10_007), machine.queue.now(), machine.queue.pending()]).toEqual(first);
    }),
    {numRuns: 40},
  );
});
