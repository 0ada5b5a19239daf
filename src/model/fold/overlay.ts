/** A row whose gauges facts may have changed since the last sample. `sampled`: their values in that sample. */
export type Overlaid<Gauges> = {readonly sampled: Partial<Gauges> | null};

/**
 * Gauges as a fact changes them, until the next sample. A source leaves out gauges that equal those of its previous sample: a line that
 * was in flight, is unmasked and in flight again 3 µs later has not changed, so the next sample leaves its state out.
 */
export function overlaid<Gauges extends object>(
  row: Gauges & Overlaid<Gauges>,
  change: Partial<Gauges>,
): Partial<Gauges> {
  const before: Partial<Gauges> = {};
  for (const gauge in change) before[gauge] = row[gauge];
  return {...change, sampled: {...before, ...row.sampled}};
}

/** The row as the last sample left it, for the next one to change. A row that no sample ever described stays as facts left it. */
export function settled<Row extends Overlaid<object>>(row: Row): Row {
  if (row.sampled === null) return row;
  const known = Object.values(row.sampled).some(gauge => gauge !== null);
  return {...row, ...(known && row.sampled), sampled: null};
}
