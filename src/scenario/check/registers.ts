import type {DeviceEntry, Document} from '../format/document.ts';
import type {Fault, Path} from './fault.ts';

type Registers = NonNullable<DeviceEntry['registers']>;
type Access = {width: number; space: string; bar: number; offset: number; bit?: number; mask?: number; value?: number};

/** Registers and descriptors that reach outside of their device, or ask for bits that are not there. */
export function registerFaults({devices}: Document): Fault[] {
  return devices.flatMap(({name, registers, descriptor}, at) => {
    const path = ['devices', at];
    if (registers === undefined) {
      if (descriptor === undefined) return [];
      return [
        {path: [...path, 'descriptor'], sentence: `${name} has a descriptor and no registers that it could work on`},
      ];
    }
    return [
      ...accessFaults(name, registers, {status: registers.status, enable: registers.enable}, [...path, 'registers']),
      ...accessFaults(name, registers, descriptor ?? {}, [...path, 'descriptor']),
    ];
  });
}

function accessFaults(name: string, {bars}: Registers, steps: {[step: string]: Access | null}, path: Path): Fault[] {
  return Object.entries(steps).flatMap(([step, access]) => {
    const reason = access && (barFault(access, bars) ?? bitFault(access));
    return reason ? [{path: [...path, step], sentence: `${step} of ${name} ${reason}`}] : [];
  });
}

function barFault({width, space, bar, offset}: Access, bars: Registers['bars']): string | null {
  const {size = 0, space: its = space} = bars[bar] ?? {};
  if (size === 0) return `is in BAR ${bar}, which the device has not got`;
  if (space !== its) return `takes BAR ${bar} for ${space}, which is ${its}`;
  const bytes = width / 8;
  if (offset % bytes !== 0) return `is ${width} bits wide at offset ${hex(offset)}, which is no multiple of ${bytes}`;
  if (offset + bytes <= size) return null;
  return `reaches to offset ${hex(offset + bytes)}, outside of BAR ${bar} with its ${size} bytes`;
}

function bitFault({width, bit, mask, value}: Access): string | null {
  if (bit !== undefined && bit >= width) return `is bit ${bit} of a register of ${width} bits`;
  if (mask === undefined || value === undefined) return null;
  if (mask >= 2 ** width) return `has the mask ${hex(mask)}, and the register ${width} bits`;
  if (mask === 0) return 'has the mask 0, which looks at nothing';
  // Without |: numbers of 32 bits would become negative.
  if (Number(BigInt(value) & ~BigInt(mask)) !== 0)
    return `has the value ${hex(value)}, with bits outside of the mask ${hex(mask)}`;
  return null;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
