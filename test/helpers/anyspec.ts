import fc from 'fast-check';
import {type Mechanisms, POLICIES, type Policy} from '../../src/machine/policy/policy.ts';
import type {
  Costs,
  Descriptor,
  DeviceSpec,
  DomainSpec,
  LineSpec,
  MachineSpec,
  Registers,
} from '../../src/machine/spec.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import {BOOT_ENDS, HANGS, RESET_METHODS} from '../../src/protocol/words.ts';
import {MS, US} from './host.ts';

// Machines that nobody would build: a few CPUs, lines, domains and devices wired at random, quick to boot and busy.

/** Causes of periodic devices and commands fall on the same grid, so that commands hit what follows a cause within microseconds. */
const GRID = 1 * MS;

const bySmallNumber = (prefix: string, n: number) => Array.from({length: n}, (_, i) => `${prefix}${i}`);

const anyCosts: fc.Arbitrary<Costs> = fc.record({
  deliver: fc.constantFrom(1000, 2000),
  notify: fc.constant(500),
  upcall: fc.constantFrom(1000, 4000),
  notMine: fc.constantFrom(2000, 5000),
  acknowledge: fc.constant(1000),
  release: fc.constantFrom(1000, 8000),
});

const anyLine = (irq: string, cpus: number): fc.Arbitrary<LineSpec> =>
  fc.record({
    irq: fc.constant(irq),
    chip: fc.constantFrom('IO-APIC', 'IO-APIC', 'IO-APIC', 'XT-PIC', 'PCI-MSI', 'PCI-MSI/-X'),
    trigger: fc.constantFrom('level', 'level', 'level', 'edge'),
    vector: fc.constantFrom(undefined, 0x31, 0x39, 0x51, 0x71),
    affinity: fc
      .array(fc.nat(2), {minLength: cpus, maxLength: cpus})
      .map(shares => (shares.some(share => share > 0) ? shares : shares.with(0, 1))),
  });

const anyDomain = (name: string, id: number, cpus: number): fc.Arbitrary<DomainSpec> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(name),
    cpu: fc.nat(cpus - 1),
    bootNs: fc.integer({min: 1, max: 20}).map(ms => ms * MS),
    boots: fc.constantFrom('ready', 'ready', 'ready', ...BOOT_ENDS),
  });

const anyDevice = (name: string, lines: string[], domains: string[]): fc.Arbitrary<DeviceSpec> =>
  fc.record({
    name: fc.constant(name),
    line: fc.constantFrom(...lines),
    domain: fc.oneof({weight: 9, arbitrary: fc.constantFrom(...domains)}, {weight: 1, arbitrary: fc.constant(null)}),
    perSecond: fc.constantFrom(0, 1000, 1000, 5000, 20_000),
    arrivals: fc.constantFrom('periodic', 'poisson'),
    loop: fc.constantFrom('open', 'closed'),
    queue: fc.constantFrom(1, 2, 8),
    serviceNs: fc.integer({min: 1, max: 20}).map(us => us * US),
    resets: fc.constantFrom<DeviceSpec['resets'][]>([], ['flr'], ['pm'], ['bus'], ['pm', 'flr'], ['d3cold']),
    perCall: fc.constantFrom(undefined, undefined, 1),
    lostInReset: fc.constantFrom(false, false, false, true),
    d3Clears: fc.constantFrom(undefined, 0, 0.5, 1),
    bus: fc.constantFrom(undefined, 'b', 'c'),
    slot: fc.constantFrom(undefined, 's0', 's1'),
    disableBit: fc.boolean(),
    stub: fc.boolean(),
    msi: fc.constantFrom(
      undefined,
      {line: `m${name}`},
      {line: `m${name}`, lockupAfter: 20},
      {
        line: `m${name}`,
        lockupAfter: 20,
        watchdog: false,
      },
    ),
    registers: fc.constantFrom(undefined, REGISTERS),
    descriptor: fc.constantFrom(DESCRIPTOR, DESCRIPTOR, {
      ...DESCRIPTOR,
      disable: {...PLACE, offset: 8, mask: 1, value: 0},
    }),
  });

