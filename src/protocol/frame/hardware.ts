import type {Power} from '../words.ts';

/**
 * What can be looked up of a host's hardware at any time, as with lspci, and is no part of its records. Never anything that only a
 * simulator knows. By name of the device; a device that is not in it is unknown.
 */
export type Hardware = ReadonlyMap<string, DeviceHardware>;

export type DeviceHardware = {
  /** The bus that it is on; `null`: it is a function of the chipset, alone. */
  readonly bus: string | null;
  /** It has the interrupt disable bit of PCI 2.3. */
  readonly disableBit: boolean;
  /** The power states that it has beside D0. */
  readonly powers: readonly Exclude<Power, 'D0'>[];
  /** The line that its messages arrive on, where it and its bridges can send them; `null`: they can not. */
  readonly messages: string | null;
};
