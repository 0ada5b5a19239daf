import type {ReplicaSource} from '../session/steps/steps.ts';
import {simulatorOf} from '../setup/simulator.ts';
import type {Recording} from '../source/recording/recording.ts';

/** How to run a recorded simulation again, for its hardware-level steps; `undefined`: it is not a simulation, or it is a drill. */
export function replicaSourceOf({header, records}: Recording): ReplicaSource | undefined {
  const {policy, seed, drill, steps: _, ...rest} = header;
  if (policy === undefined || seed === undefined || drill || !records) return undefined;
  return {open: () => simulatorOf({...rest, policy, seed}, true), recorded: records};
}
