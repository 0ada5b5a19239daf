import {enumerate, nearest} from '../model/words/nearest.ts';
import type {Fault} from '../scenario/check/fault.ts';

/** The fault, and for an unknown name the nearest one or all that exist; a sentence without its full stop. */
export function faultSentence({sentence, unknown}: Pick<Fault, 'sentence' | 'unknown'>): string {
  if (unknown === undefined) return sentence;
  const near = nearest(unknown.name, unknown.existing);
  if (near !== null) return `${sentence}; did you mean ${near}?`;
  return `${sentence}; ${unknown.existing.length === 0 ? 'none exists' : `there are: ${enumerate(unknown.existing)}`}`;
}
