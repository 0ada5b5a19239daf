import {type Row, rowOf, type Snapshot} from './snapshot.ts';

/**
 * Whether the last snapshot of a series was cut off; `ended`: the text ends with a newline. Without a newline it was, if the last row of
 * the snapshot before is missing or looks different here. With one it was, if that row is a counter and missing: no kernel removes a
 * counter. A snapshot that was cut off is not shown: its missing lines would seem to vanish.
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
