import type {MachineCommand} from '../protocol/command.ts';
import type {Hang, ResetMethod} from '../protocol/words.ts';
import {tell} from './accounts.ts';
import {beginReset} from './device.ts';
import * as life from './domain.ts';
import {forceOpen} from './hold.ts';
import {DEVICE, DOMAIN, HOST, LINE} from './records.ts';
import {reckonLine} from './starvation.ts';
import type {Machine} from './state.ts';

const DEFAULT_SLOW_NS = 20_000_000;

/**
 * Carries a command out at the current time, after everything that happened at it. Null when done, else the reason why it can not
 * be; nothing is changed then.
 */
export function apply(m: Machine, command: MachineCommand): string | null {
  const {ints} = m;
  if (ints[m.plan.host + HOST.lostBy] >= 0) return 'the host is lost';
  if ('domain' in command) return withDomain(m, command);
  if ('device' in command) return withDevice(m, command.device, command.method);
  return withLine(m, command);
}

type DomainCommand = Extract<MachineCommand, {domain: string}>;

/** What each command wants of the domain's state, else the reason against it; and what it does. */
const DOMAIN_COMMANDS: {
  readonly [name in DomainCommand['command']]: {
    refuses(m: Machine, domain: number, name: string): string | null;
    run(m: Machine, domain: number, command: DomainCommand): void;
  };
} = {
  hang_domain: {refuses: unlessWorking, run: (m, domain, command) => life.hang(m, domain, hangOf(command))},
  slow_domain: {refuses: unlessWorking, run: (m, domain, command) => life.slow(m, domain, extraOf(command))},
  crash_domain: {refuses: unlessThere, run: (m, domain) => life.crash(m, domain)},
  pause_domain: {refuses: unlessWorking, run: (m, domain) => life.pause(m, domain)},
  resume_domain: {
    refuses: (m, domain, name) =>
      m.ints[domain + DOMAIN.state] === life.PAUSED ? null : `${name} ${stateWord(m, domain)}, it is not paused`,
    run: (m, domain) => life.resume(m, domain),
  },
  kill_domain: {refuses: unlessAlive, run: (m, domain) => life.destroy(m, domain, false)},
  restart_domain: {refuses: unlessAlive, run: (m, domain) => life.destroy(m, domain, true)},
  start_domain: {
    refuses: (m, domain, name) => {
      if (m.ints[domain + DOMAIN.state] !== life.DEAD) return `${name} ${stateWord(m, domain)}, it need not be started`;
      return m.ints[domain + DOMAIN.task] === 0 ? null : `${name} is still being destroyed`;
    },
    run: (m, domain) => life.boot(m, domain),
  },
};

function withDomain(m: Machine, command: DomainCommand): string | null {
  const domain = m.plan.domainOf.get(command.domain);
  if (domain === undefined) return `there is no domain ${command.domain}`;
  const row = DOMAIN_COMMANDS[command.command];
  const reason = row.refuses(m, domain, command.domain) ?? unlessWhole(extraOf(command));
  if (reason === null) row.run(m, domain, command);
  return reason;
}

function withDevice(m: Machine, name: string, wanted: ResetMethod | undefined): string | null {
  const {ints} = m;
  const device = m.plan.deviceOf.get(name);
  if (device === undefined) return `there is no device ${name}`;
  const {resets} = m.spec.devices[ints[device + DEVICE.index]];
  if (resets.length === 0) return `${name} has no usable reset`;
  if (wanted !== undefined && !resets.includes(wanted))
    return `${name} has no ${wanted} reset, only ${resets.join(', ')}`;
  if (ints[device + DEVICE.resetting] !== 0) return `${name} is being reset already`;
  beginReset(m, device, wanted ?? resets[0]);
  return null;
}

function withLine(m: Machine, command: Extract<MachineCommand, {line: string}>): string | null {
  const line = m.plan.lineOf.get(command.line);
  if (line === undefined) return `there is no line ${command.line}`;
  const {ints} = m;
  if (ints[line + LINE.disabled]) return `line ${command.line} is disabled: nobody is bound to it`;
  return command.command === 'mask_line' ? mask(m, line, command.line) : unmask(m, line, command.line);
}

function mask(m: Machine, line: number, irq: string): string | null {
  const {ints} = m;
  if (ints[line + LINE.masked]) return `line ${irq} is masked already`;
  ints[line + LINE.masked] = 1;
  tell(m, line);
  reckonLine(m, line);
  m.facts.push({t: m.clock[0], kind: 'line_masked', line: irq});
  return null;
}

function unmask(m: Machine, line: number, irq: string): string | null {
  const {ints} = m;
  if (ints[line + LINE.killed])
    return `line ${irq} is killed: nobody bound to it would acknowledge; restart a domain that gave it up`;
  if (!ints[line + LINE.masked] && !ints[line + LINE.held]) return `line ${irq} is open already`;
  m.facts.push({t: m.clock[0], kind: 'line_unmasked', line: irq});
  forceOpen(m, line);
  return null;
}

function unlessWorking(m: Machine, domain: number, name: string): string | null {
  return life.isHealthy(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not work`;
}

function unlessThere(m: Machine, domain: number, name: string): string | null {
  const {ints} = m;
  if (ints[domain + DOMAIN.state] === life.CRASHED) return `${name} has crashed already`;
  return life.isAlive(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not run`;
}

function unlessAlive(m: Machine, domain: number, name: string): string | null {
  return life.isAlive(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not run`;
}

function stateWord(m: Machine, domain: number): string {
  const {ints} = m;
  const word = life.DOMAIN_STATES[ints[domain + DOMAIN.state]];
  return word === 'hung' ? 'hangs' : word === 'crashed' ? 'has crashed' : `is ${word}`;
}

function unlessWhole(ns: number): string | null {
  return Number.isSafeInteger(ns) && ns >= 0 ? null : 'extraNs is a whole number of ns, 0 or more';
}

function hangOf(command: DomainCommand): Hang {
  return command.command === 'hang_domain' ? (command.hang ?? 'stuck') : 'stuck';
}

function extraOf(command: DomainCommand): number {
  return command.command === 'slow_domain' ? (command.extraNs ?? DEFAULT_SLOW_NS) : 0;
}
