import type {Index} from '../../protocol/record/index.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Recording} from './recording.ts';

/** A recording up to and including `toNs`, as if it ended there. */
export function partOf(source: Recording, toNs: Ns): Recording {
  let lastNs: Ns = 0;
  const isOver = () => source.ended || (source.nextNs ?? 0) > toNs;
  return {
    header: source.header,
    get nextNs() {
      return isOver() ? Number.POSITIVE_INFINITY : source.nextNs;
    },
    get ended() {
      return isOver();
    },
    get endNs() {
      if (source.endNs !== null && source.endNs !== undefined) return Math.min(source.endNs, toNs);
      return isOver() ? lastNs : null;
    },
    arrival: () => source.arrival(),
    read(untilNs) {
      const records = source.read(Math.min(untilNs, toNs));
      lastNs = Math.max(lastNs, records.at(-1)?.t ?? 0);
      return records;
    },
    ...(source.indexes && {indexes: () => indexesTo(source.indexes!(), toNs)}),
    ...(source.seek && {seek: (t: Ns) => source.seek!(Math.min(t, toNs))}),
    records: source.records,
    close: () => source.close(),
  };
}

async function* indexesTo(indexes: AsyncGenerator<Index, void>, toNs: Ns): AsyncGenerator<Index, void> {
  for await (const index of indexes) {
    if (index.fromNs > toNs) return;
    yield {...index, t: Math.min(index.t, toNs), moments: index.moments.filter(([t]) => t <= toNs)};
  }
}
