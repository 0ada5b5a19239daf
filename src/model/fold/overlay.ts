/** A row of which facts have changed gauges since the last sample; `sampled`: what that sample had left them at. */
export type Overlaid<Gauges> = {readonly sampled: Partial<Gauges> | null};

/**
 * Gauges as a fact changes them, until the next sample. A source compares its gauges with what it told in the sample before: a line
 * that was in flight, is unmasked and in flight again 3 µs later has not changed, and the sample that follows will not say so.
 */
export function overlaid<Gauges extends object>(
  row: Gauges & Overlaid<Gauges>,
  change: Partial<Gauges>,
): Partial<Gauges> {
  const before: Partial<Gauges> = {};
  for (const gauge in change) before[gauge] = row[gauge];
  return {...change, sampled: {...before, ...row.sampled}};
}

/** The row as the last sample left it, for the next one to change. Where no sample ever told anything, it stays as facts left it. */
export function settled<Row extends Overlaid<object>>(row: Row): Row {
  if (row.sampled === null) return row;
  const told = Object.values(row.sampled).some(gauge => gauge !== null);
  return {...row, ...(told && row.sampled), sampled: null};
}
