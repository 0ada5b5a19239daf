/** One option: parsing and help are drawn from it. Its key in a table is its long name in camel case. */
export type OptionRow = {
  /** `-d, --delay TIME`: short name, long name, argument. */
  flags: string;
  title: string;
  /** Of an option with an argument. */
  parse?: (text: string) => unknown;
  repeatable?: true;
  /** What can be said of it only when patterns are loaded, which is so before the command is called. Throws a UsageError. */
  check?: (value: never) => void;
};

export type OptionTable = {readonly [key: string]: OptionRow};

/** What was given, by key: `undefined` where it was not. */
export type Values<Table extends OptionTable> = {
  [key in keyof Table]?: Table[key] extends {parse: (text: string) => infer Value}
    ? Table[key] extends {repeatable: true}
      ? Value[]
      : Value
    : true;
};
