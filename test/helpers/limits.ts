import {PATIENCE_MS} from './patience.ts';

/** A limit of wall time that a busy machine could meet: where it stands, and what it is. */
export type ShortLimit = {path: string; line: number; text: string};

// A limit that is written as a number. A computed limit is not found.
const LIMITS: readonly RegExp[] = [
  // An option of a test, a hook, a program that is run.
  /\b(?:timeout|testTimeout|hookTimeout|teardownTimeout)\s*[:=]\s*(\d[\d_]*)/,
  // The last argument of a test or a hook; a number of a digit or two is not a limit.
  /^\}, (\d[\d_]{2,})\);$/,
  /\},\n +(\d[\d_]{2,}),\n\s*\);/,
  // A deadline.
  /\b(?:Date|performance)\.now\(\) \+ (\d[\d_]*)/,
  /\btime\.(?:monotonic|time)\(\) \+ (\d[\d_.]*)/,
  // What has passed since a moment. What has passed at least is no limit.
  /\b(?:Date|performance)\.now\(\) - [^\n]*(?:\.toBeLessThan(?:OrEqual)?\(|<=? ?|> ?)(\d[\d_]*)/,
];

/** Limits of wall time below the patience of tests. */
export function shortLimits(path: string, text: string): ShortLimit[] {
  return LIMITS.flatMap(limit =>
    [...text.matchAll(new RegExp(limit, 'gm'))]
      .filter(([, number]) => Number(number.replaceAll('_', '')) < PATIENCE_MS)
      .map(({0: found, 1: number, index}) => {
        const line = text.slice(0, index + found.lastIndexOf(number)).split('\n').length;
        return {path, line, text: text.split('\n')[line - 1].trim()};
      }),
  );
}
