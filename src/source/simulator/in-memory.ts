import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Source} from '../source.ts';

/** Records in memory, which begin with a keyframe, as a source like a recording of them. */
export function openInMemory(header: Header, records: readonly TraceRecord[], file: string): Source {
  let next = 0;
  return {
    header: {...header, source: 'replay', file},
    get nextNs() {
      return next < records.length ? records[next].t : Number.POSITIVE_INFINITY;
    },
    get ended() {
      return next === records.length;
    },
    endNs: records.at(-1)?.t ?? 0,
    read(untilNs) {
      const from = next;
      while (next < records.length && records[next].t <= untilNs) next++;
      return records.slice(from, next);
    },
    async seek(t) {
      const place = Math.max(
        records.findLastIndex(record => record.kind === 'keyframe' && record.t <= t),
        0,
      );
      const takenNs = next === 0 ? -1 : records[next - 1].t;
      if (t >= takenNs && records[place].t <= takenNs) return false;
      next = place;
      return true;
    },
  };
}
