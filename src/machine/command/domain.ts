import type {MachineCommand} from '../../protocol/command/command.ts';
import {BOOT_ENDS, DOMAIN_STATES, type Hang} from '../../protocol/words.ts';
import {noteFact} from '../counted/facts.ts';
import {
  bootDomain,
  crashDomain,
  destroyDomain,
  hangDomain,
  pauseDomain,
  resumeDomain,
  slowDomain,
} from '../life/domain.ts';
import {BOOT, DOMAIN_STATE, TASK} from '../memory/codes.ts';
import {isAlive, isDead, isHealthy} from '../memory/queries.ts';
import {DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {type CommandRules, isWhole} from './rule.ts';

type DomainCommand = Extract<MachineCommand, {domain: string}>;

const DEFAULT_SLOW_NS = 20_000_000;
/** What ends after it is beyond what can be scheduled, or waited for. */
const SLOWEST_NS = 1e12;

/** What an operator can do to a domain, and the state that each command needs. */
export const DOMAIN_COMMANDS: CommandRules<DomainCommand> = {
  hang_domain: {
    refuses: (m, domain, {domain: name, hang: how}) =>
      unlessWorking(m, domain, name) ?? unlessHangs(m, how ?? usualHang(m)),
    run: (m, domain, {hang: how}) => hangDomain(m, domain, how ?? usualHang(m)),
  },
  slow_domain: {
    refuses: (m, domain, {domain: name, extraNs = DEFAULT_SLOW_NS}) =>
      unlessWorking(m, domain, name) ??
      (isWhole(extraNs, SLOWEST_NS) ? null : `extraNs is a whole number of ns up to 1000 s, not ${extraNs}`),
    run: (m, domain, {extraNs = DEFAULT_SLOW_NS}) => slowDomain(m, domain, extraNs),
  },
  crash_domain: {
    refuses: (m, domain, {domain: name}) =>
      m.ints[domain + DOMAIN.state] === DOMAIN_STATE.crashed
        ? `${name} has crashed already`
        : unlessAlive(m, domain, name),
    run: (m, domain) => crashDomain(m, domain),
  },
  pause_domain: {
    refuses: (m, domain, {domain: name}) =>
      m.policy.handlers === 'kernel'
        ? `${name} is a driver in the kernel, it can not be paused`
        : unlessWorking(m, domain, name),
    run: (m, domain) => pauseDomain(m, domain),
  },
  resume_domain: {
    refuses: (m, domain, {domain: name}) =>
      m.ints[domain + DOMAIN.state] === DOMAIN_STATE.paused
        ? null
        : `${name} ${stateWord(m, domain)}, it is not paused`,
    run: (m, domain) => resumeDomain(m, domain),
  },
  kill_domain: {
    refuses: (m, domain, {domain: name}) => unlessAlive(m, domain, name),
    run: (m, domain) => destroyDomain(m, domain, false),
  },
  restart_domain: {
    refuses: (m, domain, {domain: name}) => unlessAlive(m, domain, name),
    run: (m, domain) => destroyDomain(m, domain, true),
  },
  start_domain: {
    refuses(m, domain, {domain: name}) {
      if (!isDead(m, domain)) return `${name} ${stateWord(m, domain)}, it need not be started`;
      return m.ints[domain + DOMAIN.task] === TASK.none ? null : `${name} is still being destroyed`;
    },
    run: (m, domain) => bootDomain(m, domain),
  },
  break_boot: {
    refuses: (_m, _domain, {boots = 'crash'}) =>
      BOOT_ENDS.includes(boots) ? null : `a boot ends ${BOOT_ENDS.join(', ')}`,
    run(m, domain, {domain: name, boots = 'crash'}) {
      m.ints[domain + DOMAIN.boots] = BOOT[boots];
      noteFact(m, {kind: 'boot_broken', domain: name, boots});
    },
  },
};

function unlessWorking(m: Machine, domain: number, name: string): string | null {
  return isHealthy(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not work`;
}

function unlessAlive(m: Machine, domain: number, name: string): string | null {
  return isAlive(m, domain) ? null : `${name} ${stateWord(m, domain)}, it does not run`;
}

function stateWord({ints}: Machine, domain: number): string {
  const word = DOMAIN_STATES[ints[domain + DOMAIN.state]];
  return word === 'hung' ? 'hangs' : word === 'crashed' ? 'has crashed' : `is ${word}`;
}

/** A hang that answers nothing. */
function usualHang({policy}: Machine): Hang {
  return policy.handlers === 'kernel' ? 'silent' : 'stuck';
}

const OF_KERNEL: readonly Hang[] = ['silent', 'spin', 'thread'];

function unlessHangs({policy}: Machine, how: Hang): string | null {
  if (how === 'deaf' || OF_KERNEL.includes(how) === (policy.handlers === 'kernel')) return null;
  return policy.handlers === 'kernel'
    ? `handlers of one kernel hang ${OF_KERNEL.join(', ')} or deaf, not ${how}`
    : `a domain hangs stuck or deaf; ${how} is for handlers of one kernel, as under the policy linux`;
}
