import {parentPort} from 'node:worker_threads';
import {Heap} from '../../src/engine/heap.ts';
import {Wheel} from '../../src/engine/wheel.ts';
import {MS} from '../helpers/host.ts';
import {hashOf, RUNS} from './set.ts';

// A run of the set by its place, made in every way that must not matter.
parentPort!.on('message', (at: number) => {
  const queue = at % 2 === 0 ? Wheel : Heap;
  parentPort!.postMessage(hashOf(RUNS[at], {queue, sliceNs: 7 * MS, astray: true}));
});
