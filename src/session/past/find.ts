import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import type {Bookmarks} from './bookmarks.ts';
import type {Cursor} from './cursor.ts';

/**
 * Goes to the next marker or alert, or to the one before. A part of the time that was never seen, and that no index lists, is read
 * first. Where there is none, the view stays and `tell` gets a sentence.
 */
export function find(by: 1 | -1, search: Search): void {
  const {session, cursor, bookmarks} = search;
  const t = cursor.aimNs;
  const {fromNs, toNs} = bookmarks.seen(t);
  const next = nearest(by, t, bookmarks);
  if (next !== null && next >= fromNs && next <= toNs) cursor.to(next);
  else if (by > 0 && session.endNs !== undefined && !isEnd(session, toNs)) readOn(search, t, toNs);
  else if (by < 0 && fromNs > session.startNs && session.canSeek) readBack(search, t, fromNs);
  else tellNone(by, search);
}

export type Search = {session: Session; cursor: Cursor; bookmarks: Bookmarks; tell(sentence: string): void};

function tellNone(by: 1 | -1, {session, tell}: Search): void {
  const where = by > 0 ? (session.endNs === undefined ? 'is known after' : 'comes after') : 'stands before';
  tell(`no marker or alert ${where} this`);
}

function isEnd(session: Session, t: Ns): boolean {
  return (session.ended && session.t === t) || t >= (session.endNs ?? Number.POSITIVE_INFINITY);
}

/** Reads on from the end of the part that was seen, until there is one or an index lists one. */
function readOn(search: Search, from: Ns, seenNs: Ns): void {
  const {session, cursor, bookmarks} = search;
  const enough = () => {
    const reachedNs = Math.max(bookmarks.seen(from).toNs, session.t);
    return isEnd(session, reachedNs) || (nearest(1, from, bookmarks) ?? Number.POSITIVE_INFINITY) <= reachedNs;
  };
  const arrived = () => arrive(1, search, from, nearest(1, from, bookmarks));
  cursor.go(Number.POSITIVE_INFINITY, arrived, seenNs, enough);
}

/** Reads the part before the one that was seen without a gap, up to there. */
function readBack(search: Search, from: Ns, seenNs: Ns): void {
  const {session, cursor, bookmarks} = search;
  const earlierNs = bookmarks.seenBefore(seenNs) ?? session.startNs;
  const arrived = () => {
    const found = nearest(-1, from, bookmarks);
    arrive(-1, search, from, found !== null && found >= earlierNs ? found : null);
  };
  cursor.go(seenNs, arrived, earlierNs);
}

function arrive(by: 1 | -1, search: Search, from: Ns, found: Ns | null): void {
  search.cursor.to(found ?? from);
  if (found === null) tellNone(by, search);
}

/** Commands are no goal of a search. */
function nearest(by: 1 | -1, t: Ns, {all}: Bookmarks): Ns | null {
  const goals = all.filter(({kind}) => kind !== 'command');
  return (by > 0 ? goals.find(mark => mark.t > t) : goals.findLast(mark => mark.t < t))?.t ?? null;
}
