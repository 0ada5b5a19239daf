import {readFileSync} from 'node:fs';

/** Names of the built-in drills, from easy to hard. Each is a file in catalogue/. */
export const BUILT_IN_DRILLS: readonly string[] = [
  'hung-sharer',
  'night-shift',
  'counterfactual',
  'false-alarm',
  'late-disk',
  'storm',
  'stuck-pin',
  'locked-up',
  'killed-line',
  'dvd',
  'busy-slot',
  'limited',
  'two-culprits',
  'crash-loop',
  'orphan',
  'power',
  'wrong-register',
  'silenced-guest',
];

/** The text of a built-in drill. */
export function builtInDrillText(name: string): string {
  return readFileSync(new URL(`./catalogue/${name}.yaml`, import.meta.url), 'utf8');
}
