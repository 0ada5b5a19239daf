import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {SortName} from '../../scene/ui-state.ts';
import type {Column} from '../parts/table.ts';

/** A column of the table of lines. */
export type LineColumn = Column<LineFrame> & {
  sort?: SortName;
  /** It gets spare cells, up to this width. */
  most?: number;
};
