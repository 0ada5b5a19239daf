import type {MachineCommand} from '../../protocol/command.ts';
import {BOOT_ENDS, type BootEnd, DOMAIN_STATES, type Hang} from '../../protocol/words.ts';
import {tell} from '../counted/accounts.ts';
import {strike} from '../counted/owed.ts';
import {reckonLine} from '../counted/starvation.ts';
import {WINDOW_NS} from '../cpu/limit.ts';
import {boot, crash, destroy, hang, pause, resume, slow} from '../life/domain.ts';
import {DOMAIN_STATE} from '../memory/codes.ts';
import {domainName} from '../memory/names.ts';
import {isAlive, isHealthy} from '../memory/queries.ts';
import {DOMAIN, HOST, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {setLimit} from '../wire/limit-end.ts';
import {forceOpen} from '../wire/release.ts';
import {withDevice} from './device.ts';

/** What ends after it is beyond what can be scheduled, or waited for. */
const SLOWEST_NS = 1e12;
const DEFAULT_SLOW_NS = 20_000_000;

/**
 * Carries a command out at the current time, after everything that happened at it. Null when done, else the reason why it can not
 * be; nothing is changed then.
 */
export function apply(m: Machine, command: MachineCommand): string | null {
  const {ints} = m;
  if (ints[m.plan.host + HOST.lostBy] >= 0) return 'the host is lost';
  if (ints[m.plan.host + HOST.down]) return 'the host is switched off';
  if ('device' in command) return withDevice(m, command);
  if ('domain' in command) return withDomain(m, command);
  return withLine(m, command);
}

type DomainCommand = Extract<MachineCommand, {domain: string}>;

/** What each command wants of the domain's state, else the reason against it; and what it does. */
const DOMAIN_COMMANDS: {
  readonly [name in DomainCommand['command']]: {
    refuses(m: Machine, domain: number, name: string, command: DomainCommand): string | null;
    run(m: Machine, domain: number, command: DomainCommand): void;
  };
} = {
  hang_domain: {
    refuses: (m, domain, name, command) => unlessWorking(m, domain, name) ?? unlessHangs(m, hangOf(m, command)),
    run: (m, domain, command) => hang(m, domain, hangOf(m, command)),
  },
  slow_domain: {refuses: unlessWorking, run: (m, domain, command) => slow(m, domain, extraOf(command))},
  crash_domain: {refuses: unlessThere, run: (m, domain) => crash(m, domain)},
  pause_domain: {
    refuses: (m, domain, name) =>
      m.policy.handlers === 'kernel'
        ? `${name} is a driver in the kernel, it can not be paused`
        : unlessWorking(m, domain, name),
    run: (m, domain) => pause(m, domain),
  },
  resume_domain: {
    refuses: (m, domain, name) =>
      m.ints[domain + DOMAIN.state] === DOMAIN_STATE.paused
        ? null
        : `${name} ${stateWord(m, domain)}, it is not paused`,
    run: (m, domain) => resume(m, domain),
  },
  kill_domain: {refuses: unlessAlive, run: (m, domain) => destroy(m, domain, false)},
  restart_domain: {refuses: unlessAlive, run: (m, domain) => destroy(m, domain, true)},
  start_domain: {
    refuses: (m, domain, name) => {
      if (m.ints[domain + DOMAIN.state] !== DOMAIN_STATE.dead)
        return `${name} ${stateWord(m, domain)}, it need not be started`;
      return m.ints[domain + DOMAIN.task] === 0 ? null : `${name} is still being destroyed`;
    },
    run: (m, domain) => boot(m, domain),
  },
  break_boot: {
    refuses: (_, __, ___, command) =>
      BOOT_ENDS.includes(bootsOf(command)) ? null : `a boot ends ${BOOT_ENDS.join(', ')}`,
    run: (m, domain, command) => {
      const boots = bootsOf(command);
      m.ints[domain + DOMAIN.boots] = BOOT_ENDS.indexOf(boots);
      m.facts.push({t: m.clock[0], kind: 'boot_broken', domain: domainName(m, domain), boots});
    },
  },
};

function withDomain(m: Machine, command: DomainCommand): string | null {
  const domain = m.plan.domainOf.get(command.domain);
  if (domain === undefined) return `there is no domain ${command.domain}`;
  const row = DOMAIN_COMMANDS[command.command];
  const reason = row.refuses(m, domain, command.domain, command) ?? unlessWhole(extraOf(command));
  if (reason === null) row.run(m, domain, command);
  return reason;
}

function withLine(m: Machine, command: LineCommand): string | null {
  const line = m.plan.lineOf.get(command.line);
  if (line === undefined) return `there is no line ${command.line}`;
  switch (command.command) {
    case 'limit_line':
      return limit(m, line, command);
    case 'set_affinity':
      return setAffinity(m, line, command);
    default:
      if (m.ints[line + LINE.disabled]) return `line ${command.line} is disabled: nobody is bound to it`;
      return command.command === 'mask_line' ? mask(m, line, command.line) : unmask(m, line, command.line);
  }
}

type LineCommand = Extract<MachineCommand, {line: string}>;

function limit(m: Machine, line: number, command: LineCommand & {command: 'limit_line'}): string | null {
  const {count, windowNs = WINDOW_NS} = command;
  if (!isWhole(count, 2 ** 31 - 1)) return `the count is a whole number up to ${2 ** 31 - 1}, not ${count}`;
  if (!isWhole(windowNs, 1e12) || windowNs < 1e6 || windowNs % 1e6 !== 0)
    return `the window is a whole number of milliseconds from 1 to 1000000, not ${windowNs / 1e6}`;
  setLimit(m, line, count, windowNs / 1e6);
  m.facts.push({t: m.clock[0], kind: 'limit_set', line: command.line, count, windowNs});
  return null;
}

function setAffinity(
  m: Machine,
  line: number,
  {line: irq, cpu}: LineCommand & {command: 'set_affinity'},
): string | null {
  const at = m.plan.cpuAt[cpu];
  if (at === undefined) return `there is no CPU ${cpu}, only 0 to ${m.spec.cpus - 1}`;
  if (m.ints[line + LINE.onlyCpu] === at) return `line ${irq} goes to CPU ${cpu} already`;
  m.ints[line + LINE.onlyCpu] = at;
  m.facts.push({t: m.clock[0], kind: 'affinity_set', line: irq, cpu});
  return null;
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
  if (ints[line + LINE.killed] && m.policy.handlers === 'kernel')
    return `line ${irq} is killed: nobody cared; it is enabled when one more driver asks for it: restart a domain on it`;
  if (ints[line + LINE.killed])
    return `line ${irq} is killed: nobody bound to it would acknowledge; restart a domain that gave it up`;
  if (ints[line + LINE.limited]) return `line ${irq} is limited: it goes on by itself at the end of the window`;
  if (!ints[line + LINE.masked] && !ints[line + LINE.held]) return `line ${irq} is open already`;
  m.facts.push({t: m.clock[0], kind: 'line_unmasked', line: irq});
  for (const bind of m.plan.bindsAt.get(line)!) strike(m, bind);
  forceOpen(m, line);
  return null;
}

function unlessWorking(m: Machine, domain: number, name: string): string | null {
  return isHealthy(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not work`;
}

function unlessThere(m: Machine, domain: number, name: string): string | null {
  const {ints} = m;
  if (ints[domain + DOMAIN.state] === DOMAIN_STATE.crashed) return `${name} has crashed already`;
  return isAlive(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not run`;
}

function unlessAlive(m: Machine, domain: number, name: string): string | null {
  return isAlive(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not run`;
}

function stateWord(m: Machine, domain: number): string {
  const {ints} = m;
  const word = DOMAIN_STATES[ints[domain + DOMAIN.state]];
  return word === 'hung' ? 'hangs' : word === 'crashed' ? 'has crashed' : `is ${word}`;
}

function unlessWhole(ns: number): string | null {
  return isWhole(ns, SLOWEST_NS) ? null : `extraNs is a whole number of ns up to 1000 s, not ${ns}`;
}

/** Without a word: that which answers nothing. */
function hangOf(m: Machine, command: DomainCommand): Hang {
  const usual = m.policy.handlers === 'kernel' ? 'silent' : 'stuck';
  return command.command === 'hang_domain' ? (command.hang ?? usual) : usual;
}

const OF_KERNEL: readonly Hang[] = ['silent', 'spin', 'thread'];

function unlessHangs({policy}: Machine, hang: Hang): string | null {
  if (hang === 'deaf' || OF_KERNEL.includes(hang) === (policy.handlers === 'kernel')) return null;
  return policy.handlers === 'kernel'
    ? `handlers of one kernel hang ${OF_KERNEL.join(', ')} or deaf, not ${hang}`
    : `a domain hangs stuck or deaf; ${hang} is for handlers of one kernel, as under the policy linux`;
}

function extraOf(command: DomainCommand): number {
  return command.command === 'slow_domain' ? (command.extraNs ?? DEFAULT_SLOW_NS) : 0;
}

function bootsOf(command: DomainCommand): BootEnd {
  return command.command === 'break_boot' ? (command.boots ?? 'crash') : 'ready';
}

/** A whole number from 0 to `most`. */
export function isWhole(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most;
}
