import type {Fact} from '../protocol/record/fact.ts';
import type {Ns} from '../protocol/words.ts';

/** Counts the parts of a text that can not be used, and keeps the first reason. */
export type SkippedInput = {
  add(what: 'line' | 'snapshot', reason: string, line: number): void;
  /** The text ends early. */
  endEarly(reason: string): void;
  /** The first reason, `null` when everything was used. */
  readonly reason: string | null;
  /** The fact that reports it, in a list; empty when everything was used. */
  facts(t: Ns): Fact[];
};

export function openSkippedInput(): SkippedInput {
  const counts = {line: 0, snapshot: 0};
  let reason: string | null = null;
  return {
    add(what, why, line) {
      counts[what]++;
      reason ??= `line ${line}: ${why}`;
    },
    endEarly(why) {
      reason = reason === null ? why : `${reason}; and ${why}`;
    },
    get reason() {
      return reason;
    },
    facts: t =>
      reason === null ? [] : [{t, kind: 'input_skipped', lines: counts.line, snapshots: counts.snapshot, reason}],
  };
}
