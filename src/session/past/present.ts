import type {View} from '../../model/view/view.ts';
import type {Ns} from '../../protocol/words.ts';

/** Where a session stands, and the farthest time that it has reached. */
type Position = {readonly view: View; readonly farthestNs: Ns};

/**
 * The present of a session is the farthest time that it has reached. A session that was taken back stands in the past until it reaches
 * that time again. Meanwhile it folds records for the second time, a recording does not get them, and a new command begins a branch.
 * The view on the screen has a time of its own, that of the cursor, which may be earlier than both.
 */
export function isInPast({view, farthestNs}: Position): boolean {
  return view.t < farthestNs;
}
