import {
  type ArgumentKind,
  COMMAND_NAMES,
  COMMANDS,
  type Command,
  type CommandName,
  type MachineCommand,
} from '../command/command.ts';
import {isObject, object, optional, quoted, type Shape, text, word} from './shape.ts';
import {boots, hang, method, natural, ns} from './values.ts';

/** The arguments of a command are the rows of COMMANDS. */
const argument: {readonly [kind in ArgumentKind]: Shape<unknown>} = {
  domain: text,
  device: text,
  line: text,
  slot: text,
  hang,
  method,
  boots,
  duration: ns,
  number: natural,
  text,
  alert: text,
};

/** A command: one of those of COMMANDS, with its arguments. */
export const COMMAND: Shape<Command> = commandOf(COMMAND_NAMES);
export const MACHINE_COMMAND = commandOf(
  COMMAND_NAMES.filter(name => COMMANDS[name].to === 'machine'),
) as Shape<MachineCommand>;

/**
 * Why a value can not be carried out as a command, as a sentence without its full stop; `null`: it can. A recorded command may have
 * fields that this version does not know; a command may not, because it would be carried out only in part.
 */
export function commandFault(value: unknown): string | null {
  const fault = COMMAND.fault(value);
  if (fault !== null) return `command${fault}`;
  const {command, ...args} = value as Command;
  const known = COMMANDS[command].args.map(({name}) => name);
  const extra = Object.keys(args).find(key => !known.includes(key));
  if (extra === undefined) return null;
  const all = known.length === 0 ? 'no arguments' : `only ${known.join(' and ')}`;
  return `${command} takes ${all}, not ${quoted(extra)}${quotedValue(args, extra)}`;
}

function quotedValue(args: object, key: string): string {
  const value = quoted((args as {[key: string]: unknown})[key]);
  return value === '' ? '' : ` (${value})`;
}

function commandOf(names: readonly CommandName[]): Shape<Command> {
  const byName = new Map<unknown, Shape<Command>>(names.map(name => [name, commandShape(name)]));
  return {
    fault(value) {
      if (!isObject(value)) return ' is not an object';
      return byName.get(value.command)?.fault(value) ?? (byName.has(value.command) ? null : unknown(value.command));
    },
    schema: {oneOf: [...byName.values()].map(({schema}) => schema)},
  };
}

function unknown(name: unknown): string {
  if (name === undefined) return '.command is missing';
  const named = quoted(name);
  return `.command${named && ` ${named}`} is not a command; see irqdeck list commands`;
}

function commandShape(name: CommandName): Shape<Command> {
  const args = COMMANDS[name].args.map(({name, kind, optional: may}) => [
    name,
    may ? optional(argument[kind]) : argument[kind],
  ]);
  return object({command: word(name), ...Object.fromEntries(args)} as never);
}
