import type {Memory} from './memory.ts';
import {cpuAt, type Row, rowOf, type Snapshot} from './snapshot.ts';

/** What the cells of a row stood at before this snapshot, so that the difference is what was counted since. */
export type Before = {
  counts: Float64Array;
  /** They are what the snapshot before said, cell by cell. */
  unchanged: boolean;
  /** It counted less than before: it began anew. */
  reset: boolean;
};

const WRAP = 2 ** 32;
/** A counter of 32 bits that falls has wrapped when that is no more than this; else it began anew. */
const MOST_AFTER_WRAP = 2 ** 29;

/**
 * Where a row is seen for the first time, it began at 0; where only the CPU is, what it had counted while it was offline is not of
 * this interval, and it begins at what it says. Whoever comes back goes on from where it was.
 */
export function countsBefore(row: Row, before: Snapshot, now: Snapshot, memory: Memory): Before {
  const old = rowOf(before, row.irq);
  const sameCells = old !== undefined && old.counts.length === row.counts.length && before.cpus === now.cpus;
  const counts = sameCells ? old.counts : lookedUp(row, old, before, now, memory);
  const fall = fallOf(counts, row.counts);
  if (fall === 'none') return {counts, unchanged: sameCells, reset: false};
  if (fall === 'wrap') return {counts: unwrapped(counts, row.counts), unchanged: false, reset: false};
  return {counts: new Float64Array(row.counts.length), unchanged: false, reset: old !== undefined};
}

function lookedUp(row: Row, old: Row | undefined, before: Snapshot, now: Snapshot, memory: Memory): Float64Array {
  const counts = new Float64Array(row.counts.length);
  const places = new Map(old ? Array.from(old.counts, (_, place) => [cpuAt(before.cpus, place), place]) : []);
  for (let place = 0; place < counts.length; place++) {
    const cpu = cpuAt(now.cpus, place);
    const oldPlace = places.get(cpu);
    const known = oldPlace === undefined ? memory.recall(row.irq, cpu) : old?.counts[oldPlace];
    counts[place] = known ?? (old ? row.counts[place] : 0);
  }
  return counts;
}

/** All cells of a row begin anew together: those that did not fall may have counted more than they had. */
function fallOf(before: Float64Array, now: Float64Array): 'none' | 'wrap' | 'reset' {
  let fall: 'none' | 'wrap' = 'none';
  for (let place = 0; place < now.length; place++) {
    if (now[place] >= before[place]) continue;
    if (before[place] >= WRAP || now[place] + WRAP - before[place] > MOST_AFTER_WRAP) return 'reset';
    fall = 'wrap';
  }
  return fall;
}

/** A cell that wrapped stood 2^32 lower than it said: below zero, so that what was counted since brings it to what the file says. */
function unwrapped(before: Float64Array, now: Float64Array): Float64Array {
  return before.map((count, place) => (now[place] < count ? count - WRAP : count));
}
