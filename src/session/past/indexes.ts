import type {Session} from '../session.ts';
import type {Bookmarks} from './bookmarks.ts';

/**
 * Reads the indexes of a recording in the background, and adds their bookmarks. The first call of the result begins this; each call returns
 * whether an index was read since the last call. If they can not be read, the bookmarks are only those of the records that were read.
 */
export function openIndexes(
  {indexes}: Pick<Session, 'indexes'>,
  bookmarks: Pick<Bookmarks, 'addIndex'>,
): () => boolean {
  const state = {isBegun: false, hasNew: false};

  async function readAll(): Promise<void> {
    for await (const index of indexes!()) {
      bookmarks.addIndex(index);
      state.hasNew = true;
    }
  }

  return () => {
    if (indexes && !state.isBegun) void readAll().catch(() => {});
    const {hasNew} = state;
    Object.assign(state, {isBegun: true, hasNew: false});
    return hasNew;
  };
}
