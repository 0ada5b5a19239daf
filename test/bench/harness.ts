/** One row of the table that `npm run bench` prints. */
export type Benchmark = {
  name: string;
  /** What the value may be at most; without a goal the row only informs. Values are ratios: smaller is better. */
  goal?: number;
  run(): Outcome | Promise<Outcome>;
};

/** `value` is null when the row can not be measured here; `detail` then has the reason, otherwise the absolute figures. */
export type Outcome = {value: number | null; detail: string};

export type Row = {name: string; value: number | null; goal: number | null; ok: boolean; detail: string};

/** Does its work once and returns what that cost, in ns of CPU time. */
export type Variant = () => number;

const ROUNDS = 5;

/**
 * The median cost of each variant over five rounds. Rounds are interleaved, so that a busy or slow moment of the
 * computer hits all variants alike; one more round goes ahead as warm-up.
 */
export function race<K extends string>(variants: Record<K, Variant>, rounds = ROUNDS): Record<K, number> {
  const names = Object.keys(variants) as K[];
  const costs = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<K, number[]>;
  for (const name of names) variants[name]();
  for (let round = 0; round < rounds; round++) {
    for (const name of names) costs[name].push(variants[name]());
  }
  return Object.fromEntries(names.map(name => [name, median(costs[name])])) as Record<K, number>;
}

/** CPU time of the whole process, so that garbage collector and compiler threads are charged to the work that causes them. */
export function cpuNs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(before);
  return (user + system) * 1000;
}

/** The same for work that others of our threads do. */
export async function cpuNsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const {user, system} = process.cpuUsage(before);
  return (user + system) * 1000;
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Frees what is free; needs `node --expose-gc`. */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('this benchmark needs the garbage collector: node --expose-gc test/bench/run.ts');
  globalThis.gc();
}

export async function judge({name, goal = null, run}: Omit<Benchmark, 'goal'> & {goal?: number | null}): Promise<Row> {
  const {value, detail} = await run();
  return {name, value, goal, ok: value === null || goal === null || value <= goal, detail};
}
