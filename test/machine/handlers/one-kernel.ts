import type {MachineSpec} from '../../../src/machine/spec.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import type {Hang} from '../../../src/protocol/words.ts';
import {device, MS, policy, poweredge, S, tiny, US} from '../../helpers/host.ts';

export const LINUX = policy('linux');
export const {notMine: h0} = poweredge.costs;
export const hang = (domain: string, how: Hang): MachineCommand => ({command: 'hang_domain', domain, hang: how});

export const AT = 100 * MS;

/** a, b and c share line 5: A asks at 100 ms, B asks 3 µs later, C never. */
export function three(changed: Partial<MachineSpec> = {}): MachineSpec {
  return tiny({
    domains: ['a', 'b', 'c'].map((name, i) => ({id: i + 1, name, cpu: 0, bootNs: S})),
    devices: [
      device(),
      device({name: 'B', domain: 'b', perSecond: 1e9 / (100 * MS + 3 * US)}),
      device({name: 'C', domain: 'c', perSecond: 0}),
    ],
    ...changed,
  });
}
