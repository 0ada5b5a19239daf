import type {Header} from '../protocol/record/header.ts';
import {openSimulator} from '../source/simulator/simulator.ts';
import type {Source} from '../source/source.ts';
import {InputError} from '../trace/fault.ts';
import {policyNamed} from './mechanisms.ts';
import {scenarioOfHeader} from './scenario.ts';

/**
 * A simulation made again from what its header tells. Throws an InputError when something of it is not known here. `steps`: the last
 * hardware-level ones are kept.
 */
export async function simulatorOf(header: Header, steps = false): Promise<Source> {
  const {policy, seed, intervalNs, hardware = 'assumed', steps: recordSteps} = header;
  const scenario = await scenarioOfHeader(header);
  if (policy === undefined || seed === undefined) throw new InputError('its header names no policy or no seed');
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
