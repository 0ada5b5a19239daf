import type {MachineCommand} from '../../protocol/command/command.ts';
import type {MachinePlan} from '../memory/plan.ts';
import {HOST} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {DEVICE_COMMANDS} from './device.ts';
import {DOMAIN_COMMANDS} from './domain.ts';
import {LINE_COMMANDS} from './line.ts';
import type {CommandRule, CommandRules} from './rule.ts';

/** How each command is carried out. */
const RULES: CommandRules<MachineCommand> = {...DOMAIN_COMMANDS, ...DEVICE_COMMANDS, ...LINE_COMMANDS};

/**
 * Carries a command out at the current time, after everything that happened at it. Null when done, else the reason why it can not
 * be; nothing is changed then.
 */
export function applyCommand(m: Machine, command: MachineCommand): string | null {
  const {ints, plan} = m;
  if (ints[plan.host + HOST.lostBy] >= 0) return 'the host is lost';
  if (ints[plan.host + HOST.down]) return 'the host is switched off';
  const [of, name, at] = subjectOf(plan, command);
  if (at === undefined) return `there is no ${of} ${name}`;
  const rule = RULES[command.command] as CommandRule<MachineCommand>;
  const reason = rule.refuses(m, at, command);
  if (reason === null) rule.run(m, at, command);
  return reason;
}

/** What a command is about, by kind and name; and its record, when there is one. */
function subjectOf(plan: MachinePlan, command: MachineCommand): [of: string, name: string, at: number | undefined] {
  if ('device' in command) return ['device', command.device, plan.deviceOf.get(command.device)];
  if ('domain' in command) return ['domain', command.domain, plan.domainOf.get(command.domain)];
  return ['line', command.line, plan.lineOf.get(command.line)];
}
