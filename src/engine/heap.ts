import type {Alloc} from './arena.ts';
import {type EventQueue, type QueueOptions, refuseToPop, refuseToSchedule} from './queue.ts';

const NOW = 0;
const SEQ = 1;

const FREE = -1;

/** A binary heap by (time, order of scheduling): plain enough to be trusted, and what the wheel is tested against. */
export class Heap implements EventQueue {
  private readonly slots: number;
  readonly clock: Float64Array;
  private readonly count: Int32Array;
  private readonly when: Float64Array;
  // A float64 counter: 32 bits are used up in 7 minutes at 10 million events per second.
  private readonly seq: Float64Array;
  private readonly heap: Int32Array;
  private readonly place: Int32Array;

  constructor(alloc: Alloc, {slots}: QueueOptions) {
    this.slots = slots;
    this.clock = alloc.f64(2);
    this.count = alloc.i32(1);
    this.when = alloc.f64(slots);
    this.seq = alloc.f64(slots);
    this.heap = alloc.i32(slots);
    this.place = alloc.i32(slots).fill(FREE);
  }

  now(): number {
    return this.clock[NOW];
  }

  schedule(delayNs: number, slot: number): void {
    if ((delayNs | 0) !== delayNs || delayNs < 0) refuseToSchedule(this, this.slots, slot, delayNs);
    this.scheduleAt(this.clock[NOW] + delayNs, slot);
  }

  scheduleAt(atNs: number, slot: number): void {
    const fits = atNs >= this.clock[NOW] && atNs <= Number.MAX_SAFE_INTEGER && Math.floor(atNs) === atNs;
    if (!fits || this.place[slot] !== FREE) refuseToSchedule(this, this.slots, slot, atNs);
    this.when[slot] = atNs;
    this.seq[slot] = this.clock[SEQ];
    this.clock[SEQ] += 1;
    this.count[0] += 1;
    this.rise(slot, this.count[0] - 1);
  }

  cancel(slot: number): void {
    if (this.isPending(slot)) this.remove(slot);
  }

  isPending(slot: number): boolean {
    return this.place[slot] >= 0;
  }

  timeOf(slot: number): number {
    return this.when[slot];
  }

  pending(): number {
    return this.count[0];
  }

  popUntil(limitNs: number): number {
    if (!(limitNs >= this.clock[NOW] && limitNs <= Number.MAX_SAFE_INTEGER)) {
      refuseToPop(this, limitNs);
    }
    const slot = this.count[0] > 0 ? this.heap[0] : -1;
    const due = slot >= 0 && this.when[slot] <= limitNs;
    this.clock[NOW] = due ? this.when[slot] : limitNs;
    if (!due) return -1;
    this.remove(slot);
    return slot;
  }

  private remove(slot: number): void {
    const hole = this.place[slot];
    this.place[slot] = FREE;
    this.count[0] -= 1;
    const last = this.heap[this.count[0]];
    if (last !== slot) this.rise(last, this.sink(hole));
  }

  /** Moves a hole down to a leaf, pulling the earlier child up each time. */
  private sink(hole: number): number {
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.count[0]) return hole;
      if (child + 1 < this.count[0] && this.isBefore(this.heap[child + 1], this.heap[child])) child += 1;
      this.put(this.heap[child], hole);
      hole = child;
    }
  }

  private rise(slot: number, hole: number): void {
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.isBefore(slot, this.heap[parent])) break;
      this.put(this.heap[parent], hole);
      hole = parent;
    }
    this.put(slot, hole);
  }

  private put(slot: number, hole: number): void {
    this.heap[hole] = slot;
    this.place[slot] = hole;
  }

  private isBefore(a: number, b: number): boolean {
    return this.when[a] < this.when[b] || (this.when[a] === this.when[b] && this.seq[a] < this.seq[b]);
  }
}
