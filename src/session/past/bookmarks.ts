import {type Bookmark, bookmarkOf} from '../../model/view/timeline.ts';
import type {LogEntry} from '../../model/view/view.ts';
import type {Index} from '../../protocol/record/index.ts';
import type {Ns} from '../../protocol/words.ts';

/** The known bookmarks, and the spans of time in which there are no others. */
export type Bookmarks = {
  /** In order of time; a new array after each change. */
  readonly all: readonly Bookmark[];
  /** Adds those of a log from `fromNs` on; the whole span from there to `toNs` is known now. */
  addLog(log: readonly LogEntry[], fromNs: Ns, toNs: Ns): void;
  /** Adds those of an index; its span is known now, and a log adds no more to it. */
  addIndex(index: Pick<Index, 'fromNs' | 't' | 'moments'>): void;
  /** The known span around `t`; if `t` is in none, a span of only `t`. */
  spanAt(t: Ns): Span;
  /** The end of the last known span that ends before `t`; `null`: no span does. */
  lastEndBefore(t: Ns): Ns | null;
  forgetAfter(t: Ns): void;
};

/** Both ends are inclusive. */
type Span = {readonly fromNs: Ns; readonly toNs: Ns};

/** If there are more, the oldest are dropped. */
const MOST = 10_000;

type State = {
  all: readonly Bookmark[];
  readonly keys: Set<string>;
  known: readonly Span[];
  indexed: readonly Span[];
  /** The last entry of the log that was read. */
  lastEntry: LogEntry | undefined;
};

export function openBookmarks(): Bookmarks {
  const state: State = {all: [], keys: new Set(), known: [], indexed: [], lastEntry: undefined};
  return {
    get all() {
      return state.all;
    },
    addLog: (log, fromNs, toNs) => addLog(state, log, fromNs, toNs),
    addIndex: index => addIndex(state, index),
    spanAt: t => state.known.find(span => isIn(span, t)) ?? {fromNs: t, toNs: t},
    lastEndBefore: t => lastEndBefore(state, t),
    forgetAfter: t => forgetAfter(state, t),
  };
}

function addLog(state: State, log: readonly LogEntry[], fromNs: Ns, toNs: Ns): void {
  const {lastEntry, indexed} = state;
  state.known = joined(state.known, fromNs, toNs);
  if (log.length === 0 || log.at(-1) === lastEntry) return;
  const next = lastEntry === undefined ? 0 : log.lastIndexOf(lastEntry) + 1;
  state.lastEntry = log.at(-1);
  const entries = log.slice(next).filter(({t}) => t >= fromNs && !indexed.some(span => isIn(span, t)));
  add(
    state,
    entries.map(bookmarkOf).filter(bookmark => bookmark !== null),
  );
}

function addIndex(state: State, {fromNs, t: toNs, moments}: Pick<Index, 'fromNs' | 't' | 'moments'>): void {
  if (toNs < fromNs) return;
  state.known = joined(state.known, fromNs, toNs);
  state.indexed = joined(state.indexed, fromNs, toNs);
  add(
    state,
    moments.filter(([t]) => isIn({fromNs, toNs}, t)).map(([t, kind]) => ({t, kind})),
  );
}

function add(state: State, bookmarks: readonly Bookmark[]): void {
  const {keys} = state;
  const news = bookmarks.filter(bookmark => !keys.has(keyOf(bookmark)) && keys.add(keyOf(bookmark)));
  if (news.length === 0) return;
  const all = [...state.all, ...news].toSorted((one, other) => one.t - other.t);
  for (const bookmark of all.slice(0, -MOST)) keys.delete(keyOf(bookmark));
  state.all = all.slice(-MOST);
}

function lastEndBefore({known}: State, t: Ns): Ns | null {
  const ends = known.map(({toNs}) => toNs).filter(toNs => toNs < t);
  return ends.length > 0 ? Math.max(...ends) : null;
}

function forgetAfter(state: State, t: Ns): void {
  for (const bookmark of state.all) if (bookmark.t > t) state.keys.delete(keyOf(bookmark));
  state.all = state.all.filter(bookmark => bookmark.t <= t);
  state.known = state.known
    .filter(({fromNs}) => fromNs <= t)
    .map(({fromNs, toNs}) => ({fromNs, toNs: Math.min(toNs, t)}));
}

/** All events of one kind at one time are one bookmark. */
function keyOf({t, kind}: Bookmark): string {
  return `${t} ${kind}`;
}

function isIn({fromNs, toNs}: Span, t: Ns): boolean {
  return fromNs <= t && t <= toNs;
}

/** Adds a span, joined with those that it touches. */
function joined(spans: readonly Span[], fromNs: Ns, toNs: Ns): readonly Span[] {
  const touching = spans.filter(span => span.fromNs <= toNs && fromNs <= span.toNs);
  if (touching.length === 1 && touching[0].fromNs <= fromNs && touching[0].toNs >= toNs) return spans;
  const whole = touching.reduce(
    (all, span) => ({fromNs: Math.min(all.fromNs, span.fromNs), toNs: Math.max(all.toNs, span.toNs)}),
    {fromNs, toNs},
  );
  return [...spans.filter(span => !touching.includes(span)), whole];
}
