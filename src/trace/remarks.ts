import type {Fact} from '../protocol/record/fact.ts';
import type {Ns} from '../protocol/words.ts';

/** What could not be used of a text, counted, with the first reason. */
export type Remarks = {
  skip(what: 'line' | 'snapshot', reason: string, line: number): void;
  /** The text ends early. */
  end(reason: string): void;
  /** The first reason, `null` when everything was used. */
  readonly first: string | null;
  fact(t: Ns): Fact[];
};

export function openRemarks(): Remarks {
  const skipped = {line: 0, snapshot: 0};
  let first: string | null = null;
  return {
    skip(what, reason, line) {
      skipped[what]++;
      first ??= `line ${line}: ${reason}`;
    },
    end(reason) {
      first = first === null ? reason : `${first}; and ${reason}`;
    },
    get first() {
      return first;
    },
    fact: t =>
      first === null
        ? []
        : [{t, kind: 'input_skipped', lines: skipped.line, snapshots: skipped.snapshot, reason: first}],
  };
}
