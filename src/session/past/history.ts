import {advance as fold} from '../../model/fold/fold.ts';
import type {View} from '../../model/view/view.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Step} from '../../protocol/record/step.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {bytesOfRecord, bytesOfView} from './size-estimate.ts';

/**
 * The recent past of a session: the folded records, cut into seconds, each with the view at its beginning. The view of any time is
 * the view at the beginning of its second with the records since then, so it is the same whether the session played or sought to it.
 * A second with more records than memory allows is cut into several pieces.
 */
export type History = {
  /** Adds folded records, and the view after them. Their times never go back. */
  take(records: readonly TraceRecord[], view: View): void;
  /** Forgets everything and begins with a view: the next records do not continue the last ones. */
  restart(view: View): void;
  /** All times from here to there can be shown. */
  readonly fromNs: Ns;
  readonly toNs: Ns;
  /** The views at the beginning of seconds are kept from here on: two minutes before `fromNs`, or all. */
  readonly secondsFromNs: Ns;
  /** The view at `t`, after all records of that time. A time out of the range gives the nearest end of the range. */
  at(t: Ns): View;
  /** The view at the beginning of each second of the two minutes before `t`, oldest first, then that of `t`. */
  seconds(t: Ns): readonly View[];
  /** The view to compare that of `t` with: after the latest sample that is a second older, or after the sample before the last one. */
  before(t: Ns): View;
  /** The time of the latest kept sample before `t`; `null`: there is no such sample. */
  sampleBefore(t: Ns): Ns | null;
  /** The time of the earliest kept sample after `t`; `null`: there is no such sample. */
  sampleAfter(t: Ns): Ns | null;
  /** Steps of a line among the kept records, from one time to another, both inclusive. */
  steps(line: string, from: Ns, to: Ns): Step[];
  /** Estimated memory of all that is kept. */
  readonly bytes: number;
};

/** A second or a piece of one, with the memory that its records and its view take. */
type Piece = {readonly view: View; readonly records: TraceRecord[]; bytes: number; readonly viewBytes: number};

type State = {
  readonly limitBytes: number;
  /** Oldest first. */
  pieces: Piece[];
  last: View;
  bytes: number;
  /** So many of the first pieces have only their view left, for charts. */
  bare: number;
  /** The views at the beginning of seconds that charts needed: they need them again while a second is among the last two minutes. */
  drawn: Map<Ns, View>;
  /** The last result of `before`. */
  compared: View | null;
};

const LIMIT_BYTES = 16e6;
const KEPT_S = 120;
/** So many whole seconds are kept before a time that can be shown, so that it can be compared with a second earlier. */
const LEAD = 2;

/** Keeps about so many bytes, but always the last four seconds, and the views of two minutes. */
export function openHistory(first: View, limitBytes = LIMIT_BYTES): History {
  const state: State = {limitBytes, pieces: [], last: first, bytes: 0, bare: 0, drawn: new Map(), compared: null};
  begin(state, first);
  return {
    take: (records, view) => take(state, records, view),
    restart(view) {
      Object.assign(state, {pieces: [], last: view, bytes: 0, bare: 0, drawn: new Map(), compared: null});
      begin(state, view);
    },
    get fromNs() {
      return (state.bare === 0 ? state.pieces[0] : firstShown(state)).view.t;
    },
    get toNs() {
      return state.last.t;
    },
    get secondsFromNs() {
      return state.pieces[0].view.t;
    },
    get bytes() {
      return state.bytes;
    },
    at: t => viewAt(state, t),
    seconds: t => viewsOfSeconds(state, t),
    before: t => viewBefore(state, t),
    sampleBefore: t => sampleBefore(state, t),
    sampleAfter: t => sampleAfter(state, t),
    steps: (line, from, to) => stepsOf(state, line, from, to),
  };
}

function take(state: State, records: readonly TraceRecord[], view: View): void {
  const {view: begun, bytes} = state.pieces.at(-1)!;
  // A late record of the very time at which a second begins is folded into the view of that second.
  if (secondOf(state.last.t) > secondOf(begun.t) || bytes > state.limitBytes / 2) begin(state, state.last);
  const piece = state.pieces.at(-1)!;
  for (const record of records) {
    const size = bytesOfRecord(record);
    piece.records.push(record);
    piece.bytes += size;
    state.bytes += size;
  }
  if (records[0]?.t === state.last.t) state.drawn.delete(state.last.t);
  state.last = view;
}

