import {advance} from '../../src/model/fold/fold.ts';
import {frame} from '../../src/model/frame/frame.ts';
import {initialView, type View} from '../../src/model/view/view.ts';
import type {Header} from '../../src/protocol/record/header.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {Ns} from '../../src/protocol/words.ts';
import type {Live} from '../../src/session/live.ts';
import {S} from './host.ts';

// What must be seen at a time, however one came there: worked out from a run from the beginning, by the fold alone.

/** All records, and the view of each second: `views[n]` is that of second n. */
export type Straight = {all: readonly TraceRecord[]; views: readonly View[]};

export function straightOf(header: Header, all: readonly TraceRecord[], lengthNs: Ns): Straight {
  const first = all.filter(({t}) => t === 0);
  const views = [advance(initialView(header), first, 0)];
  let from = first.length;
  for (let second = 1; second <= Math.floor(lengthNs / S); second++) {
    const later = all.findIndex(({t}, at) => at >= from && t > second * S);
    const to = later < 0 ? all.length : later;
    views.push(advance(views.at(-1)!, all.slice(from, to), second * S));
    from = to;
  }
  return {all, views};
}

/** The visible state, as far as it can be written down. */
export function seen({view, before, seconds}: Pick<Live, 'view' | 'before' | 'seconds'>): Seen {
  return JSON.parse(
    JSON.stringify({
      t: view.t,
      frame: frame(view, before),
      before: frame(before, before),
      log: view.log,
      history: pairs(seconds()),
      at: seconds().map(({t}) => t),
    }),
  );
}

type Alerting = {alerts: {id?: string}[]};
export type Seen = {
  t: Ns;
  log: {t: Ns; alert?: string}[];
  frame: Alerting;
  before: Alerting;
  history: unknown[];
  at: Ns[];
};

function pairs(views: readonly View[]): unknown[] {
  return views
    .slice(1)
    .map((view, at) => frame(view, views[at]).lines.map(({rate, blockedShare}) => [rate, blockedShare]));
}

/** The same, of a straight run. */
export function straight({all, views}: Straight, t: Ns): Seen {
  const at = (ns: Ns) => {
    const second = Math.min(Math.floor(ns / S), views.length - 1);
    const since = all.filter(record => record.t > second * S && record.t <= ns);
    return advance(views[second], since, ns);
  };
  const samples = all.filter(({kind}) => kind === 'sample').map(record => record.t);
  const newest = samples.findLast(ns => ns <= t) ?? -1;
  const before = at(samples.findLast(ns => ns <= t - S && ns < newest) ?? 0);
  const from = Math.max(Math.floor(t / S) - 120, 0);
  const seconds = [...views.slice(from, Math.ceil(t / S)), at(t)];
  return seen({view: at(t), before, seconds: () => seconds});
}
