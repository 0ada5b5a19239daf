import type {Ns} from '../../protocol/words.ts';
import {addBookmarks, type CursorState, type Played} from './cursor-state.ts';

/** Advances the session, as far as the budget reaches or records have arrived. */
export function advanceWithinBudget(cursor: CursorState, untilNs: Ns, isEnough: () => boolean = () => false): Played {
  const {session, slices, now, budgetMs} = cursor;
  const started = now();
  let ended = started;
  while (session.t < untilNs && !session.ended && !isEnough()) {
    if (ended - started >= budgetMs) return 'out-of-budget';
    const from = session.t;
    session.advance(slices.next(from, untilNs));
    addBookmarks(cursor);
    // More records have to arrive; a later tick goes on.
    if (session.t === from) return 'drained';
    const begun = ended;
    ended = now();
    slices.took(session.t - from, ended - begun);
  }
  return 'reached';
}
