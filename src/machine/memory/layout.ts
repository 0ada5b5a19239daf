// The state of the machine is records of fixed length in one Int32Array and, over the same bytes, one Float64Array: `ints` and
// `times`. A line, a domain, a CPU … is known by the place where its record begins, so
//
//     ints[line + LINE.held]        times[(line >> 1) + LINE.stateSince]
//
// are fields of a line. One array for everything because each further array that a function touches costs it nine instructions
// of checks. Fields that are used together stand together: the first part of a record is what every event needs, a cache line of it.
// All doubles are times or durations in ns. -1 stands for nobody, nothing, never.

type Fields = {readonly [name: string]: number};

/** The number of each field is how many places it takes. Those of `never` and `none` begin as -1, all others as 0. */
type Part<T, V, I, N> = {times?: T; never?: V; ints?: I; none?: N};

/** Ints in a cache line; records begin at multiples of it. */
const LINE_OF_CACHE = 16;

/** Lays out a record in two parts: the hot fields, and the others. */
export function layOut<
  T extends Fields = Record<never, number>,
  V extends Fields = Record<never, number>,
  I extends Fields = Record<never, number>,
  N extends Fields = Record<never, number>,
  T2 extends Fields = Record<never, number>,
  V2 extends Fields = Record<never, number>,
  I2 extends Fields = Record<never, number>,
  N2 extends Fields = Record<never, number>,
>(
  hot: Part<T, V, I, N>,
  rest: Part<T2, V2, I2, N2> = {},
): RecordLayout<keyof (T & V & I & N & T2 & V2 & I2 & N2) & string> {
  const offsets: {[name: string]: number} = {};
  const unset = {times: [] as number[], ints: [] as number[]};
  let at = 0;
  for (const part of [hot, rest] as Part<Fields, Fields, Fields, Fields>[]) {
    at += at & 1;
    for (const [name, places] of Object.entries({...part.times, ...part.never})) {
      if (part.never && name in part.never) unset.times.push(at >> 1);
      offsets[name] = at >> 1;
      at += 2 * places;
    }
    for (const [name, places] of Object.entries({...part.ints, ...part.none})) {
      if (part.none && name in part.none) unset.ints.push(at);
      offsets[name] = at;
      at += places;
    }
  }
  const size = Math.floor((at + LINE_OF_CACHE - 1) / LINE_OF_CACHE) * LINE_OF_CACHE;
  return {...offsets, size, unset} as RecordLayout<keyof (T & V & I & N & T2 & V2 & I2 & N2) & string>;
}

/** Where each field stands, from the beginning of the record: in `times` or in `ints`. */
type RecordLayout<Name extends string> = {readonly [name in Name | 'size']: number} & {
  readonly unset: {readonly times: readonly number[]; readonly ints: readonly number[]};
};
