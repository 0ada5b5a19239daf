import type {Wiring} from './wiring.ts';

/** `/proc/interrupts` at one moment. */
export type Snapshot = {
  /** In the order of the header, ascending; the list of the snapshot before where they are the same. */
  cpus: readonly number[];
  /** In the order of the file; each has its own `irq`. */
  rows: readonly Row[];
  /** The place of each row by its `irq`; the map of the snapshot before where names, texts and order are the same. */
  places: ReadonlyMap<string, number>;
};

export type Row = Wiring & {
  /** Unique in a snapshot. */
  irq: string;
  /** As the file has it; some kernels have two counters with one name. */
  name: string;
  /** A counter that is not a line: NMI, LOC, ERR, IPI0. Its chip is its description. */
  counter: boolean;
  /** In the order of the CPUs; a counter may have fewer or more than there are CPUs. */
  counts: Float64Array;
  /** Name and text as the file has them, to see quickly whether the next snapshot has the same. */
  raw: {name: Uint8Array; text: Uint8Array};
};

export function rowOf({rows, places}: Snapshot, irq: string): Row | undefined {
  const place = places.get(irq);
  return place === undefined ? undefined : rows[place];
}

export function placesOf(rows: readonly Row[]): Map<string, number> {
  return new Map(rows.map(({irq}, place) => [irq, place]));
}

/** The CPUs in a header, `null`: this is not one. Sample input, where some are offline: `           CPU0       CPU2       `. */
export function parseCpuHeader(text: string): number[] | null {
  const words = text.trim().split(/\s+/);
  const cpus = words.map(word => (/^CPU\d{1,7}$/.test(word) ? Number(word.slice(3)) : Number.NaN));
  return cpus.every((cpu, at) => (at === 0 ? cpu >= 0 : cpu > cpus[at - 1])) ? cpus : null;
}

/**
 * The CPU of a count in a row. Counts beyond the header are of CPUs that are not online; their numbers go on from the highest one, as
 * in the kernels that write such rows.
 */
export function cpuAt(cpus: readonly number[], place: number): number {
  return place < cpus.length ? cpus[place] : cpus[cpus.length - 1] + 1 + place - cpus.length;
}
