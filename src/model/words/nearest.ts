import {distance} from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: one that begins with the word or has the same letters in another order, or else the nearest by
 * edits, at most two in five letters. `null` where none is near. Case does not matter; of equals the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestEdits = Math.max(1, Math.floor(wanted.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const offered = candidate.toLowerCase();
    const same = wanted.length > 1 && (offered.startsWith(wanted) || sorted(offered) === sorted(wanted));
    const edits = same ? 0.5 : distance(wanted, offered);
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

/** The word, the candidate that was probably meant, and all candidates. */
export function offer(word: string, existing: readonly string[]): string {
  const near = nearest(word, existing);
  return `"${word}"${near === null ? '' : `, did you mean "${near}"?`} (there are: ${existing.join(', ')})`;
}

/** One sentence about a name that does not exist: the names that exist or, where they are many, the nearest one. */
export function absent(kind: string, name: string, existing: readonly string[]): string {
  const near = nearest(name, existing);
  if (near !== null && existing.length > SHOWN_NAMES) return `there is no ${kind} "${name}"; did you mean ${near}?`;
  const question = near === null ? '.' : `; did you mean ${near}?`;
  return `there is no ${kind} "${name}", only ${enumerate(existing)}${question}`;
}

const SHOWN_NAMES = 20;

/** The first names, and how many more there are. */
export function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  return names.length > SHOWN_NAMES ? `${shown} and ${names.length - SHOWN_NAMES} more` : shown;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
