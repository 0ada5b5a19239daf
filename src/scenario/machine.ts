import type {DeviceSpec, LineSpec, MachineSpec} from '../machine/spec.ts';
import type {DeviceEntry, Document, LineEntry} from './format/document.ts';

/** The machine that a sound scenario describes. */
export function machineOf(document: Document): MachineSpec {
  const {cpus, domains, counters, buses, slots, router, move} = document;
  const {'not-mine': notMine, ...costs} = document.costs;
  return defined({
    cpus,
    costs: {...costs, notMine},
    domains: domains.map(({name, id, cpu, boot, boots}, at) =>
      defined({id: id ?? at, name, cpu, bootNs: boot, boots: boots === 'ready' ? undefined : boots}),
    ),
    lines: document.lines.map(line => lineSpec(line, cpus)),
    devices: document.devices.map(device => deviceSpec(device, document)),
    counters: counters.map(({irq, title, rates}) => ({irq, title, perSecond: rates ?? everyCpu(cpus, 0)})),
    buses: buses?.map(bus => defined({...bus})),
    slots: slots?.map(({power, ...slot}) => defined({...slot, power: power || undefined})),
    router,
    moveNs: move,
  });
}

/** The line that a device's pin reaches: the one it names, or in a slot slot → link → line. `undefined`: none. */
export function lineOf({line, slot}: DeviceEntry, {slots = [], router = {}}: Document): string | undefined {
  const link = slots.find(each => each.name === slot)?.link;
  return line ?? (link !== undefined && Object.hasOwn(router, link) ? router[link] : undefined);
}

/** The bus that a device is on: the one it names, or that of its slot. */
export function busOf({bus, slot}: DeviceEntry, {slots = []}: Document): string | undefined {
  return bus ?? slots.find(each => each.name === slot)?.bus;
}

/** The trigger of a line: the given one, or that of its controller. A message is an edge. */
export function triggerOf({chip, trigger}: LineEntry): 'level' | 'edge' {
  return trigger ?? (chip === 'IO-APIC-level' || chip === 'XT-PIC' ? 'level' : 'edge');
}

/** The share of a line's interrupts that each CPU takes. */
export function affinityOf({cpu = 0, affinity}: LineEntry, cpus: number): number[] {
  return affinity ?? everyCpu(cpus, 0).with(cpu, 1);
}

function everyCpu(cpus: number, value: number): number[] {
  return Array<number>(cpus).fill(value);
}

function lineSpec(line: LineEntry, cpus: number): LineSpec {
  const {irq, chip, vector} = line;
  return defined({irq, chip, trigger: triggerOf(line), affinity: affinityOf(line, cpus), vector});
}

function deviceSpec(device: DeviceEntry, document: Document): DeviceSpec {
  const {name, domain, rate, arrivals, loop, queue, service, resets, slot, stub, msi, registers, descriptor} = device;
  return defined({
    name,
    line: lineOf(device, document)!,
    domain,
    perSecond: rate,
    arrivals,
    loop,
    queue,
    perCall: device['per-call'],
    serviceNs: service,
    resets,
    lostInReset: device['lost-in-reset'],
    d3Clears: device['d3-clears'],
    bus: busOf(device, document),
    slot,
    disableBit: device['disable-bit'],
    stub,
    msi: msi && defined({line: msi.line, lockupAfter: msi['lockup-after'], watchdog: msi.watchdog}),
    registers: registers && {...registers, bars: registers.bars.map(({space, size}) => ({space, bytes: size}))},
    descriptor,
  });
}

/** A copy without the keys that have no value, so that a spec has only what its file has. */
function defined<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
}
