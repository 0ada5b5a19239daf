import type {Command} from '../protocol/command.ts';
import type {DeviceFrame, Frame, LineFrame} from '../protocol/frame.ts';
import {listed} from './trouble.ts';

/** Who suffers from a command beside the one it goes to, a sentence each; never none. */
export function victims(frame: Frame, command: Command): string[] {
  const told = sentences(frame, command);
  return told.length > 0 ? told : ['nobody else is on its lines'];
}

function sentences(frame: Frame, command: Command): string[] {
  switch (command.command) {
    case 'reset_device':
      return resetVictims(frame, command.device);
    case 'hang_domain':
      return command.hang === 'deaf' ? deafVictims(frame, command.domain) : silenceVictims(frame, command.domain);
    case 'crash_domain':
      return silenceVictims(frame, command.domain);
    case 'restart_domain':
    case 'kill_domain':
      return [...deathVictims(frame, command.domain), ...outOfService(frame, command.domain, command.command)];
    default:
      return [];
  }
}

type Sharing = {line: LineFrame; others: string[]};

/** The lines that a domain shares. Only level lines wait for all of their domains. */
function sharing({lines}: Frame, domain: string): Sharing[] {
  return lines
    .filter(line => line.trigger !== 'edge' && line.domains?.includes(domain))
    .map(line => ({line, others: line.domains!.filter(name => name !== domain)}))
    .filter(({others}) => others.length > 0);
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

function silenceVictims(frame: Frame, domain: string): string[] {
  const {verb, why} = WAITING[frame.policy ?? ''] ?? UNKNOWN_WAITING;
  return sharing(frame, domain).flatMap(({line, others}) => [`${verb}: ${others.join(', ')}`, why(line.irq, domain)]);
}

function deafVictims(frame: Frame, domain: string): string[] {
  return sharing(frame, domain).flatMap(({line, others}) => [
    `also disturbs: ${others.join(', ')}`,
    `line ${line.irq} will fire again and again while a device of ${domain} asserts it`,
  ]);
}

/** Who dies gives its debts up, and its device goes on asserting, with nobody who could quiet it. */
function deathVictims(frame: Frame, domain: string): string[] {
  if (frame.policy === 'xen') return [];
  return sharing(frame, domain).flatMap(({line, others}) => {
    const asserting = asserted(frame, domain, line.irq);
    if (asserting.length === 0) return [];
    const names = listed(asserting.map(({name}) => name));
    return [
      `also stops: ${others.join(', ')}`,
      `${names} asserts line ${line.irq} and nobody will quiet it: reset it first`,
    ];
  });
}

function asserted({devices}: Frame, domain: string, irq: string): DeviceFrame[] {
  return devices.filter(device => device.domain === domain && device.line === irq && device.asserted);
}

function outOfService({devices}: Frame, domain: string, command: 'restart_domain' | 'kill_domain'): string[] {
  const own = devices.filter(device => device.domain === domain).map(({name}) => name);
  if (own.length === 0) return [];
  const until = command === 'restart_domain' ? `until ${domain} is back` : `as long as ${domain} is dead`;
  return [`${listed(own)} ${own.length > 1 ? 'are' : 'is'} out of service ${until}`];
}

function resetVictims({devices}: Frame, name: string): string[] {
  const domain = devices.find(device => device.name === name)?.domain;
  const who = domain ?? 'its driver';
  const sentences = [`${name} is out of service until ${who} probes it again`, 'what it had queued is lost'];
  return domain ? [...sentences, `${domain} probes it when it is restarted`] : sentences;
}
