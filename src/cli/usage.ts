import {nearest} from '../model/nearest.ts';

/** What somebody typed can not be meant: one sentence for stderr, exit status 2. */
export class UsageError extends Error {}

/** A name that does not exist: says what there is, and the nearest. */
export function unknownName(kind: string, name: string, existing: readonly string[]): UsageError {
  const near = nearest(name, existing);
  if (near !== null && existing.length > SHOWN_NAMES)
    return new UsageError(`there is no ${kind} "${name}"; did you mean ${near}?`);
  const question = near === null ? '.' : `; did you mean ${near}?`;
  return new UsageError(`there is no ${kind} "${name}", only ${enumerate(existing)}${question}`);
}

const SHOWN_NAMES = 20;

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  return names.length > SHOWN_NAMES ? `${shown} and ${names.length - SHOWN_NAMES} more` : shown;
}
