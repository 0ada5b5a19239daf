import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';

/** Records that have arrived and were not taken yet, in order of time. */
export type Queue = {
  /** `bytes`: the length of its line. */
  push(record: TraceRecord, bytes: number): void;
  /** Takes those up to and including `untilNs`. */
  take(untilNs: Ns): TraceRecord[];
  /** The time of the next one; `null`: it is empty. */
  readonly nextNs: Ns | null;
  /** No more should be fetched now. */
  readonly full: boolean;
};

/** As many as a screen processes at once. */
const RECORDS_MAX = 4096;
const BYTES_MAX = 4 * 1024 * 1024;

export function openQueue(): Queue {
  // Those before `first` are taken. Cutting them off at each take would cost as much as there are left.
  let entries: {record: TraceRecord; bytes: number}[] = [];
  let first = 0;
  let bytes = 0;
  return {
    push(record, size) {
      entries.push({record, bytes: size});
      bytes += size;
    },
    take(untilNs) {
      const taken: TraceRecord[] = [];
      for (; first < entries.length && entries[first].record.t <= untilNs; first++) {
        taken.push(entries[first].record);
        bytes -= entries[first].bytes;
      }
      if (2 * first >= entries.length) [entries, first] = [entries.slice(first), 0];
      return taken;
    },
    get nextNs() {
      return entries[first]?.record.t ?? null;
    },
    get full() {
      return entries.length - first >= RECORDS_MAX || bytes >= BYTES_MAX;
    },
  };
}
