import type {DeviceFrame, LineFrame} from '../../protocol/frame/frame.ts';
import type {Hang} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import {listNames} from './trouble.ts';

// Whom a command hurts, in sentences, by what can be known: wiring, states, the policy's name, the buses. Truth is never needed.

/** What is known where somebody asks for something. */
export type VictimScene = Pick<Scene, 'frame' | 'hardware' | 'log'>;

type Sharing = {line: LineFrame; irq: string; others: string[]};

/** The domain that runs the toolstack. */
const TOOLSTACK = 'dom0';

export function everybody({frame}: VictimScene): string {
  return firstNames(frame.domains.map(({name}) => name)) || 'whatever runs here';
}

/** A dialog has to leave room for its question. */
const MOST_NAMES = 12;

export function firstNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

/** The domain whose driver serves a device; `null`: the supervisor, or unknown. */
export function ownerOf({frame}: VictimScene, device: string): string | null {
  return frame.devices.find(({name}) => name === device)?.domain ?? null;
}

/** The domains on a line. */
export function onLine(known: VictimScene, irq: string): string {
  const line = known.frame.lines.find(each => each.irq === irq);
  return (line && firstNames(domainsOn(known, line))) || `whatever is on line ${irq}, which is not known here`;
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
 * What the preset policies do while an acknowledgement is missing: recordings tell a policy's name and not its rules. Of others
 * nothing is promised.
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
/** Here a domain that does not answer keeps no CPU busy. */
const CALM: readonly string[] = ['xen-2005', 'xen', 'vfio', 'reset-first', 'd3-cycle', 'msi', 'exclusive'];

/** A domain answers nothing any more. */
export function silenced(known: VictimScene, domain: string, hang?: Hang): string[] {
  const policy = known.frame.policy ?? '';
  const {verb, why} = WAITING[policy] ?? UNKNOWN_WAITING;
  const waiting = sharing(known, domain).flatMap(({irq, others}) => [
    `${verb}: ${firstNames(others)}`,
    why(irq, domain),
  ]);
  if (hang === 'spin') return [...waiting, `also stops: ${everybody(known)}, where they have interrupts on its CPU`];
  return CALM.includes(policy) ? waiting : [...waiting, ...busy(known)];
}

/** A domain answers, and never quiets its devices. */
export function deaf(known: VictimScene, domain: string): string[] {
  const disturbed = sharing(known, domain).flatMap(({irq, others}) => [
    `also disturbs: ${firstNames(others)}`,
    `line ${irq} will fire again and again while a device of ${domain} asserts it`,
  ]);
  return [...disturbed, ...busy(known)];
}

/** A line that fires again and again takes its CPU from all. */
export function busy(known: VictimScene): string[] {
  return [`may also slow down: ${everybody(known)}, if the line fires again and again and takes a whole CPU`];
}

/** A domain is destroyed. */
export function died(known: VictimScene, domain: string): string[] {
  return [...orphans(known, domain), ...alsoReset(known, domain)];
}

/** These quiet or reset the devices of a domain that dies before anybody else is hurt. */
const QUIETS: readonly string[] = ['vfio', 'msi'];
/** These reset what can be reset. */
const RESETS: readonly string[] = ['xen', 'vfio', 'reset-first'];

/** A domain that is gone gives its debts up, and its device goes on asserting, with no driver that could quiet it. */
export function orphans(known: VictimScene, domain: string): string[] {
  const policy = known.frame.policy ?? '';
  if (QUIETS.includes(policy)) return [];
  const told = sharing(known, domain).flatMap(({line, irq, others}) => {
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
  return told.length === 0 ? [] : [...told, ...busy(known)];
}

/** Out of service, so that it asserts nothing. */
function isSilent({log}: VictimScene, {name, inService}: DeviceFrame): boolean {
  if (inService !== undefined) return !inService;
  const last = log.findLast(
    entry =>
      entry.kind === 'fact' && RESTS.includes(entry.fact.kind) && 'device' in entry.fact && entry.fact.device === name,
  );
  return last?.kind === 'fact' && last.fact.kind !== 'device_probed';
}

const RESTS: readonly string[] = ['device_reset', 'device_probed', 'device_failed'];

/** What a policy resets together with the devices of a domain that dies. */
export function alsoReset(known: VictimScene, domain: string): string[] {
  const {policy = '', devices} = known.frame;
  if (policy in WAITING && policy !== 'xen') return [];
  const own = devices.filter(device => device.domain === domain && (device.resets?.[0] ?? 'bus') === 'bus');
  return own.flatMap(({name, resets}) => (resets?.length === 0 ? [] : neighbours(known, name)));
}

/** What a bus reset takes along. */
export function neighbours({frame, hardware}: VictimScene, device: string): string[] {
  const bus = hardware?.get(device)?.bus;
  if (bus === undefined) return [`what else is on the bus of ${device}, and would be reset with it, is not known here`];
  if (bus === null) return [];
  const others = frame.devices.filter(({name}) => name !== device && hardware!.get(name)?.bus === bus);
  if (others.length === 0) return [];
  const names = others.map(({name, domain}) => (domain === null ? name : `${name} (${domain})`));
  return [
    `also stops: ${firstNames(names)}`,
    `a reset of bus ${bus} resets all that is on it; each driver must probe again`,
  ];
}

/** Which domains can not be helped any more. */
export function withoutToolstack(known: VictimScene, domain: string): string[] {
  // Under linux a domain is a driver of the kernel.
  if (domain !== TOOLSTACK || known.frame.policy?.startsWith('linux')) return [];
  return [
    `may also stop: ${everybody(known)}`,
    `${TOOLSTACK} runs the toolstack: without it no domain is destroyed, reset or booted, and a real host reboots when it crashes`,
  ];
}

/** A line is let go on, and what is owed on it is cancelled. */
export function unmasked(known: VictimScene, irq: string): string[] {
  const line = known.frame.lines.find(each => each.irq === irq);
  const asserting = line?.asserted ?? null;
  const names = onLine(known, irq);
  if (asserting === null)
    return [`may also stop: ${names}`, `whether a device still asserts line ${irq} is not known here`, ...busy(known)];
  if (asserting.length === 0)
    return [`may also disturb: ${names}, if a device asserts line ${irq} and no driver quiets it`];
  const owners = asserting.map(device => `${device} (${ownerOf(known, device) ?? 'no domain'})`);
  return [
    `also stops: ${names}, unless ${owners.length > 1 ? 'the drivers of' : 'the driver of'} ${listNames(owners)} ${owners.length > 1 ? 'quiet' : 'quiets'} it`,
    `line ${irq} is still asserted: it fires again at once`,
    ...busy(known),
  ];
}

/** A device asks where it did not. */
export function asksAgain(known: VictimScene, device: string): string[] {
  const found = known.frame.devices.find(({name}) => name === device);
  if (found?.line == null) return [`who is on the line of ${device} is not known here`];
  const names = onLine(known, found.line);
  return [`may also stop: ${names}, if no driver quiets ${device} on line ${found.line}`, ...busy(known)];
}

/** A domain that binds its lines again lets those go on that were given up or unused. */
export function revived(known: VictimScene, domain: string): string[] {
  const lines = known.frame.lines.filter(
    line =>
      line.devices?.some(name => ownerOf(known, name) === domain) &&
      (line.state === 'killed' || line.asserted?.some(name => ownerOf(known, name) !== domain)),
  );
  return lines.flatMap(({irq}) => [`may also disturb: ${onLine(known, irq)}, as line ${irq} goes on`, ...busy(known)]);
}

function domainsOn({frame}: VictimScene, {domains, devices}: LineFrame): string[] {
  const owners = (devices ?? []).flatMap(name => frame.devices.find(each => each.name === name)?.domain ?? []);
  return [...new Set([...(domains ?? []), ...owners])];
}
