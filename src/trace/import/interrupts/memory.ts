import {MOST_CELLS} from '../../../protocol/bounds.ts';
import {cpuAt, type Row, type Snapshot} from './snapshot.ts';

export type Memory = {
  /** What a line had counted on a CPU when it was last seen, `undefined`: it was not. */
  recall(irq: string, cpu: number): number | undefined;
  /** Keeps what is in the first snapshot and no longer in the second. */
  keep(before: Snapshot, now: Snapshot): void;
  forget(): void;
};

/** So many lines that went are remembered; a file that names new ones for ever gets no more. */
const MOST_LINES = 4096;

/** So many counts: all lines of the largest host on all of its CPUs. */
const MOST_COUNTS = MOST_CELLS;

/** The counts of lines and CPUs that went: the kernel keeps them, and goes on from there when they come back. */
export function openMemory(): Memory {
  const lines = new Map<string, Map<number, number>>();
  let kept = 0;

  function keepCells(row: Row, cpus: readonly number[], isKept: (cpu: number) => boolean): void {
    const counts = lines.get(row.irq) ?? new Map<number, number>();
    row.counts.forEach((count, place) => {
      const cpu = cpuAt(cpus, place);
      if (!isKept(cpu) || (kept >= MOST_COUNTS && !counts.has(cpu))) return;
      if (!counts.has(cpu)) kept++;
      counts.set(cpu, count);
    });
    if (lines.has(row.irq) || lines.size < MOST_LINES) lines.set(row.irq, counts);
  }

  return {
    recall: (irq, cpu) => lines.get(irq)?.get(cpu),
    keep(before, now) {
      if (before.places === now.places && before.cpus === now.cpus) return;
      const online = new Set(now.cpus);
      const gone = before.cpus.some(cpu => !online.has(cpu));
      for (const row of before.rows) {
        if (!now.places.has(row.irq)) keepCells(row, before.cpus, () => true);
        else if (gone) keepCells(row, before.cpus, cpu => !online.has(cpu));
      }
    },
    forget() {
      lines.clear();
      kept = 0;
    },
  };
}
