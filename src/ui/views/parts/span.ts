const SPANS = [30, 60, 120];

/** How many seconds a picture of the past shows: few at first, so that it is filled soon, and seldom changing. */
export function spanOf(values: readonly unknown[]): number {
  return SPANS.find(span => values.length <= span) ?? SPANS[SPANS.length - 1];
}
