import type {MachineSpec} from '../../src/machine/spec.ts';

/** Names of the devices on a line, in order. */
export function sharers({devices}: MachineSpec, irq: string): string[] {
  return devices.filter(({line}) => line === irq).map(({name}) => name);
}
