import type {MachineSpec} from '../../src/machine/spec.ts';
import type {DomainSample} from '../../src/protocol/record/sample.ts';
import {device, drive, policy, type Run, S, type Timed, tiny} from '../helpers/host.ts';

export const idle = (name: string, domain: string) => device({name, domain, perSecond: 0});

export function run(spec: MachineSpec, name: string, until: string, schedule: Timed[] = []): Run {
  return drive({spec, policy: policy(name), seed: 1, steps: true}, until, schedule);
}

export function rowAt(one: Run, t: number, name: string): DomainSample | undefined {
  return one.samples.find(sample => sample.t === t)!.domains?.find(row => row.name === name);
}

/** a, b and c on a CPU each, all on line 5. */
export function three(changed: Partial<MachineSpec> = {}): MachineSpec {
  return tiny({
    cpus: 3,
    domains: ['a', 'b', 'c'].map((name, i) => ({id: i + 1, name, cpu: i, bootNs: S})),
    lines: [{irq: '5', chip: 'IO-APIC', trigger: 'level', affinity: [1, 0, 0]}],
    devices: [device(), idle('B', 'b'), idle('C', 'c')],
    ...changed,
  });
}
