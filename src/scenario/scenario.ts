import type {MachineSpec} from '../machine/spec.ts';

/** What is simulated: a machine with a name, and the policy that it runs under when none is asked for. */
export type Scenario = {
  name: string;
  title: string;
  /** Name of a policy. */
  policy: string;
  machine: MachineSpec;
};
