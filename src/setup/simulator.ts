import type {Header} from '../protocol/record/header.ts';
import {openSimulator} from '../source/simulator/simulator.ts';
import type {Source} from '../source/source.ts';
import {InputError} from '../trace/fault.ts';
import {policyNamed} from './mechanisms.ts';
import {scenarioOfHeader} from './scenario.ts';

/**
 * Opens the simulation of a recording again, from its header. `steps`: the machine keeps its last hardware-level steps. Rejects with an
 * InputError if this version does not know something in the header.
 */
export async function simulatorOf(header: Header, steps = false): Promise<Source> {
  const {policy, seed, intervalNs, hardware = 'assumed', steps: recordSteps} = header;
  const scenario = await scenarioOfHeader(header);
  if (policy === undefined || seed === undefined)
    throw new InputError('the policy or the seed is missing in its header');
  return openSimulator({
    scenario,
    policy: policyNamed(policy),
    seed,
    intervalNs,
    hardware,
    recordSteps,
    steps: steps || recordSteps,
  });
}
