import fc from 'fast-check';
import type {
  Descriptor,
  DeviceSpec,
  DomainSpec,
  LineSpec,
  MachineSpec,
  RegisterStep,
  Registers,
} from '../../src/machine/spec.ts';
import {BOOT_ENDS, RESET_METHODS} from '../../src/protocol/words.ts';

// Any machine that can be wired: everything that a spec can say, in every mixture that is sound.

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, {nil: undefined});
const ns = fc.oneof(
  fc.nat(2_000_000),
  fc.nat(120_000).map(ms => ms * 1e6),
);
const perSecond = fc.oneof(fc.constant(0), fc.nat(100_000), fc.double({min: 1e-9, max: 1e6, noNaN: true}));

/** Names that stand each for one thing, some of them hard for YAML. */
function names(prefix: string, least: number, most: number): fc.Arbitrary<string[]> {
  const odd = fc.constantFrom('', ':usb', '-0', '.1', '#', "'", '"', '{n}', '~', '0x10', 'yes', '*');
  return fc
    .array(odd, {minLength: least, maxLength: most})
    .map(tails => tails.map((tail, at) => `${prefix}${at}${tail}`));
}

const anyLine = (irq: string, cpus: number): fc.Arbitrary<LineSpec> =>
  fc
    .record({
      kind: fc.constantFrom(
        {chip: 'IO-APIC-level', trigger: 'level' as const},
        {chip: 'IO-APIC-edge', trigger: 'edge' as const},
      ),
      affinity: fc
        .array(fc.oneof(fc.nat(3), fc.double({min: 0, max: 1, noNaN: true})), {minLength: cpus, maxLength: cpus})
        .map(weights => (weights.some(weight => weight > 0) ? weights : weights.with(0, 1))),
    })
    .map(({kind, affinity}) => ({irq, ...kind, affinity}));

const anyRegisters: fc.Arbitrary<{registers: Registers; descriptor: Descriptor | undefined}> = fc
  .record({
    bytes: fc.constantFrom(64, 4096, 131_072),
    space: fc.constantFrom('io', 'memory'),
    bar: fc.nat(2),
    width: fc.constantFrom(8, 16, 32),
  })
  .chain(({bytes, space, bar, width}) => {
    const access = fc.nat(bytes / 4 - 1).map(at => ({width, space, bar, offset: at * 4}) as const);
    const word = fc.nat(2 ** width - 2).map(mask => mask + 1);
    const step: fc.Arbitrary<RegisterStep> = fc
      .tuple(access, word, word)
      .map(([at, mask, value]) => ({...at, mask, value: (value & mask) >>> 0}) as RegisterStep);
    const bit = fc.nat(width - 1);
    const bars = Array.from({length: bar + 1}, (_, at) => ({space: space as 'io', bytes: at === bar ? bytes : 0}));
    return fc.record({
      registers: fc.record({
        bars: fc.constant(bars),
        status: fc
          .tuple(access, bit, fc.constantFrom('write-1', 'read', 'write-0'))
          .map(([at, b, clears]) => ({...at, bit: b, clears}) as never),
        enable: fc
          .tuple(access, bit, fc.constantFrom(0, 1))
          .map(([at, b, enabled]) => ({...at, bit: b, enabled}) as never),
      }),
      descriptor: optional(fc.record({detect: step, clear: fc.option(step), enable: step, disable: step})),
    });
  });

type Wiring = {lines: string[]; domains: string[]; bus: string | undefined; slots: {name: string; line: string}[]};

