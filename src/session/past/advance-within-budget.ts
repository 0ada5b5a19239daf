import type {Ns} from '../../protocol/words.ts';
import {type CursorState, note, type Played} from './cursor-state.ts';

/** Lets the session go on, as far as the budget reaches or records have arrived. */
export function readAhead(cursor: CursorState, untilNs: Ns, enough: () => boolean = () => false): Played {
  const {session, slices, now, budgetMs} = cursor;
  const started = now();
  let looked = started;
  while (session.t < untilNs && !session.ended && !enough()) {
    if (looked - started >= budgetMs) return 'late';
    const reached = session.t;
    session.advance(slices.next(reached, untilNs));
    note(cursor);
    // The rest has not arrived yet; another tick goes on.
    if (session.t === reached) return 'dry';
    const before = looked;
    looked = now();
    slices.took(session.t - reached, looked - before);
  }
  return 'there';
}
