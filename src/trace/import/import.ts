import type {Header} from '../../protocol/record/header.ts';
import type {Knowledge} from '../../protocol/record/knowledge.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';

/** One row of the table of importers: a format, and how to read it. */
export type Importer = {
  name: string;
  title: string;
  /** What such a text can know; our own format has it in its header. */
  knows: readonly Knowledge[];
  /** Whether this is the beginning of such a text, or the `whole` of it; called again when more has come. */
  detects(head: string, whole: boolean): boolean;
  open(): Import;
};

/** A text on its way to records, fed piece by piece. It keeps at most one snapshot, never the file. */
export type Import = {
  /** Takes the next piece; returns the records that it completes. */
  feed(piece: Uint8Array): TraceRecord[];
  /**
   * Takes the end; `cut`: why the text ends early, `null` where it does not. The last record reports what was skipped. Throws an InputError
   * when there is nothing to show.
   */
  end(cut: string | null): TraceRecord[];
  /** The time of the snapshot that is not complete yet, where that is known. */
  readonly pendingNs: Ns | null;
  /** The header of the text, once it has come; only our own format has one. */
  readonly header?: Header | null;
};
