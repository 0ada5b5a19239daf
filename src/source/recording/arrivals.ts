import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';

/** Some records, in order; `done`: they are the last. Never fails. */
export type Fetch = () => Promise<{records: TraceRecord[]; done: boolean}>;

/** Records on their way from a file to their reader: fetched one piece at a time, never further ahead. */
export type Arrivals = {
  /** As those of a source. */
  readonly nextNs: Ns | null;
  readonly ended: boolean;
  arrival(): Promise<void>;
  read(untilNs: Ns): TraceRecord[];
  /** What was fetched and not taken. */
  readonly waiting: readonly TraceRecord[];
  /** The time of the last record that was taken, -1: none. */
  readonly takenNs: Ns;
  /** Goes on from another place, once what is being fetched is there. */
  restart(fetch: Fetch): Promise<void>;
};

export function openArrivals(first: Fetch): Arrivals {
  let fetch = first;
  let queue: TraceRecord[] = [];
  let ended = false;
  let takenNs = -1;
  let pulling: Promise<void> | null = null;

  async function pull(): Promise<void> {
    while (queue.length === 0 && !ended) {
      const {records, done} = await fetch();
      ended = done;
      queue = records;
    }
  }

  function arrival(): Promise<void> {
    pulling ??= pull().finally(() => {
      pulling = null;
    });
    return pulling;
  }

  return {
    get nextNs() {
      return queue.length > 0 ? queue[0].t : ended ? Number.POSITIVE_INFINITY : null;
    },
    get ended() {
      return ended && queue.length === 0;
    },
    get waiting() {
      return queue;
    },
    get takenNs() {
      return takenNs;
    },
    arrival,
    read(untilNs) {
      const later = queue.findIndex(record => record.t > untilNs);
      const records = queue.splice(0, later < 0 ? queue.length : later);
      takenNs = records.at(-1)?.t ?? takenNs;
      // A caller that does not wait finds it at the next read.
      if (queue.length === 0) void arrival();
      return records;
    },
    async restart(from) {
      await pulling;
      [fetch, queue, ended, takenNs] = [from, [], false, -1];
      await arrival();
    },
  };
}

/** A disk that does not give its bytes ends the recording as if they were cut off. */
export function fetchOf(reading: AsyncGenerator<TraceRecord[], void>): Fetch {
  let t: Ns = 0;
  return async () => {
    try {
      const {value: records = [], done = false} = await reading.next();
      t = records?.at(-1)?.t ?? t;
      return {records: records ?? [], done};
    } catch (error) {
      const reason = error instanceof InputError ? error.message : `reading it failed: ${(error as Error).message}`;
      return {done: true, records: [{t, kind: 'input_skipped', lines: 0, snapshots: 0, reason}]};
    }
  };
}

/** What is wrong with a file begins with its name. */
export async function named<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${name}: ${error.message}.`) : error;
  }
}
