import {advance as fold} from '../../model/fold/fold.ts';
import type {View} from '../../model/view/view.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Step} from '../../protocol/record/step.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {weightBeside, weightOf} from './size-estimate.ts';

/**
 * The recent past of a session: what was folded, cut into seconds, each with the view in which it begins. A view of any moment is
 * made of the view before it and the records in between, so that it is the same however one came there. A second of which more is told
 * than can be kept is cut further.
 */
export type History = {
  /** Records that were folded, and what is known after them; the times of records and of views do not go back. */
  take(records: readonly TraceRecord[], view: View): void;
  /** Forgets all and begins with a view: what comes next does not follow on what came last. */
  restart(view: View): void;
  /** From when to when any moment can be shown. */
  readonly fromNs: Ns;
  readonly toNs: Ns;
  /** From when on there are views of seconds: two minutes more than the moments, or all. */
  readonly secondsFromNs: Ns;
  /** What was known at `t`, of which everything had been told then; the ends of what is kept where it is not in it. */
  at(t: Ns): View;
  /** The view at the beginning of each second of the two minutes before `t`, oldest first, and that of `t`. */
  seconds(t: Ns): readonly View[];
  /** What the view of `t` is compared with: of the latest sample that is a second older, or of the one before the last. */
  before(t: Ns): View;
  /** The time of the latest kept sample before `t`, of the earliest one after it; `null`: there is none. */
  sampleBefore(t: Ns): Ns | null;
  sampleAfter(t: Ns): Ns | null;
  /** Steps of a line among what was told, from a time to another, both inclusive. */
  steps(line: string, from: Ns, to: Ns): Step[];
  /** About how much is kept. */
  readonly bytes: number;
};

/** What its records and what its view take. */
type Second = {readonly view: View; readonly records: TraceRecord[]; bytes: number; readonly viewBytes: number};

const LIMIT_BYTES = 16e6;
const KEPT_S = 120;
/** Before a moment that can be shown so many seconds are whole, so that it can be compared with what was a second earlier. */
const LEAD = 2;

/** About so many bytes are kept, and in any case the last four seconds, and the views of two minutes. */
export function openHistory(first: View, limitBytes = LIMIT_BYTES): History {
  let seconds: Second[] = [];
  let last = first;
  let bytes = 0;
  /** So many of the first seconds have only their views left, of which charts are drawn. */
  let bare = 0;
  let drawn = new Map<Ns, View>();
  let compared: View | null = null;

  function begin(view: View): void {
    const weight = weightBeside(view, seconds.at(-1)?.view);
    seconds.push({view, records: [], bytes: 0, viewBytes: weight});
    bytes += weight;
    while (bytes > limitBytes && bare < seconds.length - 2 * LEAD) strip();
    while (bare > 1 && seconds[1].view.t <= view.t - (KEPT_S + 1) * NS_PER_S) {
      bytes -= seconds.shift()!.viewBytes;
      bare--;
    }
  }

  /** Of what one second was cut into, the view of its beginning is enough to draw. */
  function strip(): void {
    const second = seconds[bare];
    bytes -= second.bytes;
    second.records.length = 0;
    second.bytes = 0;
    if (bare === 0 || secondOf(second.view.t) > secondOf(seconds[bare - 1].view.t)) bare++;
    else bytes -= seconds.splice(bare, 1)[0].viewBytes;
  }

  /** Whole seconds before it are kept, or all that there is. */
  function firstShown(): Second {
    const enough = seconds[bare].view.t + LEAD * NS_PER_S;
    return seconds.find(({view}, place) => place >= bare + LEAD && view.t >= enough) ?? seconds.at(-1)!;
  }

  /** The second of which `t` is part, the first one for what is earlier. */
  function placeOf(t: Ns): number {
    let [low, high] = [0, seconds.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (seconds[middle].view.t <= t) low = middle;
      else high = middle;
    }
    return low;
  }

  function at(t: Ns): View {
    if (t >= last.t) return last;
    const {view, records} = seconds[placeOf(t)];
    return t <= view.t && records[0]?.t !== t ? view : fold(view, upTo(records, t), Math.max(t, view.t));
  }

  function sampleBefore(t: Ns): Ns | null {
    for (let place = placeOf(t); place >= 0; place--) {
      const found = seconds[place]?.records.findLast(record => record.kind === 'sample' && record.t < t);
      if (found) return found.t;
    }
    return null;
  }

  /** At the beginning of a second; asked for again and again while that second is among the last two minutes. */
  function atSecond(t: Ns): View {
    const view = drawn.get(t) ?? at(t);
    drawn.set(t, view);
    return view;
  }

  function restart(view: View): void {
    [seconds, bytes, bare, drawn, compared, last] = [[], 0, 0, new Map(), null, view];
    begin(view);
  }

  begin(first);

  return {
    take(records, view) {
      // What is told late of the moment in which a second begins is folded on the view of that second.
      const {view: begun, bytes: told} = seconds.at(-1)!;
      if (secondOf(last.t) > secondOf(begun.t) || told > limitBytes / 2) begin(last);
      const second = seconds.at(-1)!;
      for (const record of records) {
        const weight = weightOf(record);
        second.records.push(record);
        second.bytes += weight;
        bytes += weight;
      }
      if (records[0]?.t === last.t) drawn.delete(last.t);
      last = view;
    },
    restart,
    get fromNs() {
      return (bare === 0 ? seconds[0] : firstShown()).view.t;
    },
    get bytes() {
      return bytes;
    },
    get secondsFromNs() {
      return seconds[0].view.t;
    },
    get toNs() {
      return last.t;
    },
    at,
    seconds(t) {
      const from = Math.max(seconds[0].view.t, (Math.floor(t / NS_PER_S) - KEPT_S) * NS_PER_S);
      for (const drawnAt of drawn.keys()) if (drawnAt < from) drawn.delete(drawnAt);
      const views = from % NS_PER_S === 0 || from >= t ? [] : [at(from)];
      for (let second = Math.ceil(from / NS_PER_S) * NS_PER_S; second < t; second += NS_PER_S)
        views.push(atSecond(second));
      return [...views, at(t)];
    },
    before(t) {
      const newest = sampleBefore(t + 1);
      const wanted = newest === null ? null : sampleBefore(Math.min(t - NS_PER_S + 1, newest));
      if (wanted === null) return seconds[0].view;
      const {view, records} = seconds[placeOf(wanted)];
      // Mostly a little after the last one that was asked for.
      const from = compared !== null && compared.t >= view.t && compared.t <= wanted ? compared : view;
      const since = records.filter(record => record.t <= wanted && (record.t > from.t || from === view));
      compared = from.t === wanted && from !== view ? from : fold(from, since, wanted);
      return compared;
    },
    sampleBefore,
    steps(line, from, to) {
      const steps: Step[] = [];
      for (let place = placeOf(from); place < seconds.length && seconds[place].view.t <= to; place++)
        for (const record of seconds[place].records)
          if (record.kind === 'step' && record.line === line && record.t >= from && record.t <= to) steps.push(record);
      return steps;
    },
    sampleAfter(t) {
      for (let place = placeOf(t); place < seconds.length; place++) {
        const found = seconds[place].records.find(record => record.kind === 'sample' && record.t > t);
        if (found) return found.t;
      }
      return null;
    },
  };
}

function secondOf(t: Ns): number {
  return Math.floor(t / NS_PER_S);
}

function upTo(records: readonly TraceRecord[], t: Ns): TraceRecord[] {
  const later = records.findIndex(record => record.t > t);
  return records.slice(0, later < 0 ? records.length : later);
}
