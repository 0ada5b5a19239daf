import type {ReplicaSource} from '../session/steps/steps.ts';
import {simulatorOf} from '../setup/simulator.ts';
import type {Recording} from '../source/recording/recording.ts';

/** What is recorded of a simulation can be run again for its single steps; `undefined`: it is of something else. */
export function replicaSourceOf({header, records}: Recording): ReplicaSource | undefined {
  const {policy, seed, drill, steps: _, ...rest} = header;
  if (policy === undefined || seed === undefined || drill || !records) return undefined;
  return {open: () => simulatorOf({...rest, policy, seed}, true), recorded: records};
}
