/** One option. Parsing and help use it. Its key in a table is its long name in camel case. */
export type OptionRow = {
  /** `-d, --delay TIME`: short name, long name, argument. */
  flags: string;
  title: string;
  /** Present when the option has an argument. */
  parse?: (text: string) => unknown;
  repeatable?: true;
  /** A check that needs patterns to be loaded; they are loaded before the command runs. Throws a UsageError. */
  check?: (value: never) => void;
};

export type OptionTable = {readonly [key: string]: OptionRow};

/** The given options, by key; `undefined`: not given. */
export type Values<Table extends OptionTable> = {
  [key in keyof Table]?: Table[key] extends {parse: (text: string) => infer Value}
    ? Table[key] extends {repeatable: true}
      ? Value[]
      : Value
    : true;
};
