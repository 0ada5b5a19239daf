import type {Glyphs} from '../parts/glyphs.ts';

/**
 * The last `width` values, one character each, the latest at the right. Only 0 has the lowest bar: any other value is visible. Unknown
 * values are blank.
 */
export function sparkline(values: readonly (number | null)[], width: number, {bars}: Glyphs): string {
  const shown = values.slice(-width);
  // Of all known values, so that the bars keep their heights when the highest one moves out at the left.
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
