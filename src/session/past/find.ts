import type {Ns} from '../../protocol/words.ts';
import type {Session} from '../session.ts';
import type {Marks} from './bookmarks.ts';
import type {Travel} from './cursor.ts';

/**
 * Goes to the next marker or alert, or to the one before. Where that part of the time was never seen, and no index has told of it, it is
 * read first. Where there is none, `told` is given a sentence, and what is shown stays.
 */
export function find(
  by: 1 | -1,
  session: Session,
  travel: Travel,
  marks: Marks,
  told: (sentence: string) => void,
): void {
  const t = travel.aimNs;
  const {fromNs, toNs} = marks.seen(t);
  const next = nearest(by, t, marks);
  if (next !== null && next >= fromNs && next <= toNs) travel.to(next);
  else if (by > 0 && session.endNs !== undefined && !isEnd(toNs)) lookOn(t, toNs);
  else if (by < 0 && fromNs > session.startNs && session.canSeek) lookBack(t, fromNs);
  else none();

  function none(): void {
    const where = by > 0 ? (session.endNs === undefined ? 'is known after' : 'comes after') : 'stands before';
    told(`no marker or alert ${where} this`);
  }

  function isEnd(t: Ns): boolean {
    return (session.ended && session.t === t) || t >= (session.endNs ?? Number.POSITIVE_INFINITY);
  }

  /** Reads on from what was seen until something turns up, or an index has told of it. */
  function lookOn(from: Ns, seenNs: Ns): void {
    const enough = () => {
      const reachedNs = Math.max(marks.seen(from).toNs, session.t);
      return isEnd(reachedNs) || (nearest(1, from, marks) ?? Number.POSITIVE_INFINITY) <= reachedNs;
    };
    travel.go(Number.POSITIVE_INFINITY, () => arrive(from, nearest(1, from, marks)), seenNs, enough);
  }

  /** Reads what lies before what was seen without a gap, up to there. */
  function lookBack(from: Ns, seenNs: Ns): void {
    const earlierNs = marks.seenBefore(seenNs) ?? session.startNs;
    const arrived = () => {
      const found = nearest(-1, from, marks);
      arrive(from, found !== null && found >= earlierNs ? found : null);
    };
    travel.go(seenNs, arrived, earlierNs);
  }

  function arrive(from: Ns, found: Ns | null): void {
    travel.to(found ?? from);
    if (found === null) none();
  }
}

function nearest(by: 1 | -1, t: Ns, {all}: Marks): Ns | null {
  const worthy = all.filter(({kind}) => kind !== 'command');
  return (by > 0 ? worthy.find(mark => mark.t > t) : worthy.findLast(mark => mark.t < t))?.t ?? null;
}
