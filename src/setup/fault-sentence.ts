import {enumerate, nearest} from '../model/words/nearest.ts';
import type {Fault} from '../scenario/check/fault.ts';

/** What is wrong, and what was probably meant, else what there is. Without its full stop. */
export function faultSentence({sentence, unknown}: Pick<Fault, 'sentence' | 'unknown'>): string {
  if (unknown === undefined) return sentence;
  const near = nearest(unknown.name, unknown.existing);
  if (near !== null) return `${sentence}; did you mean ${near}?`;
  return `${sentence}; ${unknown.existing.length === 0 ? 'there is none' : `there are: ${enumerate(unknown.existing)}`}`;
}
