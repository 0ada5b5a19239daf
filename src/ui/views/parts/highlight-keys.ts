import type {Piece} from './table.ts';

/** A sentence with keys in backticks as pieces, in which the keys are highlighted. */
export function highlightKeys(text: string): Piece[] {
  return text.split('`').map((part, at) => [part, at % 2 === 1 ? 'accent' : 'normal']);
}
