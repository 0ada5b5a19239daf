import {produce} from 'immer';
import {FACTS, type Fact} from '../../protocol/record/fact.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import {raise, updateAlerts} from '../judge/alerts.ts';
import {hostLost} from '../judge/rules.ts';
import {LOG_LIMIT, type LogEntry, type View, type ViewDraft} from '../view/view.ts';
import {foldCpus} from './cpus.ts';
import {foldDevices} from './devices.ts';
import {foldDomains} from './domains.ts';
import {foldFact} from './facts.ts';
import {foldLines} from './lines.ts';
import {foldKeyframe} from './wiring.ts';

/**
 * The view after these records, in order of time; `t` (ns, not before the last record) is when it is looked at. Any split of the
 * records into calls gives an equal view. Steps and unknown kinds only move the time.
 */
export function advance(view: View, records: readonly TraceRecord[], t?: Ns): View {
  // The log stays out of the draft: pushing to a thousand drafted entries takes 5 ms, a new array 3 µs.
  const {log, ...state} = view;
  const news: LogEntry[] = [];
  const next = produce<View, ViewDraft>(state as View, draft => {
    for (let next = 0; next < records.length; ) next = applyRun(draft, records, next, news);
    if (t !== undefined) draft.t = t;
  });
  if (next === state && news.length === 0) return view;
  return {...next, log: news.length === 0 ? log : [...log, ...news].slice(-LOG_LIMIT)};
}

/** What samples change, taken out of the draft while they follow one another: each look through it costs as much as a row. */
function applyRun(draft: ViewDraft, records: readonly TraceRecord[], from: number, news: LogEntry[]): number {
  let next = from;
  if (records[next].kind !== 'sample') apply(draft, records[next++], news);
  else {
    const {t, sampledNs, lost, cpus, lines, domains, devices, alerts} = draft;
    const view: Sampled = {t, sampledNs, lost, cpus, lines, domains, devices, alerts};
    for (let record = records[next]; record?.kind === 'sample'; record = records[++next]) {
      view.t = record.t;
      foldSample(view, record, news);
    }
    const {lost: _, alerts: standing, ...changed} = view;
    Object.assign(draft, changed);
    if (standing !== alerts) draft.alerts = standing;
  }
  return next;
}

/** What a sample changes, and what its alerts need. */
export type Sampled = Pick<ViewDraft, 't' | 'sampledNs' | 'lost' | 'cpus' | 'lines' | 'domains' | 'devices' | 'alerts'>;

/** Folds one record into a draft or into a plain object, to the same effect; what belongs in the log is added to `news`. */
export function apply(view: ViewDraft, record: TraceRecord, news: LogEntry[]): void {
  view.t = record.t;
  if (record.kind === 'sample') foldSample(view, record, news);
  else if (record.kind === 'keyframe') foldKeyframe(view, record);
  else if (isFact(record)) logFact(view, record, news);
}

function foldSample(view: Sampled, sample: Sample, news: LogEntry[]): void {
  const taken = new Float64Array(view.cpus.rows.length);
  view.sampledNs += sample.spanNs;
  view.lines = foldLines(view.lines, view.cpus, sample, taken);
  view.cpus = foldCpus(view.cpus, sample, taken);
  view.domains = foldDomains(view.domains, sample);
  view.devices = foldDevices(view.devices, sample);
  updateAlerts(view, news);
}

/** A lost host sends no further sample that its alert could wait for. */
function logFact(view: ViewDraft, fact: Fact, news: LogEntry[]): void {
  news.push({t: fact.t, kind: 'fact', fact});
  foldFact(view, fact);
  if (fact.kind === 'host_lost') for (const condition of hostLost(view)) raise(view, condition, news);
}

function isFact(record: TraceRecord): record is Fact {
  return Object.hasOwn(FACTS, record.kind);
}
