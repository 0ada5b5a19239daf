import type {Cell} from '../parts/table.ts';

/** A text in a frame that lies over the screen. */
export type Sheet = {
  title: string;
  /** In the lower border: which keys do what. */
  hint: string;
  rows: readonly Cell[];
  /** The first row that is shown. */
  top?: number;
  /** The row on which the mark stands. */
  chosen?: number;
  /** Stands at the foot of the screen. */
  low?: true;
  /** At least this wide inside, so that it keeps its size while its text changes. */
  width?: number;
};
