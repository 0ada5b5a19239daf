import type {Io} from './io.ts';
import type {OptionTable, Values} from './options/option-table.ts';

/** In the order of the help. What is loaded for a command can know the names of all, and not the table, which loads it. */
export const SUBCOMMANDS = ['run', 'replay', 'compare', 'drill', 'debrief', 'watch', 'check', 'list'] as const;

export type Subcommand = (typeof SUBCOMMANDS)[number];

/** One command. Its code is loaded when it is called: help and version need none of it. */
export type SubcommandRow = {
  name: Subcommand;
  /** Its argument, in brackets where it may be left out, and a second one where there can be. */
  argument: string;
  /** It takes any number of arguments, and whatever follows the first is none of our options. */
  words?: true;
  title: string;
  options: OptionTable;
  /** Each works as it stands. */
  examples: readonly string[];
  load(): Promise<Execute>;
};

/** Does it; returns the exit status. */
// biome-ignore lint/suspicious/noExplicitAny: each command knows its own options, see `row`
export type Execute = (call: Call<any>, io: Io) => Promise<number>;

export type Call<Table extends OptionTable> = {
  argument?: string;
  /** All of them, of a command that takes any number. */
  words?: readonly string[];
  second?: string;
  options: Values<Table>;
  /** No command was named, so that the argument may have been meant as one. */
  implied: boolean;
};
