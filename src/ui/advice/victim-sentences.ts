import type {DeviceFrame, LineFrame} from '../../protocol/frame/frame.ts';
import type {Hang} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import {listNames} from './trouble.ts';

// Sentences on the victims of commands, from wiring, states, the policy's name and the buses: nothing that only a simulator knows.

/** What the sentences are made from. */
export type VictimScene = Pick<Scene, 'frame' | 'hardware' | 'log'>;

type Sharing = {line: LineFrame; irq: string; others: string[]};

/** The domain that runs the toolstack. */
const TOOLSTACK = 'dom0';

export function allDomains({frame}: VictimScene): string {
  return firstNames(frame.domains.map(({name}) => name)) || 'all that runs here';
}

/** So that a dialog has room for its question. */
const MOST_NAMES = 12;

export function firstNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

/** The domain whose driver serves a device; `null`: that of the supervisor, or unknown. */
export function ownerOf({frame}: VictimScene, device: string): string | null {
  return frame.devices.find(({name}) => name === device)?.domain ?? null;
}

/** The domains on a line. */
export function onLine(known: VictimScene, irq: string): string {
  const line = known.frame.lines.find(each => each.irq === irq);
  return (line && firstNames(domainsOn(known, line))) || `the domains on line ${irq}, which are unknown here`;
}

/** The lines that a domain shares, and with which others. */
export function sharing(known: VictimScene, domain: string): Sharing[] {
  return known.frame.lines.flatMap(line => {
    const names = line.counter ? [] : domainsOn(known, line);
    const others = names.filter(name => name !== domain);
    return names.includes(domain) && others.length > 0 ? [{line, irq: line.irq, others}] : [];
  });
}

export function outOfService({frame}: VictimScene, domain: string, until: string): string {
  const own = frame.devices.filter(device => device.domain === domain).map(({name}) => name);
  if (own.length === 0) return `it does nothing ${until}`;
  return `${listNames(own)} ${own.length > 1 ? 'are' : 'is'} out of service ${until}`;
}

/**
 * What the preset policies do while an acknowledgement is missing: recordings have a policy's name, not its rules. Other policies are
 * unknown.
 */
const WAITING: {readonly [policy: string]: {verb: string; why(irq: string, domain: string): string}} = {
  'xen-2005': {verb: 'also stops', why: (irq, domain) => `line ${irq} will wait for ${domain} without a limit`},
  xen: {verb: 'also slows down', why: (irq, domain) => `line ${irq} will wait 1 ms for ${domain} at every interrupt`},
  naive: {
    verb: 'also stops',
    why: (irq, domain) => `line ${irq} will fire for ever once a device of ${domain} asserts it`,
  },
};
const UNKNOWN_WAITING = {
  verb: 'may also stop',
  why: (irq: string, domain: string) => `line ${irq} may wait for ${domain}`,
};
/** Policies under which a domain that does not answer keeps no CPU busy. */
const CALM: readonly string[] = ['xen-2005', 'xen', 'vfio', 'reset-first', 'd3-cycle', 'msi', 'exclusive'];

/** A domain stops answering. */
export function silenced(known: VictimScene, domain: string, hang?: Hang): string[] {
  const policy = known.frame.policy ?? '';
  const {verb, why} = WAITING[policy] ?? UNKNOWN_WAITING;
  const waiting = sharing(known, domain).flatMap(({irq, others}) => [
    `${verb}: ${firstNames(others)}`,
    why(irq, domain),
  ]);
  if (hang === 'spin') return [...waiting, `also stops: ${allDomains(known)}, where they have interrupts on its CPU`];
  return CALM.includes(policy) ? waiting : [...waiting, ...takesCpu(known)];
}

/** A domain acknowledges, but never quiets its devices. */
export function deaf(known: VictimScene, domain: string): string[] {
  const disturbed = sharing(known, domain).flatMap(({irq, others}) => [
    `also disturbs: ${firstNames(others)}`,
    `line ${irq} will fire again and again while a device of ${domain} asserts it`,
  ]);
  return [...disturbed, ...takesCpu(known)];
}

/** A line that fires again and again can take a whole CPU. */
export function takesCpu(known: VictimScene): string[] {
  return [`may also slow down: ${allDomains(known)}, if the line fires again and again and takes a whole CPU`];
}

/** A domain is destroyed. */
export function died(known: VictimScene, domain: string): string[] {
  return [...orphans(known, domain), ...alsoReset(known, domain)];
}

/** Policies that quiet or reset the devices of a dying domain in time. */
const QUIETS: readonly string[] = ['vfio', 'msi'];
/** Policies that reset the devices that have a reset. */
const RESETS: readonly string[] = ['xen', 'vfio', 'reset-first'];

