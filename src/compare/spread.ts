/** A measured value over the seeds. `null` is the highest: it never came. */
export type Spread = {median: number | null; min: number | null; max: number | null};

/** Of at least one value. The median of an even number is the mean of the two in the middle. */
export function spreadOf(values: readonly (number | null)[]): Spread {
  const sorted = values.toSorted((one, other) => (one ?? Infinity) - (other ?? Infinity) || 0);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return {
    median: low === null || high === null ? null : (low + high) / 2,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
}
