import {absent} from '../model/words/nearest.ts';

/** An error in the command line: one sentence with its full stop. */
export class UsageError extends Error {}

/** The error for an unknown name; it names those that exist, and the nearest. */
export function unknownName(kind: string, name: string, existing: readonly string[]): UsageError {
  return new UsageError(absent(kind, name, existing));
}
