import {spawnSync} from 'node:child_process';
import TinyQueue from 'tinyqueue';
import {carve} from '../../src/engine/arena.ts';
import {Streams} from '../../src/engine/random.ts';
import {Wheel} from '../../src/engine/wheel.ts';
import {buildCpp} from './cpp.ts';
import {type Benchmark, collectGarbage, cpuNs, median, type Outcome, race} from './harness.ts';

// The hold model: a fixed number of pending events; each hold pops the earliest and schedules it again, an exponential
// time later. Integer ns, so there are ties, and only an order that respects them gives the right hash. On average one event every
// 80 ns, whatever the size. Increments are drawn beforehand and used in rotation.
const GAP_NS = 80;
const INCREMENTS = 1 << 20;
const HOLDS = 2_000_000;

export const benchmarks: Benchmark[] = [
  {
    name: 'hold, 256 pending: wheel / C++ std::priority_queue',
    run: () => compareWithCpp(256),
  },
  {
    name: 'hold, 4096 pending: wheel / C++ std::priority_queue',
    goal: 0.65,
    run: () => compareWithCpp(4096),
  },
  {
    name: 'hold, 4096 pending: wheel / tinyqueue',
    goal: 0.25,
    run: () => compareWithTinyQueue(4096),
  },
  {
    name: 'hold, 4096 pending: bytes allocated per event',
    goal: 0.1,
    run: () => countBytes(4096),
  },
];

/** What a hold of the wheel costs, in ns, at a number of pending events. */
export function holdOf(size: number): () => number {
  const {hold} = wheel(size, drawIncrements(size));
  return () => cpuNs(() => hold(HOLDS)) / HOLDS;
}

/** Prepares a queue of this size, warmed up, whose `hold` does a number of holds and returns a hash of their order. */
type Contestant = (size: number, increments: Int32Array) => {hold(holds: number): number};

function compareWithCpp(size: number): Outcome {
  const program = buildCpp('hold');
  if ('missing' in program) return {value: null, detail: `skipped: ${program.missing}`};
  const increments = drawIncrements(size);
  const referee = sameHash();
  const ns = race({
    wheel: () => timed(wheel, size, increments, referee),
    cpp: () => {
      const args = [size, warmUp(size), HOLDS].map(String);
      const {stdout} = spawnSync(program.path, args, {input: new Uint8Array(increments.buffer), encoding: 'utf8'});
      const result: {ns: number; hash: number} = JSON.parse(stdout);
      referee(result.hash);
      return result.ns;
    },
  });
  return ratio('wheel', ns.wheel, 'C++', ns.cpp);
}

function compareWithTinyQueue(size: number): Outcome {
  const increments = drawIncrements(size);
  const referee = sameHash();
  const ns = race({
    wheel: () => timed(wheel, size, increments, referee),
    tinyqueue: () => timed(tinyqueue, size, increments, referee),
  });
  return ratio('wheel', ns.wheel, 'tinyqueue', ns.tinyqueue);
}

function countBytes(size: number): Outcome {
  const increments = drawIncrements(size);
  const wheelBytes = bytesPerHold(wheel(size, increments));
  const controlBytes = bytesPerHold(tinyqueue(size, increments));
  // A queue of objects must be seen to allocate: otherwise it is the meter that does not work.
  if (controlBytes < 8) throw new Error(`the meter saw tinyqueue allocate ${controlBytes} bytes per hold: it is blind`);
  return {value: wheelBytes, detail: `wheel ${wheelBytes.toFixed(3)} B, tinyqueue ${controlBytes.toFixed(0)} B`};
}

/** The median over many slices, each short enough that most see no garbage collection, which would hide what went. */
function bytesPerHold({hold}: {hold(holds: number): number}): number {
  const holds = 50_000;
  hold(HOLDS);
  collectGarbage();
  const slices = Array.from({length: 41}, () => {
    const before = process.memoryUsage().heapUsed;
    hold(holds);
    return process.memoryUsage().heapUsed - before;
  });
  return median(slices) / holds;
}

const wheel: Contestant = (size, increments) => {
  const {state: queue} = carve(alloc => new Wheel(alloc, {slots: size, meanGapNs: GAP_NS}));
  for (let slot = 0; slot < size; slot++) queue.schedule(increments[slot], slot);
  return warm(size, (from, holds) => holdWheel(queue, increments, from, holds));
};

function holdWheel(queue: Wheel, increments: Int32Array, from: number, holds: number): number {
  let hash = 0;
  for (let i = from; i < from + holds; i++) {
    const slot = queue.popUntil(Number.MAX_SAFE_INTEGER);
    hash = Math.imul(hash ^ slot, 0x01000193);
    queue.schedule(increments[i & (INCREMENTS - 1)], slot);
  }
  return hash;
}

type Event = {t: number; seq: number; slot: number};

const tinyqueue: Contestant = (size, increments) => {
  const queue = new TinyQueue<Event>([], (a, b) => a.t - b.t || a.seq - b.seq);
  for (let slot = 0; slot < size; slot++) queue.push({t: increments[slot], seq: slot, slot});
  return warm(size, (from, holds) => holdTinyQueue(queue, increments, from, holds));
};

function holdTinyQueue(queue: TinyQueue<Event>, increments: Int32Array, from: number, holds: number): number {
  let hash = 0;
  for (let i = from; i < from + holds; i++) {
    const {t, slot} = queue.pop()!;
    hash = Math.imul(hash ^ slot, 0x01000193);
    queue.push({t: t + increments[i & (INCREMENTS - 1)], seq: i, slot});
  }
  return hash;
}

function warm(size: number, hold: (from: number, holds: number) => number): {hold(holds: number): number} {
  let done = size;
  const go = (holds: number): number => hold((done += holds) - holds, holds);
  go(warmUp(size));
  return {hold: go};
}

function timed(contestant: Contestant, size: number, increments: Int32Array, referee: (hash: number) => void): number {
  const {hold} = contestant(size, increments);
  return cpuNs(() => referee(hold(HOLDS)));
}

function drawIncrements(size: number): Int32Array {
  const {state: streams} = carve(alloc => new Streams(alloc, 1));
  streams.seed(0, 1, 'hold');
  return Int32Array.from({length: INCREMENTS}, () => streams.exponential(0, GAP_NS * size));
}

function warmUp(size: number): number {
  return 4 * size;
}

function sameHash(): (hash: number) => void {
  let expected: number | undefined;
  return hash => {
    expected ??= hash;
    if (hash !== expected) throw new Error(`not the same order of events: hash ${hash} instead of ${expected}`);
  };
}

function ratio(name: string, ns: number, reference: string, referenceNs: number): Outcome {
  const perHold = (total: number) => `${(total / HOLDS).toFixed(1)} ns`;
  return {value: ns / referenceNs, detail: `${name} ${perHold(ns)}, ${reference} ${perHold(referenceNs)} per hold`};
}
