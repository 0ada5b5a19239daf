import type {Policy} from '../machine/policy/policy.ts';
import type {MachineCommand} from '../protocol/command/command.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {NS_PER_MS, type Ns} from '../protocol/words.ts';
import type {Scenario} from '../scenario/scenario.ts';
import {openSimulator} from '../source/simulator/simulator.ts';

/** The commands to a host, the same under every policy and seed. Plain data, so that it can be sent to a worker. */
export type TrialScript = {
  scenario: Scenario;
  hardware: 'assumed' | 'real';
  /** In order of time. */
  schedule: readonly {t: Ns; command: MachineCommand}[];
  /** A multiple of `SAMPLE_NS`. */
  untilNs: Ns;
};

/** The measures of a comparison are made for samples of this length. */
export const SAMPLE_NS = 100 * NS_PER_MS;

/** So many samples at once: thousands of lines need not stand in memory for all of a run. */
const STRIDE_NS = 10 * SAMPLE_NS;

/** The records of one run, as it goes on. With real hardware, throws an error that names what it lacks. */
export function* recordsOf(
  {scenario, hardware, schedule, untilNs}: TrialScript,
  policy: Policy,
  seed: number,
): Generator<TraceRecord> {
  const source = openSimulator({scenario, policy, seed, intervalNs: SAMPLE_NS, hardware});
  let t = 0;
  function* runTo(end: Ns): Generator<TraceRecord> {
    while (t < end && !source.ended) {
      t = Math.min(t + STRIDE_NS, end);
      yield* source.read(t);
    }
  }
  for (const {t: due, command} of schedule) {
    if (due > untilNs) break;
    yield* runTo(due);
    if (source.ended) return;
    yield* source.send!(command);
  }
  yield* runTo(untilNs);
}
