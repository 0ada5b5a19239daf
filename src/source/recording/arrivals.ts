import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';

/** Some records, in order; `done`: they are the last. Never fails. */
export type Fetch = () => Promise<{records: TraceRecord[]; done: boolean}>;

/** Records on their way from a file to their reader: one piece at a time, never further ahead. */
export type Arrivals = {
  /** As in `Source`. */
  readonly nextNs: Ns | null;
  readonly ended: boolean;
  arrival(): Promise<void>;
  read(untilNs: Ns): TraceRecord[];
  /** Records that were fetched and not taken. */
  readonly waiting: readonly TraceRecord[];
  /** The time of the last record that was taken, -1: none. */
  readonly takenNs: Ns;
  /** Goes on from another place, after the present fetch. */
  restart(fetch: Fetch): Promise<void>;
};

type State = {
  fetch: Fetch;
  queue: TraceRecord[];
  /** Everything was fetched. */
  ended: boolean;
  takenNs: Ns;
  /** The present fetch. */
  pulling: Promise<void> | null;
};

export function openArrivals(fetch: Fetch): Arrivals {
  const state: State = {fetch, queue: [], ended: false, takenNs: -1, pulling: null};
  return {
    get nextNs() {
      return state.queue.length > 0 ? state.queue[0].t : state.ended ? Number.POSITIVE_INFINITY : null;
    },
    get ended() {
      return state.ended && state.queue.length === 0;
    },
    get waiting() {
      return state.queue;
    },
    get takenNs() {
      return state.takenNs;
    },
    arrival: () => arrival(state),
    read: untilNs => read(state, untilNs),
    async restart(from) {
      await state.pulling;
      Object.assign(state, {fetch: from, queue: [], ended: false, takenNs: -1});
      await arrival(state);
    },
  };
}

function arrival(state: State): Promise<void> {
  state.pulling ??= pull(state).finally(() => {
    state.pulling = null;
  });
  return state.pulling;
}

async function pull(state: State): Promise<void> {
  while (state.queue.length === 0 && !state.ended) {
    const {records, done} = await state.fetch();
    state.ended = done;
    state.queue = records;
  }
}

function read(state: State, untilNs: Ns): TraceRecord[] {
  const later = state.queue.findIndex(record => record.t > untilNs);
  const records = state.queue.splice(0, later < 0 ? state.queue.length : later);
  state.takenNs = records.at(-1)?.t ?? state.takenNs;
  // A caller that does not wait finds it at the next read.
  if (state.queue.length === 0) void arrival(state);
  return records;
}

/** When the disk fails, the recording ends there, as if it had been cut off. */
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

/** Puts the name of the file before the message of an InputError, and a full stop after it. */
export async function withFileName<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${name}: ${error.message}.`) : error;
  }
}
