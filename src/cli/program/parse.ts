import {Command, CommanderError, Option, type OptionValues} from 'commander';
import {loadPatterns} from '../../model/words/pattern.ts';
import {UsageError, unknownName} from '../../setup/usage.ts';
import type {Call, SubcommandRow} from './command.ts';
import {COMMAND_ROWS} from './command-table.ts';
import type {OptionRow, OptionTable} from './options/option-row.ts';

/** The command and its arguments. Throws a UsageError. */
export function parse(argv: readonly string[]): {row: SubcommandRow; call: Call<OptionTable>} {
  const named = COMMAND_ROWS.find(row => row.name === argv[0]);
  const row = named ?? COMMAND_ROWS[0];
  const command = commandOf(row);
  try {
    command.parse(named ? argv.slice(1) : argv, {from: 'user'});
  } catch (error) {
    throw error instanceof CommanderError ? translate(error, row) : error;
  }
  const {args} = command;
  const [argument, second] = args;
  if (!named) refuseLateCommand(argument);
  const call = {
    argument,
    second,
    ...(row.words && {words: args}),
    options: givenTo(command),
    implied: named === undefined,
  };
  return {row, call};
}

/** Checks of option values that need patterns, which are loaded only when necessary. Throws a UsageError. */
export async function checkOptions({options}: SubcommandRow, given: {readonly [name: string]: unknown}): Promise<void> {
  const rows = Object.entries(options).filter(([name, {check}]) => check && given[name] !== undefined);
  if (rows.length > 0) await loadPatterns();
  for (const [name, {flags, check}] of rows) explained(new Option(flags), () => check?.(given[name] as never));
}

/** The given options only: commander sets `mouse` to true when `--no-mouse` is missing. */
function givenTo(command: Command): OptionValues {
  const all = Object.entries(command.opts());
  return Object.fromEntries(all.filter(([name]) => command.getOptionValueSource(name) !== 'default'));
}

/** A commander command that prints nothing: help and errors are ours. */
function commandOf(row: SubcommandRow): Command {
  const command = new Command(row.name)
    .exitOverride()
    .configureOutput({writeOut() {}, writeErr() {}})
    .showSuggestionAfterError(false)
    .helpOption(false)
    .allowExcessArguments(false)
    .passThroughOptions(row.words ?? false)
    .action(() => {});
  const names = row.words ? ['words...'] : row.argument.replace(/[[\]]/g, '').split(' ');
  for (const name of names) command.argument(`[${name}]`);
  for (const option of Object.values(row.options)) command.addOption(optionOf(option));
  return command;
}

function optionOf({flags, parse, repeatable}: OptionRow): Option {
  if (parse === undefined) return new Option(flags);
  const option = new Option(flags.replace(/(--[a-z-]+) ([^[].*)$/, '$1 <$2>'));
  return option.argParser((text: string, before: unknown) => {
    const value = explained(option, () => parse(text), text);
    return repeatable ? [...((before as unknown[]) ?? []), value] : value;
  });
}

/** Puts the option, and its text, in front of a UsageError. */
function explained(option: Option, read: () => unknown, ...given: string[]): unknown {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError
      ? new UsageError(`${[option.long, ...given].join(' ')}: ${error.message}`)
      : error;
  }
}

// commander's errors have a code; the name of the option stands in quotes in the message.
function translate(error: CommanderError, row: SubcommandRow): UsageError {
  const about = /'(.*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownName(`option of ${row.name}`, about, longNames(row.options));
    case 'commander.optionMissingArgument':
      return new UsageError(`the argument is missing; write ${about.replace(/[<>]/g, '')}.`);
    case 'commander.excessArguments':
      return new UsageError(`too many arguments; usage: irqdeck ${row.name} ${row.argument} [OPTIONS].`);
    default:
      return new UsageError(`${error.message.replace(/^error: /, '')}.`);
  }
}

/** The long names of a command's options: `--batch`. */
function longNames(table: OptionTable): string[] {
  return Object.values(table).map(({flags}) => /--[a-z-]+/.exec(flags)?.[0] ?? flags);
}

function refuseLateCommand(argument: string | undefined): void {
  if (COMMAND_ROWS.some(row => row.name === argument))
    throw new UsageError(`${argument} is a command, and the command comes first; write irqdeck ${argument} ….`);
}
