import type {Fault, Path} from './fault.ts';

/** A fault at each name that is already taken by another object of the kind. */
export function twice(kind: string, named: readonly {name: string; path: Path}[]): Fault[] {
  const seen = new Set<string>();
  return named.flatMap(({name, path}) => {
    const known = seen.has(name);
    seen.add(name);
    return known ? [{path, sentence: `there is already a ${kind} "${name}"`}] : [];
  });
}

/** A fault where a name does not exist. `about`: the object that uses the name. */
export function missingName(
  kind: string,
  name: string,
  existing: readonly string[],
  path: Path,
  about: string,
): Fault[] {
  if (existing.includes(name)) return [];
  return [{path, sentence: `${about} names ${kind} "${name}", which does not exist`, unknown: {name, existing}}];
}