/** A domain that is gone owes nothing any more, but its device may still assert, with no driver to quiet it. */
export function orphans(known: VictimScene, domain: string): string[] {
  const policy = known.frame.policy ?? '';
  if (QUIETS.includes(policy)) return [];
  const sentences = sharing(known, domain).flatMap(({line, irq, others}) => {
    const own = known.frame.devices.filter(device => device.domain === domain && device.line === irq);
    const loud = own.filter(device => !isSilent(known, device) && !(RESETS.includes(policy) && device.resets?.length));
    if (loud.length === 0 || line.trigger === 'edge') return [];
    const asserting = loud.filter(({asserted}) => asserted);
    const names = listNames((asserting.length > 0 ? asserting : loud).map(({name}) => name));
    return asserting.length > 0
      ? [
          `also stops: ${firstNames(others)}`,
          `${names} ${asserting.length > 1 ? 'assert' : 'asserts'} line ${irq} and no driver will quiet it: reset it first`,
        ]
      : [
          `may also stop: ${firstNames(others)}`,
          `${names} may assert line ${irq} meanwhile, and no driver will quiet it: reset it first, or mask the line`,
        ];
  });
  return sentences.length === 0 ? [] : [...sentences, ...takesCpu(known)];
}

/** Whether a device is out of service, so that it does not assert. */
function isSilent({log}: VictimScene, {name, inService}: DeviceFrame): boolean {
  if (inService !== undefined) return !inService;
  const last = log.findLast(
    entry =>
      entry.kind === 'fact' && RESTS.includes(entry.fact.kind) && 'device' in entry.fact && entry.fact.device === name,
  );
  return last?.kind === 'fact' && last.fact.kind !== 'device_probed';
}

const RESTS: readonly string[] = ['device_reset', 'device_probed', 'device_failed'];

/** What a policy resets along with the devices of a dying domain. */
export function alsoReset(known: VictimScene, domain: string): string[] {
  const {policy = '', devices} = known.frame;
  if (policy in WAITING && policy !== 'xen') return [];
  const own = devices.filter(device => device.domain === domain && (device.resets?.[0] ?? 'bus') === 'bus');
  return own.flatMap(({name, resets}) => (resets?.length === 0 ? [] : neighbours(known, name)));
}

/** The other devices that a bus reset resets. */
export function neighbours({frame, hardware}: VictimScene, device: string): string[] {
  const bus = hardware?.get(device)?.bus;
  if (bus === undefined) return [`the other devices on the bus of ${device} would be reset too; they are unknown here`];
  if (bus === null) return [];
  const others = frame.devices.filter(({name}) => name !== device && hardware!.get(name)?.bus === bus);
  if (others.length === 0) return [];
  const names = others.map(({name, domain}) => (domain === null ? name : `${name} (${domain})`));
  return [
    `also stops: ${firstNames(names)}`,
    `a reset of bus ${bus} resets all devices on it; each driver must probe again`,
  ];
}

/** Without the toolstack no domain can be repaired. */
export function withoutToolstack(known: VictimScene, domain: string): string[] {
  // Under the Linux policies a domain is a driver of the kernel.
  if (domain !== TOOLSTACK || known.frame.policy?.startsWith('linux')) return [];
  return [
    `may also stop: ${allDomains(known)}`,
    `${TOOLSTACK} runs the toolstack: without it no domain is destroyed, reset or booted, and a real host reboots when it crashes`,
  ];
}

/** A line is unmasked, and the debts on it are cancelled. */
export function unmasked(known: VictimScene, irq: string): string[] {
  const line = known.frame.lines.find(each => each.irq === irq);
  const asserting = line?.asserted ?? null;
  const names = onLine(known, irq);
  if (asserting === null)
    return [
      `may also stop: ${names}`,
      `it is unknown here whether a device still asserts line ${irq}`,
      ...takesCpu(known),
    ];
  if (asserting.length === 0)
    return [`may also disturb: ${names}, if a device asserts line ${irq} and no driver quiets it`];
  const owners = asserting.map(device => `${device} (${ownerOf(known, device) ?? 'no domain'})`);
  return [
    `also stops: ${names}, unless ${owners.length > 1 ? 'the drivers of' : 'the driver of'} ${listNames(owners)} ${owners.length > 1 ? 'quiet' : 'quiets'} it`,
    `line ${irq} is still asserted: it fires again at once`,
    ...takesCpu(known),
  ];
}

/** A device asserts its line again. */
export function assertsAgain(known: VictimScene, device: string): string[] {
  const found = known.frame.devices.find(({name}) => name === device);
  if (found?.line == null) return [`the domains on the line of ${device} are unknown here`];
  const names = onLine(known, found.line);
  return [`may also stop: ${names}, if no driver quiets ${device} on line ${found.line}`, ...takesCpu(known)];
}

/** A domain that binds its lines again revives those that were given up or unused. */
export function revived(known: VictimScene, domain: string): string[] {
  const lines = known.frame.lines.filter(
    line =>
      line.devices?.some(name => ownerOf(known, name) === domain) &&
      (line.state === 'killed' || line.asserted?.some(name => ownerOf(known, name) !== domain)),
  );
  return lines.flatMap(({irq}) => [
    `may also disturb: ${onLine(known, irq)}, as line ${irq} delivers again`,
    ...takesCpu(known),
  ]);
}

function domainsOn({frame}: VictimScene, {domains, devices}: LineFrame): string[] {
  const owners = (devices ?? []).flatMap(name => frame.devices.find(each => each.name === name)?.domain ?? []);
  return [...new Set([...(domains ?? []), ...owners])];
}
