import {absent} from '../model/words/nearest.ts';

/** What somebody typed can not be meant: one sentence with its full stop. */
export class UsageError extends Error {}

/** A name that does not exist: says what there is, and the nearest. */
export function unknownName(kind: string, name: string, existing: readonly string[]): UsageError {
  return new UsageError(absent(kind, name, existing));
}
