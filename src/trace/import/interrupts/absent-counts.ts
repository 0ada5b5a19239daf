import {MOST_CELLS} from '../../../protocol/bounds.ts';
import {cpuAt, type Row, type Snapshot} from './snapshot.ts';

/** The counts of lines and CPUs that went away: the kernel keeps them, and goes on from there when they come back. */
export type AbsentCounts = {
  /** What a line had counted on a CPU when it was last seen, `undefined`: it was never seen. */
  recall(irq: string, cpu: number): number | undefined;
  /** Keeps the counts of the first snapshot that the second no longer has. */
  keep(before: Snapshot, now: Snapshot): void;
  forget(): void;
};

/** Lines that are kept; a file that names new ones for ever gets no more. */
const MOST_LINES = 4096;

/** Counts that are kept: all lines of the largest host on all of its CPUs. */
const MOST_COUNTS = MOST_CELLS;

type State = {
  readonly lines: Map<string, Map<number, number>>;
  /** How many counts are in it. */
  size: number;
};

export function openAbsentCounts(): AbsentCounts {
  const state: State = {lines: new Map(), size: 0};
  return {
    recall: (irq, cpu) => state.lines.get(irq)?.get(cpu),
    keep: (before, now) => keep(state, before, now),
    forget() {
      state.lines.clear();
      state.size = 0;
    },
  };
}

function keep(state: State, before: Snapshot, now: Snapshot): void {
  if (before.places === now.places && before.cpus === now.cpus) return;
  const online = new Set(now.cpus);
  const wentOffline = before.cpus.some(cpu => !online.has(cpu));
  for (const row of before.rows) {
    if (!now.places.has(row.irq)) keepRow(state, row, before.cpus, () => true);
    else if (wentOffline) keepRow(state, row, before.cpus, cpu => !online.has(cpu));
  }
}

function keepRow(state: State, row: Row, cpus: readonly number[], isKept: (cpu: number) => boolean): void {
  const {lines} = state;
  const counts = lines.get(row.irq) ?? new Map<number, number>();
  row.counts.forEach((count, place) => {
    const cpu = cpuAt(cpus, place);
    if (!isKept(cpu) || (state.size >= MOST_COUNTS && !counts.has(cpu))) return;
    if (!counts.has(cpu)) state.size++;
    counts.set(cpu, count);
  });
  if (lines.has(row.irq) || lines.size < MOST_LINES) lines.set(row.irq, counts);
}
