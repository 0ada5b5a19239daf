import type {Glyphs} from '../parts/glyphs.ts';

/**
 * The last `width` values, one character each, the latest at the right. The lowest bar is 0 and nothing else: what happens at all
 * is seen. What is unknown is blank.
 */
export function sparkline(values: readonly (number | null)[], width: number, {bars}: Glyphs): string {
  const shown = values.slice(-width);
  // Of all that is known, so that the bars keep their heights when the highest leaves at the left.
  const most = values.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
  const steps = [...bars];
  return shown
    .map(value => (value === null ? ' ' : steps[heightOf(value, most, steps.length)]))
    .join('')
    .padStart(width);
}

function heightOf(value: number, most: number, steps: number): number {
  return value <= 0 ? 0 : 1 + Math.min(Math.floor((value / most) * (steps - 1)), steps - 2);
}
