import {type Row, rowOf, type Snapshot} from './snapshot.ts';

/**
 * Whether the last snapshot of a series was cut off; `ended`: by a newline. It was when the row that ends the snapshot before is
 * missing or does not look the same where the text breaks off; and when the text ends with a row, but counters are missing, which
 * no kernel takes away. Its lines would seem to vanish, so it is not shown at all.
 */
export function isTorn(last: Snapshot, before: Snapshot | null, ended: boolean): boolean {
  const finalRow = before?.rows.at(-1);
  if (!finalRow) return false;
  const same = rowOf(last, finalRow.irq);
  if (!ended) return !same || !looksSame(same, finalRow);
  return !same && finalRow.counter && last.rows.every(({irq}, place) => before?.rows[place]?.irq === irq);
}

function looksSame(one: Row, other: Row): boolean {
  if (one.counts.length !== other.counts.length || one.chip !== other.chip) return false;
  return one.devices.join('\n') === other.devices.join('\n');
}
