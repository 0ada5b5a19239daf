import type {Fault, Path} from './fault.ts';

/** A name that stands for two things of a kind: a fault at the second. */
export function twice(kind: string, named: readonly {name: string; path: Path}[]): Fault[] {
  const seen = new Set<string>();
  return named.flatMap(({name, path}) => {
    const known = seen.has(name);
    seen.add(name);
    return known ? [{path, sentence: `there is a ${kind} "${name}" already`}] : [];
  });
}

/** A name that stands for nothing; `about` says whose it is. */
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
