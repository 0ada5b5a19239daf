import type {Cell} from '../parts/table.ts';

/** The content of a popup. */
export type Sheet = {
  title: string;
  /** The keys that work in it, shown in the lower border. */
  hint: string;
  rows: readonly Cell[];
  /** The first row shown. */
  top?: number;
  /** The selected row. */
  chosen?: number;
  /** At the bottom of the screen. */
  low?: true;
  /** At least so many cells inside, so that it keeps its size while its text changes. */
  width?: number;
};
