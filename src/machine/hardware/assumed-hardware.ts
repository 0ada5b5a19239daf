import type {Feature, Policy} from '../policy/policy.ts';
import type {Descriptor, DeviceSpec, LineSpec, MachineSpec, Registers} from '../spec.ts';

// A policy assumes hardware. `lend` gives the machine what it lacks of that; `wiredFor` then wires it as the policy uses it: messages or
// pins, shared lines or exclusive ones. Only what stands on a level line and has a driver in a domain is a PCI function that could have any of it.

/** The machine with everything that the policy assumes of it. */
export function withAssumedHardware(spec: MachineSpec, {assumes}: Policy): MachineSpec {
  let lent = spec;
  if (assumes.includes('disable-bit')) lent = withDevices(lent, device => ({...device, disableBit: true}));
  if (assumes.includes('registers')) lent = withDevices(lent, described);
  if (assumes.includes('msi')) lent = withMessages(lent);
  return lent;
}

/** What of that which the policy assumes no device of the machine has. Exclusive lines are a matter of the wiring: shared ones lack them. */
export function missingHardware(spec: MachineSpec, {assumes}: Policy): Feature[] {
  const functions = spec.devices.filter(device => isFunction(spec, device));
  const has: {readonly [feature in Feature]: () => boolean} = {
    'disable-bit': () => functions.some(device => device.disableBit),
    msi: () => functions.some(device => device.msi && canSend(spec, device)),
    registers: () => functions.some(device => device.registers && device.descriptor),
    stub: () => functions.some(device => device.stub),
    'exclusive-lines': () => new Set(functions.map(({line}) => line)).size === functions.length,
  };
  return assumes.filter(feature => !has[feature]());
}

/** Wires the machine as the policy uses it. */
export function wiredFor(spec: MachineSpec, policy: Policy): MachineSpec {
  return policy.exclusive ? withOwnLines(spec) : spec;
}

/** Whether its bus passes messages on, and the buses above it; one without a bus is part of the chipset, which does. */
export function canSend(spec: MachineSpec, {bus}: DeviceSpec): boolean {
  for (let name = bus; name !== undefined; ) {
    const at = spec.buses?.find(each => each.name === name);
    if (at && !at.msi) return false;
    name = at?.behind;
  }
  return true;
}

function isFunction(spec: MachineSpec, {line, domain}: DeviceSpec): boolean {
  return domain !== null && spec.lines.find(({irq}) => irq === line)?.trigger === 'level';
}

function withDevices(spec: MachineSpec, change: (device: DeviceSpec) => DeviceSpec): MachineSpec {
  return {...spec, devices: spec.devices.map(device => (isFunction(spec, device) ? change(device) : device))};
}

const PLACE = {width: 32, space: 'memory', bar: 0} as const;
const REGISTERS: Registers = {
  bars: [{space: 'memory', bytes: 4096}],
  status: {...PLACE, offset: 0, bit: 0, clears: 'write-1'},
  enable: {...PLACE, offset: 4, bit: 0, enabled: 1},
};
const DESCRIPTOR: Descriptor = {
  detect: {...PLACE, offset: 0, mask: 1, value: 1},
  clear: {...PLACE, offset: 0, mask: 1, value: 1},
  enable: {...PLACE, offset: 4, mask: 1, value: 1},
  disable: {...PLACE, offset: 4, mask: 1, value: 0},
};

/** A device without a description of its registers gets two that work. */
function described(device: DeviceSpec): DeviceSpec {
  return device.registers && device.descriptor ? device : {...device, registers: REGISTERS, descriptor: DESCRIPTOR};
}

/** A vector of its own for each that has none, on the CPUs that its line went to. */
function withMessages(spec: MachineSpec): MachineSpec {
  const number = freeNumbers(spec);
  const lines = [...spec.lines];
  const lent = withDevices(spec, device => {
    if (device.msi || !canSend(spec, device)) return device;
    const irq = number();
    const {affinity} = spec.lines.find(line => line.irq === device.line)!;
    lines.push({irq, chip: 'PCI-MSI/-X', trigger: 'edge', affinity});
    return {...device, msi: {line: irq}};
  });
  return {...lent, lines};
}

/** Of the sharers of a line the first keeps it; each other one gets one like it. */
function withOwnLines(spec: MachineSpec): MachineSpec {
  const number = freeNumbers(spec);
  const taken = new Set<string>();
  const lines: LineSpec[] = [...spec.lines];
  const devices = spec.devices.map(device => {
    if (!isFunction(spec, device)) return device;
    const first = !taken.has(device.line);
    taken.add(device.line);
    if (first) return device;
    const {vector: _, ...like} = spec.lines.find(line => line.irq === device.line)!;
    const irq = number();
    lines.push({...like, irq});
    return {...device, line: irq, slot: undefined};
  });
  return {...spec, lines, devices};
}

/** Names for lines that are not taken. */
function freeNumbers({lines}: MachineSpec): () => string {
  const used = new Set(lines.map(({irq}) => irq));
  let next = 0;
  return () => {
    do next = next === 0 ? Math.max(255, ...[...used].map(Number).filter(Number.isInteger)) + 1 : next + 1;
    while (used.has(String(next)));
    return String(next);
  };
}
