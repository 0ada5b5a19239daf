import type {Piece} from './table.ts';

/** A sentence with its keys between backticks, as pieces: keys stand out. */
export function highlightKeys(text: string): Piece[] {
  return text.split('`').map((part, at) => [part, at % 2 === 1 ? 'accent' : 'normal']);
}
