import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Stretch} from './gzip/segment.ts';
import type {Gap} from './seekable.ts';

/** What of a recording can not be used. It is told in its place: right after the keyframe with which it goes on, or at the end. */
export type Gaps = {
  /** The time of the last record that was read. */
  readonly lastNs: Ns;
  /** A stretch begins. */
  enter(): void;
  /** What was read, with what was lost before it. */
  told(records: TraceRecord[]): TraceRecord[];
  /** A stretch was read, up to where its text ended early for this reason. */
  note(stretch: Stretch, fault: string | null): void;
  /** Between stretches these bytes belong to none. */
  gap(from: number, to: number): void;
  /** What was lost at the end. */
  rest(): TraceRecord[];
};

export function openGaps(tell: (loss: Gap) => void = () => {}): Gaps {
  let lost: string[] = [];
  let lastNs: Ns = 0;
  let complete = false;

  function take(t: Ns): TraceRecord[] {
    const facts = lost.map((reason): TraceRecord => ({t, kind: 'input_skipped', lines: 0, snapshots: 0, reason}));
    lost = [];
    return facts;
  }

  function lose(reason: string, cut = false): void {
    lost.push(reason);
    tell({reason, cut});
  }

  return {
    get lastNs() {
      return lastNs;
    },
    enter() {
      complete = false;
    },
    told(records) {
      lastNs = records.at(-1)!.t;
      complete = records.at(-1)!.kind === 'index';
      if (lost.length === 0) return records;
      const [first, ...rest] = records;
      return [first, ...take(first.t), ...rest];
    },
    note({at, to, state}, fault) {
      if (state === 'damaged')
        lose(`bytes ${at} to ${to} are damaged: of them nothing after ${formatTime(lastNs)} can be used`);
      else if (fault !== null) lose(`bytes ${at} to ${to}: ${fault}`);
      else if (state === 'open' && !complete) lose(`it is cut off after ${formatTime(lastNs)}`, true);
    },
    gap(from, to) {
      if (to > from) lose(`bytes ${from} to ${to} are no part of a recording`);
    },
    rest: () => take(lastNs),
  };
}
