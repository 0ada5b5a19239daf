import {markOf} from '../../model/view/timeline.ts';
import type {View} from '../../model/view/view.ts';
import type {IndexMoment} from '../../protocol/record/index.ts';

/** Collects the moments of a log that a user may want to go to. */
export type IndexMoments = {
  /** Looks at the new entries of the log. */
  look(view: View): void;
  /** Those since the last time, in order. */
  take(): IndexMoment[];
};

/** Begins after the entries that the log has already. */
export function openIndexMoments(from: View): IndexMoments {
  let seen = from.log.at(-1);
  let moments: IndexMoment[] = [];
  return {
    look({log}) {
      for (const entry of log.slice(seen ? log.lastIndexOf(seen) + 1 : 0)) {
        const mark = markOf(entry);
        if (mark !== null) moments.push([mark.t, mark.kind]);
      }
      seen = log.at(-1);
    },
    take() {
      const taken = moments;
      moments = [];
      return taken;
    },
  };
}
