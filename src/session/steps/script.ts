import {moment} from '../../model/words/numbers.ts';
import type {Given} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';
import type {Ns} from '../../protocol/words.ts';
import {encode} from '../../trace/recording/encode.ts';
import {commandIn} from '../recorded-commands.ts';
import type {Scheduled} from '../schedule.ts';

/** The commands that a machine got, to run it again, and the samples that it must give. */
export type Script = {
  /** In order of time, as far as they are known. */
  readonly commands: readonly Scheduled[];
  /** All commands up to here are known. */
  readonly knownNs: Ns;
  /** Reads on, to know more commands. */
  more(): Promise<void>;
  /** Compares the samples of a replica with the recorded ones. Returns how they differ, a sentence without its end; `null`: they are equal. */
  compare(records: readonly TraceRecord[]): string | null;
};

type State = {
  readonly recorded: AsyncGenerator<readonly TraceRecord[], void>;
  readonly commands: Scheduled[];
  knownNs: Ns;
  comparedNs: Ns;
  /** Recorded samples that are not compared yet. */
  samples: Sample[];
};

/** The script of a recording: the commands given before it began, then its records, which are read only as far as needed. */
export function recordedScript(
  before: readonly Given[],
  recorded: AsyncGenerator<readonly TraceRecord[], void>,
): Script {
  const state: State = {recorded, commands: [...before], knownNs: -1, comparedNs: -1, samples: []};
  return {
    commands: state.commands,
    get knownNs() {
      return state.knownNs;
    },
    more: () => readMore(state),
    compare: records => compare(state, records),
  };
}

async function readMore(state: State): Promise<void> {
  const {value, done} = await state.recorded.next();
  for (const record of value ?? []) {
    const command = commandIn(record);
    if (command !== null) state.commands.push(command);
    if (record.kind === 'sample') state.samples.push(record);
  }
  // There may be more records at the time of the last one.
  if (done) state.knownNs = Number.POSITIVE_INFINITY;
  else state.knownNs = Math.max(state.knownNs, (value.at(-1)?.t ?? 0) - 1);
}

function compare(state: State, records: readonly TraceRecord[]): string | null {
  for (const record of records) {
    if (record.kind !== 'sample' || record.t <= state.comparedNs) continue;
    state.comparedNs = record.t;
    const difference = compareSample(state, record);
    if (difference !== null) return difference;
  }
  return null;
}

function compareSample(state: State, sample: Sample): string | null {
  const next = state.samples.findIndex(({t}) => t >= sample.t);
  const missing = state.samples.slice(0, next < 0 ? state.samples.length : next);
  state.samples = next < 0 ? [] : state.samples.slice(next);
  const [recorded] = state.samples;
  if (missing.length > 0) return differsFrom(missing[0].t);
  // Samples that were lost or never recorded can not be compared.
  if (recorded?.t !== sample.t) return null;
  state.samples.shift();
  return encode(recorded) === encode(sample) ? null : differsFrom(sample.t);
}

function differsFrom(t: Ns): string {
  return `no single steps: a second run differs from the recording from ${moment(t)} on; irqdeck check shows how`;
}
