import type {Frame, LineFrame} from '../../protocol/frame/frame.ts';
import {readPattern} from '../words/pattern.ts';
import {deltaOf, type FramePair} from './deltas.ts';

/** Which lines are shown, and in which order. */
export type LineSelection = {
  readonly sort: {readonly column: SortName; readonly reverse: boolean};
  readonly filter: Filter;
  /** Lines with at most this rate per second that are not blocked are hidden; `null`: no line is hidden by rate. */
  readonly threshold: number | null;
};

export type SortName = 'irq' | 'state' | 'blocked' | 'rate' | 'total' | 'delta' | 'names';

/** A regular expression. `inverted`: the lines that do not match are shown. */
export type Filter = {readonly text: string; readonly inverted: boolean};

/** The shown lines in their order. Counters come last in every order. */
export function shownLines(known: FramePair, {sort, ...wanted}: LineSelection): LineFrame[] {
  const shown = wantedLines(known.frame, wanted);
  const sign = sort.reverse ? -1 : 1;
  const {compare} = SORTS[sort.column];
  return shown.sort(
    (one, other) =>
      Number(one.counter ?? false) - Number(other.counter ?? false) ||
      sign * compare(one, other, known) ||
      byName(one.irq, other.irq),
  );
}

/** The lines that are not hidden, in the order of the source. */
export function wantedLines({lines}: Frame, {filter, threshold}: Omit<LineSelection, 'sort'>): LineFrame[] {
  const matches = matcherOf(filter);
  return lines.filter(line => matches(wordsOf(line)) && (threshold === null || !isQuiet(line, threshold)));
}

type Sort = {
  /** In the sort menu. */
  key: string;
  title: string;
  compare(one: LineFrame, other: LineFrame, known: FramePair): number;
};

/** The orders of lines, in the order of the keys `<` and `>`. Numbers begin with the greatest. */
export const SORTS: {readonly [name in SortName]: Sort} = {
  irq: {key: 'i', title: 'number or name', compare: (one, other) => byName(one.irq, other.irq)},
  state: {key: 's', title: 'state, the worst first', compare: (one, other) => severity(other) - severity(one)},
  blocked: {
    key: 'b',
    title: 'share of time blocked',
    compare: (one, other) => greatest(one.blockedShare, other.blockedShare),
  },
  rate: {key: 'r', title: 'rate', compare: (one, other) => greatest(one.rate, other.rate)},
  total: {key: 't', title: 'total', compare: (one, other) => greatest(one.total, other.total)},
  delta: {
    key: 'd',
    title: 'count of the last second',
    compare: (one, other, known) => greatest(deltaOf(one, known), deltaOf(other, known)),
  },
  names: {key: 'n', title: 'devices', compare: (one, other) => byName(nameOf(one), nameOf(other))},
};

/** The names of the orders, in that order. */
export const SORT_NAMES = Object.keys(SORTS) as SortName[];

/** Text that is not a pattern is searched for literally. */
function matcherOf({text, inverted}: Filter): (words: string) => boolean {
  if (text === '') return () => true;
  const {pattern} = readPattern(text);
  return words => pattern.found(words) !== inverted;
}

function wordsOf({irq, chip, state, devices, domains, waitsFor}: LineFrame): string {
  return [irq, chip, state, ...(devices ?? []), ...(domains ?? []), ...(waitsFor ?? [])].join(' ');
}

/** Every line is in flight for some microseconds of each interrupt. From this share of the time on it counts as blocked. */
const BLOCKED = 0.1;
const PASSING: readonly string[] = ['open', 'in-flight', 'unknown'];

function isQuiet({rate, state = 'unknown', blockedShare}: LineFrame, threshold: number): boolean {
  return rate !== null && rate <= threshold && (blockedShare ?? 0) < BLOCKED && PASSING.includes(state);
}

const SEVERITY: readonly string[] = ['unknown', 'open', 'unused', 'in-flight', 'limited', 'masked', 'killed'];

function severity({state = 'unknown', blockedShare}: LineFrame): number {
  return SEVERITY.indexOf(state) + (blockedShare ?? 0);
}

/** Unknown values come last. */
function greatest(one: number | null | undefined, other: number | null | undefined): number {
  return (other ?? -1) - (one ?? -1);
}

function nameOf({devices, chip}: LineFrame): string {
  return devices?.join(' ') || (chip ?? '');
}

/** Numbers by value, before names. */
function byName(one: string, other: string): number {
  const [first, second] = [one, other].map(name => (/^\d+$/.test(name) ? Number(name) : Infinity));
  if (first !== second) return first - second;
  return one < other ? -1 : one > other ? 1 : 0;
}
