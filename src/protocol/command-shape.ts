import {
  type ArgumentKind,
  COMMAND_NAMES,
  COMMANDS,
  type Command,
  type CommandName,
  type MachineCommand,
} from './command.ts';
import {isObject, object, optional, type Shape, text, word} from './shape.ts';
import {boots, hang, method, natural, ns} from './shape-values.ts';

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

function commandOf(names: readonly CommandName[]): Shape<Command> {
  const byName = new Map<unknown, Shape<Command>>(names.map(name => [name, commandShape(name)]));
  return {
    fault(value) {
      if (!isObject(value)) return ' is not an object';
      return (
        byName.get(value.command)?.fault(value) ??
        (byName.has(value.command) ? null : '.command is none that can be given')
      );
    },
    schema: {oneOf: [...byName.values()].map(({schema}) => schema)},
  };
}

function commandShape(name: CommandName): Shape<Command> {
  const args = COMMANDS[name].args.map(({name, kind, optional: may}) => [
    name,
    may ? optional(argument[kind]) : argument[kind],
  ]);
  return object({command: word(name), ...Object.fromEntries(args)} as never);
}
