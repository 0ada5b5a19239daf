import type {Io} from '../../program/io.ts';

/** One thing that can be listed. */
export type ListEntry = {
  name: string;
  title: string;
  /** The syntax, if it is more than the name. */
  usage?: string;
  /** More lines of text. */
  notes?: string[];
  /** More fields for `--json`. */
  fields?: {[name: string]: unknown};
};

/** A kind of things. */
export type ListKind = {
  name: string;
  title: string;
  entries(io: Io): Promise<ListEntry[]>;
  /** The text of the file of one entry. Throws a UsageError for an unknown name. */
  file?(name: string, io: Io): Promise<string>;
};

export function titled(table: {readonly [name: string]: string}): ListEntry[] {
  return Object.entries(table).map(([name, title]) => ({name, title}));
}
