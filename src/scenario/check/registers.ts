import type {DeviceEntry, Document} from '../format/document.ts';
import type {Fault, Path} from './fault.ts';

type Registers = NonNullable<DeviceEntry['registers']>;
type Access = {width: number; space: string; bar: number; offset: number; bit?: number; mask?: number; value?: number};

/** Registers and descriptors that reach outside their device, or name bits that do not exist. */
export function registerFaults({devices}: Document): Fault[] {
  return devices.flatMap(({name, registers, descriptor}, at) => {
    const path = ['devices', at];
    if (registers === undefined) {
      if (descriptor === undefined) return [];
      return [{path: [...path, 'descriptor'], sentence: `${name} has a descriptor, but no registers`}];
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
  if (size === 0) return `is in BAR ${bar}, which the device does not have`;
  if (space !== its) return `has space ${space}, but BAR ${bar} is ${its}`;
  const bytes = width / 8;
  if (offset % bytes !== 0)
    return `is ${width} bits wide at offset ${hex(offset)}, which is not a multiple of ${bytes}`;
  if (offset + bytes <= size) return null;
  return `ends at offset ${hex(offset + bytes)}, but BAR ${bar} has only ${size} bytes`;
}

function bitFault({width, bit, mask, value}: Access): string | null {
  if (bit !== undefined && bit >= width) return `is bit ${bit}, but the register has only ${width} bits`;
  if (mask === undefined || value === undefined) return null;
  if (mask >= 2 ** width) return `has the mask ${hex(mask)}, but the register has only ${width} bits`;
  if (mask === 0) return 'has the mask 0, which selects no bit';
  // BigInt, because the bitwise operators of numbers make 32 bits negative.
  if (Number(BigInt(value) & ~BigInt(mask)) !== 0)
    return `has the value ${hex(value)}, with bits outside the mask ${hex(mask)}`;
  return null;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
