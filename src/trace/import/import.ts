import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';

/** One row of the table of importers: a format, and how it is read. */
export type Importer = {
  name: string;
  title: string;
  /** Whether this is the beginning of such a text, or the `whole` of it; asked again when more has come. */
  detects(head: string, whole: boolean): boolean;
  open(): Import;
};

/** A text on its way to records: fed piece by piece, it keeps one snapshot and never the file. */
export type Import = {
  /** Takes the next piece; returns the records that it completed. */
  feed(piece: Uint8Array): TraceRecord[];
  /**
   * Takes the end; `cut` says why it came early, where it did. The last record tells what was skipped. Throws an InputError when
   * there was nothing to show.
   */
  end(cut: string | null): TraceRecord[];
  /** The time of what is being read and not complete yet, where that is known. */
  readonly pendingNs: Ns | null;
  /** What the text says of itself, once it has; only our own format says anything. */
  readonly header?: Header | null;
};
