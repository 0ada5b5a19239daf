import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Segment} from './gzip/segment.ts';
import type {OnGap} from './seekable.ts';

/** The parts of a recording that can not be used. Each is reported in its place: right after the next keyframe, or at the end. */
export type Gaps = {
  /** The time of the last record that was read. */
  readonly lastNs: Ns;
  beginSegment(): void;
  /** Records that were read, with the gaps before them. */
  addTo(records: TraceRecord[]): TraceRecord[];
  /** A segment was read; `fault`: why its text ended early. */
  endSegment(segment: Segment, fault: string | null): void;
  /** These bytes between two segments belong to neither. */
  addBytes(from: number, to: number): void;
  /** The gaps at the end. */
  rest(): TraceRecord[];
};

type State = {
  readonly onGap: OnGap | undefined;
  /** Why something could not be used; not yet reported. */
  reasons: string[];
  lastNs: Ns;
  /** The last record of the segment is its index. */
  complete: boolean;
};

export function openGaps(onGap?: OnGap): Gaps {
  const state: State = {onGap, reasons: [], lastNs: 0, complete: false};
  return {
    get lastNs() {
      return state.lastNs;
    },
    beginSegment() {
      state.complete = false;
    },
    addTo: records => addTo(state, records),
    endSegment: (segment, fault) => endSegment(state, segment, fault),
    addBytes(from, to) {
      if (to > from) add(state, `bytes ${from} to ${to} are not part of a recording`);
    },
    rest: () => takeFacts(state, state.lastNs),
  };
}

function addTo(state: State, records: TraceRecord[]): TraceRecord[] {
  const last = records.at(-1)!;
  state.lastNs = last.t;
  state.complete = last.kind === 'index';
  if (state.reasons.length === 0) return records;
  const [first, ...rest] = records;
  return [first, ...takeFacts(state, first.t), ...rest];
}

function takeFacts(state: State, t: Ns): TraceRecord[] {
  const facts = state.reasons.map(
    (reason): TraceRecord => ({t, kind: 'input_skipped', lines: 0, snapshots: 0, reason}),
  );
  state.reasons = [];
  return facts;
}

function endSegment(state: State, {at, to, state: found}: Segment, fault: string | null): void {
  const time = formatTime(state.lastNs);
  if (found === 'damaged') add(state, `bytes ${at} to ${to} are damaged; nothing in them after ${time} can be used`);
  else if (fault !== null) add(state, `bytes ${at} to ${to}: ${fault}`);
  else if (found === 'open' && !state.complete) add(state, `it is cut off after ${time}`, true);
}

function add(state: State, reason: string, cut = false): void {
  state.reasons.push(reason);
  state.onGap?.({reason, cut});
}
