import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';

export type Reader = {
  /** Records up to and including `untilNs` that were not taken yet. */
  take(untilNs: Ns): TraceRecord[];
  /** Gives back records that were taken and not used, in order. */
  putBack(records: readonly TraceRecord[]): void;
  /** Whether a record of `t` or earlier was read and not taken. */
  pending(t: Ns): boolean;
  /** The time of the next record, `null` until it has arrived; `undefined`: the source does not know it. */
  readonly nextNs: Ns | null | undefined;
  /** Nothing will ever be taken again. */
  readonly ended: boolean;
};

/** Reads a source for a session that may stop between two records that were read together. */
export function openReader(source: Source): Reader {
  let readNs = -1;
  let left: TraceRecord[] = [];
  return {
    take(untilNs) {
      // More may have arrived for a time that was read before.
      if (untilNs > readNs || (source.nextNs ?? Infinity) <= untilNs) left = left.concat(source.read(untilNs));
      readNs = Math.max(readNs, untilNs);
      const later = left.findIndex(record => record.t > untilNs);
      return left.splice(0, later < 0 ? left.length : later);
    },
    putBack(records) {
      left = records.concat(left);
    },
    pending: t => left.length > 0 && left[0].t <= t,
    get nextNs() {
      return source.nextNs === undefined ? undefined : (left[0]?.t ?? source.nextNs);
    },
    get ended() {
      return source.ended && left.length === 0;
    },
  };
}
