import type {Session} from '../session.ts';
import type {Bookmarks} from './bookmarks.ts';

/**
 * Learns from a recording's indexes, in the background, what happened in all of it. Each call begins with that or goes on, and tells
 * whether something has been learned since the last one. Where they can not be read, what was seen is all that is known.
 */
export function openIndexes({indexes}: Pick<Session, 'indexes'>, marks: Pick<Bookmarks, 'learn'>): () => boolean {
  let [begun, learned] = [false, false];

  async function learnAll(): Promise<void> {
    for await (const index of indexes!()) {
      marks.learn(index);
      learned = true;
    }
  }

  return () => {
    if (indexes && !begun) void learnAll().catch(() => {});
    begun = true;
    const news = learned;
    learned = false;
    return news;
  };
}