function begin(state: State, view: View): void {
  const {pieces, limitBytes} = state;
  const viewBytes = bytesOfView(view, pieces.at(-1)?.view);
  pieces.push({view, records: [], bytes: 0, viewBytes});
  state.bytes += viewBytes;
  while (state.bytes > limitBytes && state.bare < pieces.length - 2 * LEAD) strip(state);
  while (state.bare > 1 && pieces[1].view.t <= view.t - (KEPT_S + 1) * NS_PER_S) {
    state.bytes -= pieces.shift()!.viewBytes;
    state.bare--;
  }
}

/** Drops the records of the oldest piece that has some. If a second has several pieces, charts need only the view at its beginning. */
function strip(state: State): void {
  const {pieces, bare} = state;
  const piece = pieces[bare];
  state.bytes -= piece.bytes;
  piece.records.length = 0;
  piece.bytes = 0;
  if (bare === 0 || secondOf(piece.view.t) > secondOf(pieces[bare - 1].view.t)) state.bare++;
  else state.bytes -= pieces.splice(bare, 1)[0].viewBytes;
}

/** The first piece with whole seconds before it, else the last piece. */
function firstShown({pieces, bare}: State): Piece {
  const enough = pieces[bare].view.t + LEAD * NS_PER_S;
  return pieces.find(({view}, place) => place >= bare + LEAD && view.t >= enough) ?? pieces.at(-1)!;
}

/** The piece that contains `t`, the first one for an earlier time. */
function placeOf({pieces}: State, t: Ns): number {
  let [low, high] = [0, pieces.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (pieces[middle].view.t <= t) low = middle;
    else high = middle;
  }
  return low;
}

function viewAt(state: State, t: Ns): View {
  if (t >= state.last.t) return state.last;
  const {view, records} = state.pieces[placeOf(state, t)];
  return t <= view.t && records[0]?.t !== t ? view : fold(view, upTo(records, t), Math.max(t, view.t));
}

function viewsOfSeconds(state: State, t: Ns): View[] {
  const from = Math.max(state.pieces[0].view.t, (secondOf(t) - KEPT_S) * NS_PER_S);
  for (const drawnAt of state.drawn.keys()) if (drawnAt < from) state.drawn.delete(drawnAt);
  const views = from % NS_PER_S === 0 || from >= t ? [] : [viewAt(state, from)];
  for (let second = Math.ceil(from / NS_PER_S) * NS_PER_S; second < t; second += NS_PER_S)
    views.push(viewOfSecond(state, second));
  return [...views, viewAt(state, t)];
}

function viewOfSecond(state: State, t: Ns): View {
  const view = state.drawn.get(t) ?? viewAt(state, t);
  state.drawn.set(t, view);
  return view;
}

function viewBefore(state: State, t: Ns): View {
  const newest = sampleBefore(state, t + 1);
  const wanted = newest === null ? null : sampleBefore(state, Math.min(t - NS_PER_S + 1, newest));
  if (wanted === null) return state.pieces[0].view;
  const {view, records} = state.pieces[placeOf(state, wanted)];
  // Mostly it is a little after the last result.
  const {compared} = state;
  const from = compared !== null && compared.t >= view.t && compared.t <= wanted ? compared : view;
  if (from.t === wanted && from !== view) return from;
  const since = records.filter(record => record.t <= wanted && (record.t > from.t || from === view));
  state.compared = fold(from, since, wanted);
  return state.compared;
}

function sampleBefore(state: State, t: Ns): Ns | null {
  for (let place = placeOf(state, t); place >= 0; place--) {
    const found = state.pieces[place].records.findLast(record => record.kind === 'sample' && record.t < t);
    if (found) return found.t;
  }
  return null;
}

function sampleAfter(state: State, t: Ns): Ns | null {
  for (let place = placeOf(state, t); place < state.pieces.length; place++) {
    const found = state.pieces[place].records.find(record => record.kind === 'sample' && record.t > t);
    if (found) return found.t;
  }
  return null;
}

function stepsOf(state: State, line: string, from: Ns, to: Ns): Step[] {
  const {pieces} = state;
  const steps: Step[] = [];
  for (let place = placeOf(state, from); place < pieces.length && pieces[place].view.t <= to; place++)
    for (const record of pieces[place].records)
      if (record.kind === 'step' && record.line === line && record.t >= from && record.t <= to) steps.push(record);
  return steps;
}

function secondOf(t: Ns): number {
  return Math.floor(t / NS_PER_S);
}

function upTo(records: readonly TraceRecord[], t: Ns): TraceRecord[] {
  const later = records.findIndex(record => record.t > t);
  return records.slice(0, later < 0 ? records.length : later);
}
