import type {Alloc} from './arena.ts';
import {type EventQueue, type QueueOptions, refuseToPop, refuseToSchedule} from './queue.ts';

// Lists of events. Near: one for each of the 1,024 ticks of the open window, the one around now. Far: one for each window
// from the next one to the horizon, a ring of 1,024. Later: a single one for all beyond. None of the constants here may be
// imported: an imported one is loaded and checked at each use, a local one is folded.
const GROUP = 1024;
const FAR = GROUP;
const LATER = 2 * GROUP;
const LISTS = 2 * GROUP + 1;

// One piece of memory, seen as `ints` and as `times`. First, which lists are not empty: a bit for each list, then one for
// each word of those. The first list has the highest bit, which `clz32` finds.
const SUMMARY = 96;
const TOP = 0x80000000;

// Then cells. Doubles live in cells because as fields, or as arguments of a call that is not inlined, each new value is
// an allocation.
const CURSOR = 100; // in ints: which far list the open window was
const PENDING = 101;
const NOW = 52; // in times
const TARGET = 53;
const OPEN = 54; // start of the open window
const HORIZON = 55; // start of Later
const SOONEST = 56; // nothing in Later is earlier; too low after a cancel, which costs a search, not a mistake
const TICKS_PER_NS = 57;

// Then nodes, named by their index in ints, where they have `next` and, after it, `prev`: the end of each list, which
// makes it a ring without special cases, and the slots, of which each has its time in the next 8 bytes.
const ENDS = 128;
const SLOTS = ENDS + 2 * LISTS + 2; // a multiple of 4
const FREE = -1; // `next` of a slot that is not pending

/**
 * A two-level timing wheel: 30 ns for a pop and a re-insert at 4,096 pending, 32 at 256; tinyqueue, a heap of objects,
 * takes 175.
 *
 * Ties are first in, first out because equal times are only ever appended, and because events that were scheduled from afar
 * move into a window before any can be scheduled there directly.
 *
 * All state is in one array, and not in one for each purpose, because each array that a function touches costs it nine
 * instructions of checks: that saved 8 ns of 47, and a slot's fields side by side another 3. Bitmap operations in place
 * instead of in a module saved 4.
 */
export class Wheel implements EventQueue {
  private readonly slots: number;
  private readonly ints: Int32Array;
  private readonly times: Float64Array;
  readonly clock: Float64Array;

  constructor(alloc: Alloc, {slots, meanGapNs}: QueueOptions) {
    this.slots = slots;
    this.times = alloc.f64(SLOTS / 2 + 2 * slots);
    this.ints = new Int32Array(this.times.buffer, this.times.byteOffset, SLOTS + 4 * slots);
    for (let end = ENDS; end < ENDS + 2 * LISTS; end += 2) this.ints[end] = this.ints[end | 1] = end;
    for (let node = SLOTS; node < this.ints.length; node += 4) this.ints[node] = FREE;
    this.clock = this.times.subarray(NOW, NOW + 1);
    this.times[TICKS_PER_NS] = 1 / tickWidth(meanGapNs);
    this.times[SOONEST] = Infinity;
    this.open();
  }

  now(): number {
    return this.times[NOW];
  }

  schedule(delayNs: number, slot: number): void {
    const {ints, times} = this;
    const node = SLOTS + (slot << 2);
    if ((delayNs | 0) !== delayNs || delayNs < 0 || ints[node] !== FREE) {
      refuseToSchedule(this, this.slots, slot, delayNs);
    }
    times[(node >> 1) | 1] = times[NOW] + delayNs;
    ints[PENDING] += 1;
    this.place(node);
  }

  scheduleAt(atNs: number, slot: number): void {
    const {ints, times} = this;
    const node = SLOTS + (slot << 2);
    const fits = atNs >= times[NOW] && atNs <= Number.MAX_SAFE_INTEGER && Math.floor(atNs) === atNs;
    if (!fits || ints[node] !== FREE) refuseToSchedule(this, this.slots, slot, atNs);
    times[(node >> 1) | 1] = atNs;
    ints[PENDING] += 1;
    this.place(node);
  }

  cancel(slot: number): void {
    if (!this.isPending(slot)) return;
    const {ints} = this;
    const node = SLOTS + (slot << 2);
    const after = ints[node];
    const before = ints[node | 1];
    ints[before] = after;
    ints[after | 1] = before;
    ints[node] = FREE;
    ints[PENDING] -= 1;
    if (before === after) this.unmark((before - ENDS) >> 1);
  }

  isPending(slot: number): boolean {
    return slot >= 0 && this.ints[SLOTS + (slot << 2)] >= 0;
  }

  timeOf(slot: number): number {
    return this.times[(SLOTS / 2 + 2 * slot) | 1];
  }

  pending(): number {
    return this.ints[PENDING];
  }

  popUntil(limitNs: number): number {
    const {ints, times} = this;
    if (!(limitNs >= times[NOW] && limitNs <= Number.MAX_SAFE_INTEGER)) refuseToPop(this, limitNs);
    do {
      const words = ints[SUMMARY];
      if (words !== 0) {
        const word = Math.clz32(words);
        const list = (word << 5) | Math.clz32(ints[word]);
        const node = ints[ENDS + (list << 1)];
        const at = times[(node >> 1) | 1];
        if (at > limitNs) break;
        times[NOW] = at;
        this.shift(list, node);
        return (node - SLOTS) >> 2;
      }
      times[TARGET] = limitNs;
    } while (this.advance());
    times[NOW] = limitNs;
    return -1;
  }

