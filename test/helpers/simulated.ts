import {POLICIES} from '../../src/machine/policy/policy.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import type {Header} from '../../src/protocol/record/header.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import type {Scheduled} from '../../src/session/session.ts';
import {openSimulator} from '../../src/source/simulator/simulator.ts';
import type {Source} from '../../src/source/source.ts';
import {MS, S} from './host.ts';

export type SimulationOptions = {
  policy?: string;
  seed?: number;
  intervalNs?: number;
  scenario?: string;
  recordSteps?: boolean;
};

/** A simulated host of the catalogue as a source. */
export function simulator(options: SimulationOptions = {}): Source {
  const {policy = 'xen-2005', seed = 1, intervalNs = 100 * MS, scenario = 'poweredge-400sc', recordSteps} = options;
  return openSimulator({
    scenario: SCENARIOS.find(({name}) => name === scenario)!.scenario,
    policy: POLICIES.find(({name}) => name === policy)!,
    seed,
    intervalNs,
    hardware: 'assumed',
    recordSteps,
  });
}

/** The story of the thread: net hangs, eth0 is reset, net is restarted, and something is refused. */
export const STORY: readonly Scheduled[] = [
  {t: 2 * S, command: {command: 'hang_domain', domain: 'net'}},
  {t: 6 * S, command: {command: 'reset_device', device: 'libata'}},
  {t: 9 * S, command: {command: 'reset_device', device: 'eth0'}},
  {t: 9 * S, command: {command: 'restart_domain', domain: 'net'}},
];

/** A simulation's header, and its records up to some time. */
export function simulation(
  untilNs: number,
  schedule = STORY,
  options?: SimulationOptions,
): {header: Header; records: TraceRecord[]} {
  const source = simulator(options);
  const records: TraceRecord[] = [];
  for (const {t, command} of schedule.filter(({t}) => t < untilNs))
    records.push(...source.read(t), ...source.send!(command as MachineCommand));
  return {header: source.header, records: [...records, ...source.read(untilNs)]};
}
