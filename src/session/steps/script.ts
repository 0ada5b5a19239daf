import {moment} from '../../model/words/numbers.ts';
import type {Given} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import {encode} from '../../trace/recording/encode.ts';
import {commandIn} from '../recorded-commands.ts';
import type {Scheduled} from '../schedule.ts';

/** What was asked of a machine, so that it can be run again, and what must come of it. */
export type Script = {
  /** In order of time, as far as it is known. */
  readonly commands: readonly Scheduled[];
  /** Nothing else was asked up to here. */
  readonly knownNs: Ns;
  /** Finds out what comes next. */
  more(): Promise<void>;
  /** Whether samples that were made again are as they were; a sentence without its end, where they are not. */
  compare(made: readonly TraceRecord[]): string | null;
};

/** Of a recording: what was asked before it began, and what it tells, which is read only as far as it is wanted. */
export function recordedScript(
  before: readonly Given[],
  recorded: AsyncGenerator<readonly TraceRecord[], void>,
): Script {
  const commands: Scheduled[] = [...before];
  let knownNs: Ns = -1;
  let comparedNs: Ns = -1;
  /** Those that were read and not made again yet. */
  let samples: Sample[] = [];

  function take(record: TraceRecord): void {
    const asked = commandIn(record);
    if (asked !== null) commands.push(asked);
    if (record.kind === 'sample') samples.push(record);
  }

  function compareOne(made: Sample): string | null {
    const at = samples.findIndex(({t}) => t >= made.t);
    const missing = samples.slice(0, at < 0 ? samples.length : at);
    const [recorded] = at < 0 ? [] : samples.slice(at);
    samples = at < 0 ? [] : samples.slice(at);
    if (missing.length > 0) return differs(missing[0].t);
    // What was lost or never recorded can not be compared.
    if (recorded?.t !== made.t) return null;
    samples.shift();
    return encode(recorded) === encode(made) ? null : differs(made.t);
  }

  return {
    commands,
    get knownNs() {
      return knownNs;
    },
    async more() {
      const {value, done} = await recorded.next();
      for (const record of value ?? []) take(record);
      // Of the time of the last one there may be more.
      if (done) knownNs = Number.POSITIVE_INFINITY;
      else knownNs = Math.max(knownNs, (value.at(-1)?.t ?? 0) - 1);
    },
    compare(made) {
      for (const record of made) {
        if (record.kind !== 'sample' || record.t <= comparedNs) continue;
        comparedNs = record.t;
        const fault = compareOne(record);
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

function differs(t: Ns): string {
  return `run again it is not what is recorded, from ${moment(t)} on, so that its single steps are not known; irqdeck check tells more`;
}
