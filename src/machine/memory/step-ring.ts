import type {Ns} from '../../protocol/words.ts';

// Where the last hardware-level events are kept: fixed-width numbers in a ring outside the snapshot. counted/steps.ts fills and reads it.

export type StepRing = {
  /** Number of cells, a power of two; a step takes two. */
  size: number;
  /** The cell where the next step goes. */
  next: number;
  /** The cell up to which steps were taken. */
  taken: number;
  /** Earlier steps were never noted, or belong to another run. */
  sinceNs: Ns;
  /** A step: its time; and the record of the CPU, domain or device, that of the line, and the kind, packed into one number. */
  cells: Float64Array;
};

/** A ring for the last 2^`bits` steps (16 bytes each). */
export function stepRing(bits = 14): StepRing {
  const size = 2 << bits;
  return {size, next: 0, taken: 0, sinceNs: 0, cells: new Float64Array(size)};
}