const PLACE = {width: 32, space: 'memory', bar: 0} as const;
const REGISTERS: Registers = {
  bars: [{space: 'memory', bytes: 64}],
  status: {...PLACE, offset: 0, bit: 3, clears: 'write-1'},
  enable: {...PLACE, offset: 4, bit: 3, enabled: 1},
};
const DESCRIPTOR: Descriptor = {
  detect: {...PLACE, offset: 0, mask: 8, value: 8},
  clear: {...PLACE, offset: 0, mask: 8, value: 8},
  enable: {...PLACE, offset: 4, mask: 8, value: 8},
  disable: {...PLACE, offset: 4, mask: 8, value: 0},
};

const anySize = fc.record({
  cpus: fc.integer({min: 1, max: 3}),
  lines: fc.integer({min: 1, max: 3}).map(n => bySmallNumber('', n)),
  domains: fc.integer({min: 1, max: 4}).map(n => bySmallNumber('d', n)),
  devices: fc.integer({min: 1, max: 7}).map(n => bySmallNumber('v', n)),
});

export const anySpec: fc.Arbitrary<MachineSpec> = anySize.chain(({cpus, lines, domains, devices}) =>
  fc
    .record({
      cpus: fc.constant(cpus),
      costs: anyCosts,
      domains: fc.tuple(...domains.map((name, i) => anyDomain(name, i + 1, cpus))),
      lines: fc
        .tuple(...lines.map(irq => anyLine(irq, cpus)))
        .map(wired => [...wired, ...devices.map(name => messageLine(`m${name}`, cpus))]),
      devices: fc.tuple(...devices.map(name => anyDevice(name, lines, domains))),
      counters: fc.constant<MachineSpec['counters']>([]),
      buses: fc.constant(BUSES),
      slots: fc.constantFrom([false, false], [true, true]).map(powers => [
        {name: 's0', bus: 'c', link: 'A', power: powers[0]},
        {name: 's1', bus: 'c', link: 'B', power: powers[1]},
      ]),
      router: fc.record({A: fc.constantFrom(...lines), B: fc.constantFrom(...lines)}),
      moveNs: fc.constant(5 * MS),
    })
    .map(soundly),
);

const BUSES: MachineSpec['buses'] = [
  {name: 'b', kind: 'pci', msi: true},
  {name: 'c', kind: 'pcie', msi: true, behind: 'b'},
];

/** A device in a slot must be wired to where that leads: what the checker of scenarios sees to. */
function soundly(spec: MachineSpec): MachineSpec {
  const devices = spec.devices.map(device => {
    const link = spec.slots?.find(({name}) => name === device.slot)?.link;
    return link === undefined ? device : {...device, line: spec.router![link]};
  });
  return {...spec, devices};
}

function messageLine(irq: string, cpus: number): LineSpec {
  const affinity = Array.from({length: cpus}, (_, cpu) => (cpu === 0 ? 1 : 0));
  return {irq, chip: 'PCI-MSI/-X', trigger: 'edge', affinity};
}

const anyMechanisms: fc.Arbitrary<Partial<Mechanisms>> = fc.oneof(
  fc.constant({}),
  fc.record({
    hold: fc.constantFrom('mask', 'eoi', 'none'),
    forcedEoiNs: fc.constantFrom(null, 50 * US, 1 * MS),
    ackScope: fc.constantFrom('line', 'domain'),
    handlers: fc.constantFrom('domains', 'domains', 'kernel'),
    spurious: fc.boolean(),
    guestSpurious: fc.boolean(),
    limit: fc.constantFrom(
      null,
      {kind: 'admin' as const, count: 5, windowNs: 2 * MS},
      {kind: 'xen' as const, count: 5, windowNs: 1 * MS},
    ),
    quiet: fc.constantFrom('none', 'disable-bit', 'descriptor', 'stub'),
    quietAt: fc.constantFrom('delivery', 'delivery', 'death'),
    remedy: fc.constantFrom('none', 'reset-first', 'd3-cycle'),
    debtNs: fc.constantFrom(100 * US, 5 * MS),
    unmaskAfter: fc.constantFrom('bind', 'reset'),
    cycles: fc.constantFrom(1, 3),
    quiesce: fc.boolean(),
    messages: fc.boolean(),
    exclusive: fc.boolean(),
    onCrash: fc.constantFrom('destroy', 'restart', 'preserve'),
    unbind: fc.constantFrom('first', 'last'),
    resetOnDestroyNs: fc.constantFrom(null, 5 * MS),
  }),
);

