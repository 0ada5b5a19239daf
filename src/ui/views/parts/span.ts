const SPANS = [30, 60, 120];

/** How many seconds a history shows: few at first, so that it is soon full; it changes seldom. */
export function spanOf(values: readonly unknown[]): number {
  return SPANS.find(span => values.length <= span) ?? SPANS[SPANS.length - 1];
}
