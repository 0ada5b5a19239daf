// Known faults that the checks of house.ts find, by key. The lists only get shorter: an entry that nothing needs fails the test.

/** How many files of a room import each other in a circle. */
export const IN_CIRCLES: readonly string[] = [];

/** Folders with too many files. */
export const CROWDED: readonly string[] = [];

/** Functions that are too long. */
export const LONG: readonly string[] = [];

/** Names that more than one file exports. `builtInDocument` is meant to: the build puts one file in the place of the other. */
export const DOUBLE: readonly string[] = ['builtInDocument'];

/** Functions and values that only a test imports, or nothing. `Heap` is the oracle of the wheel. */
export const UNUSED: readonly string[] = ['COLORS', 'Heap', 'RECORDING_SCHEMA', 'builtInDocument'];
