import {type Feature, type Limit, type Mechanisms, POLICIES, type Policy} from '../machine/policy/policy.ts';
import {parseTime} from '../protocol/time.ts';
import type {Ns} from '../protocol/words.ts';
import {UsageError, unknownName} from './usage.ts';

/** The names of all policies. */
export const POLICY_NAMES: readonly string[] = POLICIES.map(({name}) => name);

/** One mechanism as a setting: `forced-eoi=2ms`. */
export type MechanismRow = {
  /** The syntax of its value. */
  usage: string;
  title: string;
  /** The change to the policy; `null`: the text is not a value. */
  read(text: string, policy: Policy): Partial<Mechanisms> | null;
};

/** One row per setting. Parsing and `list settings` use it. */
export const MECHANISMS: {readonly [key: string]: MechanismRow} = {
  hold: words(
    'hold',
    ['mask', 'eoi', 'none'],
    'how a level line is held after a delivery, until all its acknowledgements have come',
  ),
  'forced-eoi': times(
    'forcedEoiNs',
    1,
    'the missing acknowledgements of a line are cancelled this long after its last delivery',
  ),
  'ack-scope': words(
    'ackScope',
    ['line', 'domain'],
    'an acknowledgement counts for its line only, or for all lines that its domain has not acknowledged',
  ),
  handlers: words(
    'handlers',
    ['domains', 'kernel'],
    'each domain runs its own handlers, or one kernel runs all of them in order',
  ),
  spurious: switches('spurious', 'the kernel disables a line that no handler claims (nobody cared)'),
  'guest-spurious': switches('guestSpurious', 'a guest stops serving a line that none of its handlers claims'),
  limit: {usage: 'COUNT/TIME|off', title: 'after this many deliveries in this time, a line waits', read: readLimit},
  limiter: {
    usage: 'admin|xen|off',
    title: 'kind of limit: above it admin masks the line, xen drops its interrupts',
    read: readLimiter,
  },
  quiet: words(
    'quiet',
    ['none', 'disable-bit', 'descriptor', 'stub'],
    'how the supervisor silences a device without its driver',
  ),
  'quiet-at': words(
    'quietAt',
    ['delivery', 'death'],
    'when the supervisor does that: at each delivery, or only when its domain dies',
  ),
  remedy: words('remedy', ['none', 'reset-first', 'd3-cycle'], 'the action when an acknowledgement is overdue'),
  debt: {
    usage: 'TIME',
    title: 'an acknowledgement is overdue after this time',
    read: text => {
      const debtNs = parseTime(text);
      return debtNs === null || debtNs === 0 ? null : {debtNs};
    },
  },
  'unmask-after': words(
    'unmaskAfter',
    ['bind', 'reset'],
    'reset-first unmasks a line when its domain is bound again, or as soon as its device was reset',
  ),
  cycles: {
    usage: 'N',
    title: 'number of attempts of d3-cycle; then the line stays held',
    read: text => (/^[1-9]\d{0,5}$/.test(text) ? {cycles: Number(text)} : null),
  },
  'on-crash': words('onCrash', ['destroy', 'restart', 'preserve'], 'what the toolstack does with a crashed domain'),
  unbind: words(
    'unbind',
    ['first', 'last'],
    'a destroyed domain is unbound from its lines before (first) or after (last) its devices are reset',
  ),
  'reset-on-destroy': times('resetOnDestroyNs', 0, 'destroying a domain resets its devices this long after it started'),
  quiesce: switches('quiesce', 'destroying a domain silences its devices first'),
  messages: switches('messages', 'devices that support MSI use it'),
  exclusive: switches('exclusive', 'every device has its own line'),
};

/**
 * A policy by its name, with changed mechanisms after it: `xen`, `xen+forced-eoi=2ms+limit=off`. This whole text becomes its name, so the
 * policy can be made again from its name. Throws a UsageError.
 */
export function policyNamed(text: string): Policy {
  const [name, ...settings] = text.split('+');
  const preset = POLICIES.find(each => each.name === name);
  if (preset === undefined) throw unknownName('policy', name, POLICY_NAMES);
  return settings.reduce((policy, setting) => changed(policy, setting), preset);
}

export function isMechanism(key: string): boolean {
  return Object.hasOwn(MECHANISMS, key);
}

function changed(policy: Policy, setting: string): Policy {
  const [key, ...rest] = setting.split('=');
  if (!isMechanism(key)) throw unknownName('mechanism', key, Object.keys(MECHANISMS));
  const {usage, read} = MECHANISMS[key];
  const change = read(rest.join('='), policy);
  if (change === null) throw new UsageError(`${setting}: not a value; write ${key}=${usage}.`);
  const mixture = {...policy, ...change};
  return {...mixture, name: `${policy.name}+${setting}`, assumes: assumedBy(mixture)};
}

/** Hardware features that the mechanisms need. */
function assumedBy({quiet, messages, exclusive}: Mechanisms): Feature[] {
  const quieting: {readonly [way in Mechanisms['quiet']]: readonly Feature[]} = {
    none: [],
    'disable-bit': ['disable-bit'],
    descriptor: ['registers'],
    stub: ['stub'],
  };
  return [
    ...quieting[quiet],
    ...(messages ? (['msi'] as const) : []),
    ...(exclusive ? (['exclusive-lines'] as const) : []),
  ];
}

type Switch = {[Field in keyof Mechanisms]: Mechanisms[Field] extends boolean ? Field : never}[keyof Mechanisms];

function words<Field extends keyof Mechanisms>(
  field: Field,
  values: readonly Extract<Mechanisms[Field], string>[],
  title: string,
): MechanismRow {
  const read = (text: string) => (values.some(each => each === text) ? {[field]: text} : null);
  return {usage: values.join('|'), title, read};
}

function switches(field: Switch, title: string): MechanismRow {
  return {usage: 'on|off', title, read: text => (text === 'on' || text === 'off' ? {[field]: text === 'on'} : null)};
}

function times(field: 'forcedEoiNs' | 'resetOnDestroyNs', least: Ns, title: string): MechanismRow {
  return {
    usage: 'TIME|off',
    title,
    read(text) {
      if (text === 'off') return {[field]: null};
      const ns = parseTime(text);
      return ns === null || ns < least ? null : {[field]: ns};
    },
  };
}

/** The default limit of each kind: that of an administrator in the thread of 2005, and Xen's own. */
const LIMITS: {readonly [kind in Limit['kind']]: Limit} = {
  admin: {kind: 'admin', count: 200, windowNs: 100_000_000},
  xen: {kind: 'xen', count: 10_000, windowNs: 10_000_000},
};

function readLimit(text: string, {limit}: Policy): Partial<Mechanisms> | null {
  if (text === 'off') return {limit: null};
  const [count, window = '', ...more] = text.split('/');
  const windowNs = parseTime(window);
  if (!/^[1-9]\d{0,8}$/.test(count) || windowNs === null || windowNs === 0 || more.length > 0) return null;
  return {limit: {kind: limit?.kind ?? 'admin', count: Number(count), windowNs}};
}

function readLimiter(text: string, {limit}: Policy): Partial<Mechanisms> | null {
  if (text === 'off') return {limit: null};
  if (text !== 'admin' && text !== 'xen') return null;
  return {limit: limit === null ? LIMITS[text] : {...limit, kind: text}};
}
