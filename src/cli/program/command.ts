import type {Io} from './io.ts';
import type {OptionTable, Values} from './options/option-row.ts';

/** The names of all commands, in the order of the help. A command may import this list, but not the table, which loads the command. */
export const SUBCOMMANDS = ['run', 'replay', 'compare', 'drill', 'debrief', 'watch', 'check', 'list'] as const;

export type Subcommand = (typeof SUBCOMMANDS)[number];

/** One command. Its code is loaded only when it runs, so that help and version are fast. */
export type SubcommandRow = {
  name: Subcommand;
  /** Its arguments; an optional one stands in brackets. */
  argument: string;
  /** It takes any number of arguments; everything after the first one belongs to another program. */
  words?: true;
  title: string;
  options: OptionTable;
  /** Each can be run as it is. */
  examples: readonly string[];
  load(): Promise<Execute>;
};

/** Runs a command; returns the exit status. */
// biome-ignore lint/suspicious/noExplicitAny: each command has its own options
export type Execute = (call: Call<any>, io: Io) => Promise<number>;

export type Call<Table extends OptionTable> = {
  argument?: string;
  /** All arguments, for a command that takes any number. */
  words?: readonly string[];
  second?: string;
  options: Values<Table>;
  /** No command was named, so the argument may be a mistyped command. */
  implied: boolean;
};
