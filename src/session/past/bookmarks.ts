import {markOf, type TimelineMark} from '../../model/view/timeline.ts';
import type {LogEntry} from '../../model/view/view.ts';
import type {Index} from '../../protocol/record/index.ts';
import type {Ns} from '../../protocol/words.ts';

/** What is known of a source: its marks, and in which parts of its time there are no others. */
export type Bookmarks = {
  /** In order of time; another list when it has changed. */
  readonly all: readonly TimelineMark[];
  /** Notes what stands in a log at `fromNs` or later; all of the time from there to `toNs` has been seen. */
  note(log: readonly LogEntry[], fromNs: Ns, toNs: Ns): void;
  /** Notes what an index tells of its stretch, as if that had been seen; what is seen there later marks nothing more. */
  learn(index: Pick<Index, 'fromNs' | 't' | 'moments'>): void;
  /** The part of the time that was seen without a gap around `t`. */
  seen(t: Ns): {readonly fromNs: Ns; readonly toNs: Ns};
  /** The end of the part that was seen before `t`, and does not reach it; `null`: there is none. */
  seenBefore(t: Ns): Ns | null;
  /** What comes after `t` is no more. */
  forgetAfter(t: Ns): void;
};

/** Of more than these the oldest are forgotten. */
const MOST = 10_000;

export function openBookmarks(): Bookmarks {
  let all: readonly TimelineMark[] = [];
  let noted: LogEntry | undefined;
  const known = new Set<string>();
  let parts: {fromNs: Ns; toNs: Ns}[] = [];
  let told: typeof parts = [];

  function add(marks: readonly TimelineMark[]): void {
    const news = marks.filter(mark => !known.has(nameOf(mark)) && known.add(nameOf(mark)));
    if (news.length === 0) return;
    all = [...all, ...news].toSorted((one, other) => one.t - other.t);
    for (const mark of all.slice(0, -MOST)) known.delete(nameOf(mark));
    all = all.slice(-MOST);
  }

  return {
    get all() {
      return all;
    },
    note(log, fromNs, toNs) {
      parts = joined(parts, fromNs, toNs);
      if (log.length === 0 || log.at(-1) === noted) return;
      const before = noted === undefined ? -1 : log.lastIndexOf(noted);
      noted = log.at(-1);
      const entries = log.slice(before + 1).filter(({t}) => t >= fromNs && !isIn(told, t));
      add(entries.map(markOf).filter(mark => mark !== null));
    },
    learn({fromNs, t: toNs, moments}) {
      if (toNs < fromNs) return;
      parts = joined(parts, fromNs, toNs);
      told = joined(told, fromNs, toNs);
      add(moments.filter(([t]) => t >= fromNs && t <= toNs).map(([t, kind]) => ({t, kind})));
    },
    seen: t => parts.find(part => part.fromNs <= t && t <= part.toNs) ?? {fromNs: t, toNs: t},
    seenBefore(t) {
      const ends = parts.map(({toNs}) => toNs).filter(toNs => toNs < t);
      return ends.length > 0 ? Math.max(...ends) : null;
    },
    forgetAfter(t) {
      for (const mark of all) if (mark.t > t) known.delete(nameOf(mark));
      all = all.filter(mark => mark.t <= t);
      parts = parts.filter(({fromNs}) => fromNs <= t).map(part => ({...part, toNs: Math.min(part.toNs, t)}));
    },
  };
}

/** What happens at one time is one mark of its kind. */
function nameOf({t, kind}: TimelineMark): string {
  return `${t} ${kind}`;
}

function isIn(parts: readonly {fromNs: Ns; toNs: Ns}[], t: Ns): boolean {
  return parts.some(({fromNs, toNs}) => fromNs <= t && t <= toNs);
}

/** The parts with one more, joined with those that it touches. */
function joined(parts: {fromNs: Ns; toNs: Ns}[], fromNs: Ns, toNs: Ns): {fromNs: Ns; toNs: Ns}[] {
  const touching = parts.filter(part => part.fromNs <= toNs && fromNs <= part.toNs);
  if (touching.length === 1 && touching[0].fromNs <= fromNs && touching[0].toNs >= toNs) return parts;
  const whole = touching.reduce(
    (all, part) => ({fromNs: Math.min(all.fromNs, part.fromNs), toNs: Math.max(all.toNs, part.toNs)}),
    {fromNs, toNs},
  );
  return [...parts.filter(part => !touching.includes(part)), whole];
}
