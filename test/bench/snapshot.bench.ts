import {carve, snapshot} from '../../src/engine/arena.ts';
import {Streams} from '../../src/engine/random.ts';
import {Wheel} from '../../src/engine/wheel.ts';
import {type Benchmark, cpuNs, type Outcome, race} from './harness.ts';

const SLOTS = 4096;
const COPIES = 20_000;

export const benchmarks: Benchmark[] = [
  {name: 'snapshot into a given buffer / plain copy', goal: 1.5, run: compareWithCopy},
];

function compareWithCopy(): Outcome {
  const {buffer} = carve(alloc => [new Wheel(alloc, {slots: SLOTS, meanGapNs: 80}), new Streams(alloc, SLOTS)]);
  const into = new ArrayBuffer(buffer.byteLength);
  const from = new Uint8Array(buffer);
  const to = new Uint8Array(into);
  const ns = race({
    snapshot: () => repeat(() => snapshot(buffer, into)),
    copy: () => repeat(() => to.set(from)),
  });
  const each = (total: number) => `${(total / COPIES / 1000).toFixed(2)} us`;
  const size = `${(buffer.byteLength / 1024).toFixed(0)} KiB`;
  return {value: ns.snapshot / ns.copy, detail: `snapshot ${each(ns.snapshot)}, copy ${each(ns.copy)} of ${size}`};
}

function repeat(work: () => void): number {
  return cpuNs(() => {
    for (let i = 0; i < COPIES; i++) work();
  });
}