/** A policy of the catalogue, or a mixture of mechanisms that nobody has thought through. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .tuple(fc.constantFrom(...POLICIES), anyMechanisms)
  .map(([row, changed]) => ({...row, ...changed}));

export type AtNs = {t: number; do: MachineCommand};

/** Commands up to `untilNs`, half of them within 60 µs after a point of the grid. */
export function anyScript(spec: MachineSpec, untilNs: number): fc.Arbitrary<AtNs[]> {
  const soonAfter = fc
    .tuple(fc.nat(Math.floor(untilNs / GRID) - 1), fc.nat(600))
    .map(([n, tenths]) => n * GRID + tenths * 100);
  const t = fc.oneof(soonAfter, fc.nat(untilNs));
  return fc
    .array(fc.record({t, do: anyCommand(spec)}), {maxLength: 30})
    .map(commands => commands.toSorted((a, b) => a.t - b.t));
}

const OF_DEVICES = [
  'cycle_power',
  'mask_device',
  'unmask_device',
  'use_messages',
  'use_pin',
  'raise_cause',
  'stick_device',
  'lock_up_messages',
] as const;

function anyCommand(spec: MachineSpec): fc.Arbitrary<MachineCommand> {
  const domain = fc.constantFrom(...spec.domains.map(row => row.name));
  const line = fc.constantFrom(...spec.lines.map(row => row.irq));
  const device = fc.constantFrom(...spec.devices.map(row => row.name));
  const extraNs = fc.constantFrom(0, 1 * US, 30 * US, 2 * MS, 150 * MS);
  const names = [
    'crash_domain',
    'pause_domain',
    'resume_domain',
    'kill_domain',
    'start_domain',
    'restart_domain',
  ] as const;
  return fc.oneof(
    fc.record({command: fc.constantFrom(...names), domain}) as fc.Arbitrary<MachineCommand>,
    fc.record({command: fc.constant('hang_domain' as const), domain, hang: fc.constantFrom(...HANGS)}),
    fc.record({command: fc.constant('slow_domain' as const), domain, extraNs}),
    fc.record({
      command: fc.constant('reset_device' as const),
      device,
      method: fc.constantFrom(undefined, ...RESET_METHODS),
    }) as fc.Arbitrary<MachineCommand>,
    fc.record({command: fc.constantFrom(...OF_DEVICES), device}) as fc.Arbitrary<MachineCommand>,
    fc.record({command: fc.constant('set_coalescing' as const), device, gapNs: fc.constantFrom(0, 300 * US)}),
    fc.record({command: fc.constant('storm_device' as const), device, perSecond: fc.constantFrom(0, 50_000)}),
    fc.record({command: fc.constant('move_card' as const), device, slot: fc.constantFrom('s0', 's1')}),
    fc.record({
      command: fc.constant('limit_line' as const),
      line,
      count: fc.constantFrom(0, 3),
      windowNs: fc.constant(1 * MS),
    }),
    fc.record({command: fc.constant('set_affinity' as const), line, cpu: fc.nat(spec.cpus - 1)}),
    fc.record({command: fc.constant('break_boot' as const), domain, boots: fc.constantFrom(...BOOT_ENDS)}),
    fc.record({command: fc.constantFrom('mask_line' as const, 'unmask_line' as const), line}),
  );
}