const anyDevice = (name: string, {lines, domains, bus, slots}: Wiring): fc.Arbitrary<DeviceSpec> =>
  fc
    .record({
      line: fc.constantFrom(...lines),
      domain: fc.oneof({weight: 9, arbitrary: fc.constantFrom(...domains)}, {weight: 1, arbitrary: fc.constant(null)}),
      perSecond,
      arrivals: fc.constantFrom('periodic', 'poisson'),
      loop: fc.constantFrom('open', 'closed'),
      queue: fc.integer({min: 1, max: 300}),
      perCall: optional(fc.integer({min: 1, max: 9})),
      serviceNs: ns,
      resets: fc.uniqueArray(fc.constantFrom(...RESET_METHODS)),
      d3Clears: optional(fc.double({min: 0, max: 1, noNaN: true})),
      disableBit: optional(fc.boolean()),
      stub: optional(fc.boolean()),
      bus: fc.constant(bus),
      inSlot: optional(fc.constantFrom(...slots, undefined)),
      described: optional(anyRegisters),
      lost: fc.boolean(),
    })
    .map(({inSlot, described, lost, ...device}) =>
      defined({
        name,
        ...device,
        ...(inSlot && {slot: inSlot.name, line: inSlot.line}),
        ...described,
        lostInReset: lost && device.resets.length > 0 ? true : undefined,
      } as DeviceSpec),
    );

const anyDomain = (name: string, id: number, cpus: number): fc.Arbitrary<DomainSpec> =>
  fc
    .record({cpu: fc.nat(cpus - 1), bootNs: ns, boots: optional(fc.constantFrom(...BOOT_ENDS.slice(1)))})
    .map(row => defined({id, name, ...row}));

const anySize = fc.record({
  cpus: fc.integer({min: 1, max: 4}),
  lines: names('', 1, 4),
  domains: names('d', 1, 4),
  devices: names('v', 1, 6),
  messages: fc.boolean(),
  wired: fc.boolean(),
  firstId: fc.nat(3),
});

export const anyScenario: fc.Arbitrary<MachineSpec> = anySize.chain(size => {
  const {cpus, lines, domains, devices, messages, wired, firstId} = size;
  const slots = wired
    ? [
        {name: 'PCI1', line: lines[0]},
        {name: 'PCI2', line: lines.at(-1)!},
      ]
    : [];
  const wiring = {lines, domains, bus: wired ? 'pci' : undefined, slots};
  return fc
    .record({
      costs: fc.record({deliver: ns, notify: ns, upcall: ns, notMine: ns, acknowledge: ns, release: ns}),
      domains: fc.tuple(...domains.map((name, at) => anyDomain(name, firstId + 2 * at, cpus))),
      lines: fc.tuple(...lines.map(irq => anyLine(irq, cpus))),
      devices: fc.tuple(...devices.map(name => anyDevice(name, wiring))),
      counters: fc.array(
        fc.record({
          irq: fc.constant('LOC'),
          title: fc.constantFrom('', 'local: timer'),
          perSecond: fc.array(perSecond, {minLength: cpus, maxLength: cpus}),
        }),
        {maxLength: 1},
      ),
      vectors: fc.boolean(),
      moveNs: optional(ns),
    })
    .map(({vectors, lines: rows, devices: functions, ...spec}): MachineSpec => {
      const withVectors = rows.map((row, at) => (vectors ? {...row, vector: 0x31 + 8 * at} : row));
      const line: LineSpec = {irq: 'm0', chip: 'PCI-MSI/-X', trigger: 'edge', affinity: rows[0].affinity};
      const sender = messages ? [{...functions[0], msi: {line: 'm0', lockupAfter: 7}}] : functions.slice(0, 1);
      return defined({
        cpus,
        ...spec,
        lines: messages ? [...withVectors, line] : withVectors,
        devices: [...sender, ...functions.slice(1)],
        ...(wired && {
          buses: [
            {name: 'root', kind: 'pcie', msi: true},
            {name: 'pci', kind: 'pci', msi: true, behind: 'root'},
          ],
          slots: slots.map(({name}, at) =>
            defined({name, bus: 'pci', link: 'AB'[at], power: at === 1 ? true : undefined}),
          ),
          router: {A: slots[0].line, B: slots[1].line},
        }),
      } as MachineSpec);
    });
});

function defined<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
}
