import {distance} from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: one that begins with the word or has the same letters in another order, or the nearest by
 * edits, two in five letters at most.
 * `null` when none is near. Case does not matter; of equals the first.
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

/** What was written, what it may have meant, and what there is. */
export function offer(word: string, existing: readonly string[]): string {
  const near = nearest(word, existing);
  return `"${word}"${near === null ? '' : `, did you mean "${near}"?`} (there are: ${existing.join(', ')})`;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
