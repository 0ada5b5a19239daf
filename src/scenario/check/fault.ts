/** Keys and places in lists from the top of a scenario: `['devices', 3, 'line']`. */
export type Path = readonly (string | number)[];

/** A fault of a scenario, and its place. */
export type Fault = {
  path: Path;
  /** One sentence without its full stop. */
  sentence: string;
  /** Set where the sentence is about a name that does not exist: that name, and the names that exist. */
  unknown?: {name: string; existing: readonly string[]};
  /** Set where the key itself is wrong, not its value. */
  key?: true;
};
