import type {AlertFrame, AlertKind, DomainFrame, Frame, SourceTroubleFrame} from '../../protocol/frame/frame.ts';
import type {Ns} from '../../protocol/words.ts';

/** A trouble in one sentence: the alerts with one cause, or a domain that does not answer. */
export type Trouble = {
  text: string;
  kind: AlertKind | 'domain' | 'source';
  sinceNs: Ns | null;
  acknowledged: boolean;
  /** Domains that cause it. */
  culprits: readonly string[];
  line?: string;
};

/** The troubles now: those not acknowledged first, then by severity. */
export function troubles({alerts, domains, sourceTrouble}: Frame): Trouble[] {
  const found = gathered(alerts.filter(alert => !follows(alert, alerts)));
  const blamed = new Set(found.flatMap(({culprits}) => culprits));
  const others = domains.filter(domain => !blamed.has(domain.name)).flatMap(domain => silence(domain) ?? []);
  const doubt = sourceTrouble ? [doubtOf(sourceTrouble)] : [];
  return [...doubt, ...found, ...others].sort((one, other) => urgency(one) - urgency(other));
}

/** Whether a domain hangs, is down or does not run. */
export function isTroubled({state, health}: DomainFrame): boolean {
  return health === 'hung' || health === 'down' || (state !== undefined && state !== 'running' && state !== 'slow');
}

/** `a`, `a and b`, `a, b and c`. */
export function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

// The source first: while it is silent, everything else is out of date.
const KINDS: readonly Trouble['kind'][] = [
  'source',
  'host-lost',
  'livelock',
  'starvation',
  'storm',
  're-firing',
  'domain',
  'stopped',
];

function urgency({acknowledged, kind}: Trouble): number {
  return KINDS.indexOf(kind) + (acknowledged ? KINDS.length : 0);
}

/** Whether an alert is a consequence of another: where domains on a line starve, its silence is no further trouble. */
function follows({kind, line, culprits}: AlertFrame, alerts: readonly AlertFrame[]): boolean {
  const same = (other: AlertFrame) => other.line === line && String(other.culprits) === String(culprits);
  return kind === 'stopped' && alerts.some(other => other.kind === 'starvation' && same(other));
}

/** One trouble for all domains that starve on one line for one reason. */
function gathered(alerts: readonly AlertFrame[]): Trouble[] {
  const groups = new Map<string, AlertFrame[]>();
  for (const alert of alerts) {
    const cause = reasonOf(alert);
    const key = cause === null ? alert.id : `${alert.line} ${cause} ${alert.acknowledged}`;
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()].map(troubleOf);
}

function troubleOf(group: readonly AlertFrame[]): Trouble {
  const [first] = group;
  const {kind, line, culprits = [], acknowledged} = first;
  const sinceNs = Math.min(...group.map(alert => alert.sinceNs));
  const starving = listNames(group.map(({domain}) => domain ?? '').sort());
  const text = group.length === 1 ? first.text : `${starving} starve on line ${line}${reasonOf(first)}`;
  return {text, kind, line, culprits, acknowledged, sinceNs};
}

/** The reason in the sentence of a starving domain; `null`: another alert. */
function reasonOf({kind, domain, line, text}: AlertFrame): string | null {
  const beginning = `${domain} starves on line ${line}`;
  return kind === 'starvation' && text.startsWith(beginning) ? text.slice(beginning.length) : null;
}

/** Without a duration: while a source is silent, its own time does not advance. */
function doubtOf({text}: SourceTroubleFrame): Trouble {
  return {text, kind: 'source', culprits: [], acknowledged: false, sinceNs: null};
}

const STATES: {readonly [state: string]: string} = {
  hung: 'hangs',
  crashed: 'has crashed',
  paused: 'is paused',
  restarting: 'restarts',
  dead: 'is dead',
};

function silence(domain: DomainFrame): Trouble | null {
  if (!isTroubled(domain)) return null;
  const {name, state = '', health, unacked} = domain;
  const word = STATES[state] ?? (health === 'down' ? 'is down' : 'does not answer');
  const debts = unacked?.length ? `, and has not acknowledged line ${listNames(unacked)}` : '';
  return {text: `${name} ${word}${debts}`, kind: 'domain', culprits: [name], acknowledged: false, sinceNs: null};
}