  /** Takes the first node out of a near list: a `cancel` that knows where it is, which saves 5 ns. */
  private shift(list: number, node: number): void {
    const {ints} = this;
    const end = ENDS + (list << 1);
    const after = ints[node];
    ints[end] = after;
    ints[after | 1] = end;
    ints[node] = FREE;
    ints[PENDING] -= 1;
    if (after !== end) return;
    const rest = ints[list >>> 5] & ~(TOP >>> (list & 31));
    ints[list >>> 5] = rest;
    if (rest === 0) ints[SUMMARY] &= ~(TOP >>> (list >>> 5));
  }

  /**
   * The near lists are empty: opens the next window that may hold something, unless it starts after the target. It would
   * then be open too early: the order of events scheduled into it in the meantime would depend on the limits.
   */
  private advance(): boolean {
    const {times} = this;
    const windows = this.windowsToNext();
    const start = windows > 0 ? times[OPEN] + (windows * GROUP) / times[TICKS_PER_NS] : times[SOONEST];
    if (start > times[TARGET]) return false;
    times[TARGET] = start;
    this.open();
    return true;
  }

  /** From the open window to the first far list that is not empty; 0 when all are. */
  private windowsToNext(): number {
    const {ints} = this;
    const cursor = ints[CURSOR];
    const words = ints[SUMMARY + 1];
    if (words === 0) return 0;
    // Its own word first, in which nothing is behind the cursor because the horizon moves by whole words; then those
    // after it, then round the ring.
    const ahead = words & (-1 >>> (cursor >>> 5));
    const word = Math.clz32(ahead === 0 ? words : ahead);
    return (((word << 5) | Math.clz32(ints[(FAR >>> 5) + word])) - cursor) & (GROUP - 1);
  }

  /** Opens the window around the target. The horizon moves by half a ring: Later is walked once in 2^19 ticks at most. */
  private open(): void {
    const {ints, times} = this;
    const span = GROUP / times[TICKS_PER_NS];
    const window = Math.floor(times[TARGET] / span);
    ints[CURSOR] = window - Math.floor(window / GROUP) * GROUP;
    times[OPEN] = window * span;
    times[HORIZON] = (Math.floor(window / (GROUP / 2)) + 2) * (GROUP / 2) * span;
    this.enter(FAR + ints[CURSOR]);
    if (times[SOONEST] < times[HORIZON]) this.callLater();
  }

  /** Moves the list of the window now open to the near ones. Does what `place` would, with all that is known. */
  private enter(list: number): void {
    const {ints, times} = this;
    const open = times[OPEN];
    const ticksPerNs = times[TICKS_PER_NS];
    let node = this.takeAll(list);
    while (node >= SLOTS) {
      const following = ints[node];
      this.placeNear(node, ((times[(node >> 1) | 1] - open) * ticksPerNs) | 0);
      node = following;
    }
  }

  /** Moves the events that are no longer beyond the horizon, and finds the soonest of the others again. */
  private callLater(): void {
    this.times[SOONEST] = Infinity;
    let node = this.takeAll(LATER);
    while (node >= SLOTS) {
      const following = this.ints[node];
      this.place(node);
      node = following;
    }
  }

  /** Empties a list but for its first node, which it returns, and what follows from there up to the end. */
  private takeAll(list: number): number {
    const {ints} = this;
    const end = ENDS + (list << 1);
    const node = ints[end];
    ints[end] = ints[end | 1] = end;
    this.unmark(list);
    return node;
  }

  private place(node: number): void {
    const {ints, times} = this;
    const at = times[(node >> 1) | 1];
    const ticks = (at - times[OPEN]) * times[TICKS_PER_NS];
    if (ticks < GROUP) this.placeNear(node, ticks | 0);
    else if (at < times[HORIZON]) {
      const list = FAR + ((ints[CURSOR] + ((ticks | 0) >>> 10)) & (GROUP - 1));
      this.insert(node, ints[(ENDS + (list << 1)) | 1], list);
    } else {
      if (at < times[SOONEST]) times[SOONEST] = at;
      this.insert(node, ints[(ENDS + (LATER << 1)) | 1], LATER);
    }
  }

  /** A tick may hold several times: walks back over those that are later. */
  private placeNear(node: number, list: number): void {
    const {ints, times} = this;
    const at = times[(node >> 1) | 1];
    let before = ints[(ENDS + (list << 1)) | 1];
    while (before >= SLOTS && times[(before >> 1) | 1] > at) before = ints[before | 1];
    this.insert(node, before, list);
  }

  private insert(node: number, before: number, list: number): void {
    const {ints} = this;
    const after = ints[before];
    ints[before] = node;
    ints[node | 1] = before;
    ints[node] = after;
    ints[after | 1] = node;
    if (before !== after) return;
    ints[list >>> 5] |= TOP >>> (list & 31);
    ints[SUMMARY + (list >>> 10)] |= TOP >>> ((list >>> 5) & 31);
  }

  private unmark(list: number): void {
    const {ints} = this;
    const rest = ints[list >>> 5] & ~(TOP >>> (list & 31));
    ints[list >>> 5] = rest;
    if (rest === 0) ints[SUMMARY + (list >>> 10)] &= ~(TOP >>> ((list >>> 5) & 31));
  }
}

/** A quarter of the mean gap (half of it or an eighth is about as good), as a power of two: dividing by it is exact. */
function tickWidth(meanGapNs: number): number {
  let width = 1;
  while (width * 8 <= meanGapNs && width < 0x100000000) width *= 2;
  return width;
}
