/** Keys and places in lists from the top of a scenario: `['devices', 3, 'line']`. */
export type Path = readonly (string | number)[];

/** What is wrong with a scenario, and where. */
export type Fault = {
  path: Path;
  /** One sentence without its full stop. */
  sentence: string;
  /** The sentence is about a name that does not exist: that name, and those that do. */
  unknown?: {name: string; existing: readonly string[]};
  /** The fault is the key itself, not its value. */
  key?: true;
};
