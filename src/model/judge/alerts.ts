import type {AlertFrame} from '../../protocol/frame/frame.ts';
import type {LogEntry, ViewDraft} from '../view/view.ts';
import {type AlertCondition, conditions} from './rules.ts';

/** The part of a view that is judged, and changed by that. */
export type Judged = Pick<ViewDraft, 't' | 'lost' | 'cpus' | 'lines' | 'domains' | 'devices' | 'alerts'>;

/** Raises the alerts that hold after a sample and are not raised yet, and clears those that no longer hold. */
export function updateAlerts(view: Judged, news: LogEntry[]): void {
  const held = conditions(view);
  if (held.length === 0 && view.alerts.length === 0) return;
  clear(view, new Set(held.map(name)), news);
  for (const condition of held) raise(view, condition, news);
}

/** Raises one alert. A raised one keeps its beginning and its text, unless its culprits have changed. */
export function raise(view: Judged, condition: AlertCondition, news: LogEntry[]): void {
  const standing = view.alerts.find(({id}) => id === name(condition));
  if (!standing) {
    const alert = alertOf(condition);
    view.alerts.push(alert);
    news.push({t: view.t, kind: 'raised', alert: alert.id, text: alert.text});
  } else if (String(standing.culprits ?? []) !== String(condition.culprits)) {
    Object.assign(standing, blame(condition));
  }
}

function clear(view: Judged, held: Set<string>, news: LogEntry[]): void {
  const over = view.alerts.filter(({id}) => !held.has(id));
  for (const {id, text} of over) news.push({t: view.t, kind: 'cleared', alert: id, text});
  if (over.length > 0) view.alerts = view.alerts.filter(({id}) => held.has(id));
}

function alertOf(condition: AlertCondition): AlertFrame {
  const {kind, line, domain, sinceNs} = condition;
  return {
    id: name(condition),
    kind,
    ...(line !== undefined && {line}),
    ...(domain !== undefined && {domain}),
    sinceNs,
    acknowledged: false,
    ...blame(condition),
  };
}

function blame({culprits, text}: AlertCondition): Pick<AlertFrame, 'culprits' | 'text'> {
  return {culprits: culprits.length > 0 ? [...culprits] : undefined, text: text()};
}

function name({kind, cpu, line, domain}: AlertCondition): string {
  return [kind, cpu === undefined ? line : `cpu${cpu}`, domain].filter(part => part !== undefined).join('/');
}
