import fc from 'fast-check';
import {type Mechanisms, POLICIES, type Policy} from '../../src/machine/policy.ts';
import type {Costs, DeviceSpec, DomainSpec, LineSpec, MachineSpec} from '../../src/machine/spec.ts';
import type {MachineCommand} from '../../src/protocol/command.ts';
import {HANGS} from '../../src/protocol/words.ts';
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
    chip: fc.constant('IO-APIC'),
    trigger: fc.constantFrom('level', 'level', 'level', 'edge'),
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
    resets: fc.constantFrom<DeviceSpec['resets'][]>([], ['flr'], ['pm'], ['bus'], ['pm', 'flr']),
  });

const anySize = fc.record({
  cpus: fc.integer({min: 1, max: 3}),
  lines: fc.integer({min: 1, max: 3}).map(n => bySmallNumber('', n)),
  domains: fc.integer({min: 1, max: 4}).map(n => bySmallNumber('d', n)),
  devices: fc.integer({min: 1, max: 7}).map(n => bySmallNumber('v', n)),
});

export const anySpec: fc.Arbitrary<MachineSpec> = anySize.chain(({cpus, lines, domains, devices}) =>
  fc.record({
    cpus: fc.constant(cpus),
    costs: anyCosts,
    domains: fc.tuple(...domains.map((name, i) => anyDomain(name, i + 1, cpus))),
    lines: fc.tuple(...lines.map(irq => anyLine(irq, cpus))),
    devices: fc.tuple(...devices.map(name => anyDevice(name, lines, domains))),
    counters: fc.constant([]),
  }),
);

const anyMechanisms: fc.Arbitrary<Partial<Mechanisms>> = fc.oneof(
  fc.constant({}),
  fc.record({
    hold: fc.constantFrom('mask', 'eoi', 'none'),
    forcedEoiNs: fc.constantFrom(null, 50 * US, 1 * MS),
    guestSpurious: fc.boolean(),
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
    fc.record({command: fc.constant('reset_device' as const), device}),
    fc.record({command: fc.constantFrom('mask_line' as const, 'unmask_line' as const), line}),
  );
}
