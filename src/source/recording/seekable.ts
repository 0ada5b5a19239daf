import type {Header} from '../../protocol/record/header.ts';
import type {Index} from '../../protocol/record/index.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';

/** A recording in a file, which can be read from any keyframe on. */
export type Seekable = {
  readonly header: Header;
  /** The time of its last record. */
  readonly endNs: Ns;
  /** Where to begin so that everything from `t` on is known: the last keyframe at or before it, or the first one. */
  entryFor(t: Ns): Promise<EntryPoint>;
  /**
   * From a keyframe on to the end, some records at a time. What can not be used is reported by facts in its place, and to `onGap`.
   */
  read(from: EntryPoint, onGap?: OnGap): AsyncGenerator<TraceRecord[], void>;
  /** The indexes of its segments in order, as far as they can be read, without the rest of the segments. */
  indexes(): AsyncGenerator<Index, void>;
};

export type EntryPoint = {
  /** In bytes from the beginning of the file. */
  at: number;
  /** The time of the keyframe there. */
  t: Ns;
};

export const BEGINNING: EntryPoint = {at: 0, t: 0};

/** A part of a recording that can not be used. */
export type Gap = {
  /** A sentence without its full stop. */
  reason: string;
  /** The writer was stopped: everything before is there, and nothing after it was ever written. */
  cut: boolean;
};

export type OnGap = (gap: Gap) => void;
