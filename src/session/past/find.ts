import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import type {Bookmarks} from './bookmarks.ts';
import type {Cursor} from './cursor.ts';

export type Search = {session: Session; cursor: Cursor; bookmarks: Bookmarks; report(sentence: string): void};

/**
 * Goes to the next marker or alert, or to the one before. Where the bookmarks are not known, because the time was never shown and no index
 * lists them, the records are read first. If there is none, the view stays and `report` gets a sentence.
 */
export function findBookmark(by: 1 | -1, search: Search): void {
  const {session, cursor, bookmarks} = search;
  const t = cursor.requestedNs;
  const {fromNs, toNs} = bookmarks.spanAt(t);
  const next = nearest(by, t, bookmarks);
  if (next !== null && next >= fromNs && next <= toNs) cursor.seek(next);
  else if (by > 0 && session.endNs !== undefined && !isEnd(session, toNs)) readOn(search, t, toNs);
  else if (by < 0 && fromNs > session.startNs && session.canSeek) readBack(search, t, fromNs);
  else reportNone(by, search);
}

/** Commands are not searched. */
function nearest(by: 1 | -1, t: Ns, {all}: Bookmarks): Ns | null {
  const searched = all.filter(({kind}) => kind !== 'command');
  const found = by > 0 ? searched.find(each => each.t > t) : searched.findLast(each => each.t < t);
  return found?.t ?? null;
}

function isEnd(session: Session, t: Ns): boolean {
  return (session.ended && session.t === t) || t >= (session.endNs ?? Number.POSITIVE_INFINITY);
}

/** Reads on from the end of the known span, until a bookmark is known. */
function readOn(search: Search, from: Ns, knownNs: Ns): void {
  const {session, cursor, bookmarks} = search;
  const isEnough = () => {
    const reachedNs = Math.max(bookmarks.spanAt(from).toNs, session.t);
    return isEnd(session, reachedNs) || (nearest(1, from, bookmarks) ?? Number.POSITIVE_INFINITY) <= reachedNs;
  };
  const arrived = () => arrive(1, search, from, nearest(1, from, bookmarks));
  cursor.seekSession(Number.POSITIVE_INFINITY, arrived, knownNs, isEnough);
}

/** Reads the time before the known span, up to that span. */
function readBack(search: Search, from: Ns, knownNs: Ns): void {
  const {session, cursor, bookmarks} = search;
  const earlierNs = bookmarks.lastEndBefore(knownNs) ?? session.startNs;
  const arrived = () => {
    const found = nearest(-1, from, bookmarks);
    arrive(-1, search, from, found !== null && found >= earlierNs ? found : null);
  };
  cursor.seekSession(knownNs, arrived, earlierNs);
}

function arrive(by: 1 | -1, search: Search, from: Ns, found: Ns | null): void {
  search.cursor.seek(found ?? from);
  if (found === null) reportNone(by, search);
}

function reportNone(by: 1 | -1, {session, report}: Search): void {
  const none = 'no marker or alert';
  if (by < 0) report(`${none} before this time`);
  else report(session.endNs === undefined ? `${none} is known after this time` : `${none} after this time`);
}
