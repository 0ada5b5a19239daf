import {bookmarkOf} from '../../model/view/timeline.ts';
import type {View} from '../../model/view/view.ts';
import type {IndexMoment} from '../../protocol/record/index.ts';

/** Collects the bookmarks of a log for the next index. */
export type IndexMoments = {
  /** Reads the new entries of the log. */
  look(view: View): void;
  /** Those since the last call, in order. */
  take(): IndexMoment[];
};

/** Begins after the entries that the log has already. */
export function openIndexMoments(from: View): IndexMoments {
  let seen = from.log.at(-1);
  let moments: IndexMoment[] = [];
  return {
    look({log}) {
      for (const entry of log.slice(seen ? log.lastIndexOf(seen) + 1 : 0)) {
        const bookmark = bookmarkOf(entry);
        if (bookmark !== null) moments.push([bookmark.t, bookmark.kind]);
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
