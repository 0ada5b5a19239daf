import type {Header} from '../../protocol/record/header.ts';
import type {Index} from '../../protocol/record/index.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';

/** A recording in a file, read from wherever one wants to enter it. */
export type Track = {
  readonly header: Header;
  /** The time of its last record. */
  readonly endNs: Ns;
  /** Where one enters it to know all from `t` on: at the last keyframe at or before it, the first where there is none so early. */
  placeOf(t: Ns): Promise<EntryPoint>;
  /**
   * From a place on to the end, a stretch at a time: the keyframe there, and all that follows. What can not be used is told by facts
   * in between, and to `tell`.
   */
  read(from: EntryPoint, tell?: (loss: Gap) => void): AsyncGenerator<TraceRecord[], void>;
  /** The indexes of its stretches in order, as far as they can be read; the stretches themselves are not. */
  indexes(): AsyncGenerator<Index, void>;
};

export type EntryPoint = {
  /** In bytes from the beginning of the file. */
  at: number;
  /** The time of the keyframe there. */
  t: Ns;
};

export type Gap = {
  /** A sentence without its end. */
  reason: string;
  /** Whoever wrote it was stopped: all before is there, and nothing after it ever was. */
  cut: boolean;
};
