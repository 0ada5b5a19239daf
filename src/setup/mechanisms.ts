import {type Feature, type Limit, type Mechanisms, POLICIES, type Policy} from '../machine/policy/policy.ts';
import {parseTime} from '../protocol/time.ts';
import type {Ns} from '../protocol/words.ts';
import {UsageError, unknownName} from './usage.ts';

/** What a policy can be called. */
export const POLICY_NAMES: readonly string[] = POLICIES.map(({name}) => name);

/** One mechanism as a setting: `forced-eoi=2ms`. */
export type MechanismRow = {
  /** How its value is written. */
  usage: string;
  title: string;
  /** What changes, `null` when the value is none. */
  read(text: string, policy: Policy): Partial<Mechanisms> | null;
};

/** One row per setting: parsing, help and completion are drawn from it. */
export const MECHANISMS: {readonly [key: string]: MechanismRow} = {
  hold: words(
    'hold',
    ['mask', 'eoi', 'none'],
    'what keeps a delivered level line from delivering again until its debts are paid',
  ),
  'forced-eoi': times('forcedEoiNs', 1, 'all debts on a line are cancelled this long after its last delivery'),
  'ack-scope': words(
    'ackScope',
    ['line', 'domain'],
    'what one acknowledgement pays: its line, or all that its domain owes',
  ),
  handlers: words(
    'handlers',
    ['domains', 'kernel'],
    'who runs the handlers: each domain its own, or one kernel all in order',
  ),
  spurious: switches('spurious', 'the kernel kills a line that nobody cares for'),
  'guest-spurious': switches('guestSpurious', 'guests give up a line that nobody in them cares for'),
  limit: {usage: 'COUNT/TIME|off', title: 'so many deliveries of a line in a window, and it waits', read: readLimit},
  limiter: {
    usage: 'admin|xen|off',
    title: 'whose limit: over it the line is masked, or its interrupts are dropped',
    read: readLimiter,
  },
  quiet: words('quiet', ['none', 'disable-bit', 'descriptor', 'stub'], 'how the supervisor quiets a device by itself'),
  'quiet-at': words('quietAt', ['delivery', 'death'], 'when: at each delivery, or only when its owner dies'),
  remedy: words('remedy', ['none', 'reset-first', 'd3-cycle'], 'what is done about a debt that is too old'),
  debt: {
    usage: 'TIME',
    title: 'a debt is too old after this long',
    read: text => {
      const debtNs = parseTime(text);
      return debtNs === null || debtNs === 0 ? null : {debtNs};
    },
  },
  'unmask-after': words(
    'unmaskAfter',
    ['bind', 'reset'],
    'reset-first unmasks when the owner is bound again, or once its device was reset',
  ),
  cycles: {
    usage: 'N',
    title: 'd3-cycle tries so often, then leaves the line held',
    read: text => (/^[1-9]\d{0,5}$/.test(text) ? {cycles: Number(text)} : null),
  },
  'on-crash': words('onCrash', ['destroy', 'restart', 'preserve'], 'what the toolstack does with a crashed domain'),
  unbind: words(
    'unbind',
    ['first', 'last'],
    'whether a destroyed domain gives up its debts before its devices are reset',
  ),
  'reset-on-destroy': times('resetOnDestroyNs', 0, 'destroying a domain resets its devices, this long after it began'),
  quiesce: switches('quiesce', 'destroying a domain first silences its devices'),
  messages: switches('messages', 'devices that can send messages do'),
  exclusive: switches('exclusive', 'every device has a line of its own'),
};

/**
 * A policy by its name, with mechanisms changed behind it: `xen`, `xen+forced-eoi=2ms+limit=off`. That is its name from then on, so
 * whoever has the name can make it again. Throws a UsageError.
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
  if (change === null) throw new UsageError(`${setting}: it is written ${key}=${usage}.`);
  const mixture = {...policy, ...change};
  return {...mixture, name: `${policy.name}+${setting}`, assumes: assumedBy(mixture)};
}

/** Hardware that mechanisms can not do without. */
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

/** What a limit is where only its kind was asked for: the thread's administrator, and Xen's own. */
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
