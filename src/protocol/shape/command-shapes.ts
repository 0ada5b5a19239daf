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
 * What is wrong with a value that is to be carried out as a command, a sentence without its end; `null`: nothing. A record of a command
 * may hold more than this version knows; a command may not, for what is left out of it would be done by halves.
 */
export function commandFault(value: unknown): string | null {
  const fault = COMMAND.fault(value);
  if (fault !== null) return `command${fault}`;
  const {command, ...args} = value as Command;
  const known = COMMANDS[command].args.map(({name}) => name);
  const extra = Object.keys(args).find(key => !known.includes(key));
  if (extra === undefined) return null;
  const all = known.length === 0 ? 'nothing' : `only ${known.join(' and ')}`;
  return `${command} takes no ${quoted(extra)}${quotedValue(args, extra)}, ${all}`;
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
  return `.command${named && ` ${named}`} is none that can be given: irqdeck list commands names them`;
}

function commandShape(name: CommandName): Shape<Command> {
  const args = COMMANDS[name].args.map(({name, kind, optional: may}) => [
    name,
    may ? optional(argument[kind]) : argument[kind],
  ]);
  return object({command: word(name), ...Object.fromEntries(args)} as never);
}
