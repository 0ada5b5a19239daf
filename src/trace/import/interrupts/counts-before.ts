import type {AbsentCounts} from './absent-counts.ts';
import {cpuAt, type Row, rowOf, type Snapshot} from './snapshot.ts';

/** The counts of a row before this snapshot: the difference was counted since. */
export type CountsBefore = {
  counts: Float64Array;
  /** They are the counts in the snapshot before, cell by cell. */
  unchanged: boolean;
  /** It counts less than before: it began again at 0. */
  reset: boolean;
};

const WRAP = 2 ** 32;
/** A counter of 32 bits that falls has wrapped when it counted at most this much since; otherwise it began again at 0. */
const MOST_AFTER_WRAP = 2 ** 29;

/**
 * A row that is new began at 0. A CPU that is new in an old row begins at its present count: that was not counted in this interval. A row
 * or CPU that comes back goes on from its last count.
 */
export function countsBefore(row: Row, before: Snapshot, now: Snapshot, absent: AbsentCounts): CountsBefore {
  const old = rowOf(before, row.irq);
  const sameCells = old !== undefined && old.counts.length === row.counts.length && before.cpus === now.cpus;
  const counts = sameCells ? old.counts : lookedUp(row, old, before, now, absent);
  const fall = fallOf(counts, row.counts);
  if (fall === 'none') return {counts, unchanged: sameCells, reset: false};
  if (fall === 'wrap') return {counts: unwrapped(counts, row.counts), unchanged: false, reset: false};
  return {counts: new Float64Array(row.counts.length), unchanged: false, reset: old !== undefined};
}

function lookedUp(row: Row, old: Row | undefined, before: Snapshot, now: Snapshot, absent: AbsentCounts): Float64Array {
  const counts = new Float64Array(row.counts.length);
  const places = new Map(old ? Array.from(old.counts, (_, place) => [cpuAt(before.cpus, place), place]) : []);
  for (let place = 0; place < counts.length; place++) {
    const cpu = cpuAt(now.cpus, place);
    const oldPlace = places.get(cpu);
    const known = oldPlace === undefined ? absent.recall(row.irq, cpu) : old?.counts[oldPlace];
    counts[place] = known ?? (old ? row.counts[place] : 0);
  }
  return counts;
}

/** All cells of a row begin again together: a cell that did not fall may have counted more since than it had before. */
function fallOf(before: Float64Array, now: Float64Array): 'none' | 'wrap' | 'reset' {
  let fall: 'none' | 'wrap' = 'none';
  for (let place = 0; place < now.length; place++) {
    if (now[place] >= before[place]) continue;
    if (before[place] >= WRAP || now[place] + WRAP - before[place] > MOST_AFTER_WRAP) return 'reset';
    fall = 'wrap';
  }
  return fall;
}

/** The count before of a cell that wrapped is set 2^32 lower, below zero: with the counts since, it comes to the number in the file. */
function unwrapped(before: Float64Array, now: Float64Array): Float64Array {
  return before.map((count, place) => (now[place] < count ? count - WRAP : count));
}
