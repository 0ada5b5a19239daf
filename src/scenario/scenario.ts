import type {MachineSpec} from '../machine/spec.ts';
import type {Document} from './format/document.ts';
import {machineOf} from './machine.ts';
import type {Plain} from './read/repeat.ts';

/** A machine to simulate, with a name, and its default policy. */
export type Scenario = {
  name: string;
  title: string;
  /** Name of a policy. */
  policy: string;
  machine: MachineSpec;
  /** The content of its file, where it is not a built-in one. */
  file?: Plain;
  /** The values that were set, by key as in `eth0.rate`, in the order given. */
  settings?: {readonly [key: string]: string};
};

/** The scenario of a sound document. */
export function scenarioOf(document: Document): Scenario {
  const {scenario: name, title, policy} = document;
  return {name, title, policy, machine: machineOf(document)};
}
