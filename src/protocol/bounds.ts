// The bounds of everything that is read, in one place: larger input gets an error sentence, and no input takes more than 300 MB of memory.

/** No line of a text is longer: a row of /proc/interrupts with 8,192 CPUs is 90 kB, the largest header of a recording 60 kB. */
export const LONGEST_LINE = 1_048_576;

/** No line of a recording is longer: a keyframe of 1,152 CPUs and 1,056 lines has 7 to 15 MB. */
export const LONGEST_RECORD = 16_777_216;

/** A line that is too long is passed over; one that goes on so far ends the text: nobody wants to wait for the end of /dev/zero. */
export const ENDLESS_LINE = 268_435_456;

/**
 * So many quotes and brackets may stand in a line: a keyframe of 16,384 lines has 0.7 million, a sample in which 1,056 lines counted on
 * each of 1,152 CPUs 1.2 million. What JSON makes of each takes up to 60 bytes.
 */
export const MOST_MARKS = 1_500_000;

/** Of a snapshot: a kernel has at most 8,192 CPUs. */
export const MOST_CPUS = 8_192;

/** Of a snapshot: the largest host that was seen has 1,056 rows, and a kernel prints only those that are in use. */
export const MOST_ROWS = 16_384;

/** Of a snapshot, rows times CPUs: 1,056 times 1,152 are 1.2 million. Each takes 8 bytes, in four copies. */
export const MOST_CELLS = 2_097_152;

/** A text that is read whole, as a scenario, a drill, a configuration: the largest built-in one has 30 kB. */
export const LONGEST_TEXT = 1_048_576;

/** The results of drills, a line each: some 40,000 of them. */
export const LONGEST_RESULTS = 16_777_216;

/** So deep YAML may be nested: a scenario has five levels. Its parser calls itself for each. */
export const DEEPEST_YAML = 64;

/** So many values YAML may have, for each of which the parser keeps two kilobytes: a scenario of 1,056 lines written out has some 20,000. */
export const MOST_YAML_VALUES = 80_000;

/** Text packs four to thirty to one, a recording without news some 200; data that unpacks to more than this is not a text. */
export const MOST_EXPANSION = 300;

/** Below so many bytes it may unpack to any number of times its size. */
export const FREE_EXPANSION = 16_777_216;

/** What a drill's records take in memory, for its debrief needs all of them: a drill of an hour has some 30 MB. */
export const LARGEST_DRILL = 100_000_000;

/** So many commands a recording may have that is run again: a person gives one a second. */
export const MOST_COMMANDS = 200_000;
