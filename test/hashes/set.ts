import {createHash} from 'node:crypto';
import {Wheel} from '../../src/engine/wheel.ts';
import {withAssumedHardware} from '../../src/machine/hardware/assumed-hardware.ts';
import {createHost, type SimulatedHost} from '../../src/machine/machine.ts';
import type {QueueKind} from '../../src/machine/memory/state.ts';
import {type Mechanisms, POLICIES} from '../../src/machine/policy/policy.ts';
import type {MachineSpec} from '../../src/machine/spec.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {FAULTS} from '../compare/faults.ts';
import {device, MS, policy, S} from '../helpers/host.ts';
import {large} from '../helpers/large.ts';
import server from './server.json' with {type: 'json'};

// The fixed set of scenario, policy, seed and commands whose records have one hash. Every policy meets every fault, which takes every
// mechanism through its paths; a few more runs do what no fault does.

// The server of the thread as it was when this was written down: a scenario that changes does not change the hash.
const poweredge = server as MachineSpec;
const withoutReset: MachineSpec = {
  ...poweredge,
  devices: poweredge.devices.map(each => (each.name === 'eth0' ? {...each, resets: []} : each)),
};

type Run = {
  spec: MachineSpec;
  policy: string;
  mechanisms?: Partial<Mechanisms>;
  /** The machine is not lent what it lacks. */
  real?: true;
  seed: number;
  schedule: readonly {t: number; command: MachineCommand}[];
  untilNs: number;
};

/** Domains are back after 200 ms, and all is livelier, so that much happens in little time. */
const lively = (spec: MachineSpec): MachineSpec => ({
  ...spec,
  domains: spec.domains.map(domain => ({...domain, bootNs: 200 * MS})),
  devices: spec.devices.map(device => ({...device, perSecond: device.perSecond * (device.domain === null ? 1 : 5)})),
});

/** From the fault, which comes at 5 s in FAULTS, 500 ms before: storms are given up and devices cycled, debts grow too old. */
const FROM_NS = 4.5 * S;
const UNTIL_NS = 3.2 * S;

const faults: Run[] = Object.entries(FAULTS).flatMap(([fault, {schedule}], seed) =>
  POLICIES.filter(({name}) => name !== 'naive').map(({name}) => ({
    spec: lively(fault === 'crash, no reset' ? withoutReset : poweredge),
    policy: name,
    seed,
    schedule: schedule.map(({t, command}) => ({t: t - FROM_NS, command})),
    untilNs: UNTIL_NS,
  })),
);

/** Of the second fault, whatever its policy. */
const CRASH = faults[POLICIES.length];

const at = (ms: number, command: MachineCommand) => ({t: ms * MS, command});

const others: Run[] = [
  {spec: poweredge, policy: 'naive', seed: 1, schedule: [], untilNs: 0.5 * S},
  {spec: large(8, 24, 0.5), policy: 'xen', seed: 2, schedule: [], untilNs: 0.3 * S},
  {
    spec: lively(poweredge),
    policy: 'xen',
    seed: 3,
    schedule: [
      at(100, {command: 'limit_line', line: '169', count: 20}),
      at(200, {command: 'storm_device', device: 'eth0', perSecond: 200_000}),
      at(400, {command: 'set_coalescing', device: 'eth0', gapNs: 1 * MS}),
      at(500, {command: 'set_affinity', line: '193', cpu: 1}),
      at(600, {command: 'slow_domain', domain: 'disk'}),
      at(700, {command: 'mask_line', line: '169'}),
      at(800, {command: 'unmask_line', line: '169'}),
      at(900, {command: 'pause_domain', domain: 'usb'}),
      at(1_000, {command: 'resume_domain', domain: 'usb'}),
      at(1_100, {command: 'break_boot', domain: 'net'}),
      at(1_200, {command: 'restart_domain', domain: 'net'}),
      at(1_900, {command: 'break_boot', domain: 'net', boots: 'no-device'}),
      at(2_000, {command: 'reset_device', device: 'eth0'}),
    ],
    untilNs: 2.5 * S,
  },
  // Xen's limiter, at a count that a storm exceeds.
  {
    spec: lively(poweredge),
    policy: 'xen',
    mechanisms: {limit: {kind: 'xen', count: 100, windowNs: 10 * MS}},
    seed: 4,
    schedule: [at(100, {command: 'storm_device', device: 'eth0', perSecond: 100_000})],
    untilNs: 0.4 * S,
  },
  {
    spec: lively(poweredge),
    policy: 'linux',
    seed: 5,
    schedule: [
      at(200, {command: 'hang_domain', domain: 'net', hang: 'silent'}),
      at(1_200, {command: 'restart_domain', domain: 'net'}),
    ],
    untilNs: 2 * S,
  },
  {
    spec: lively(poweredge),
    policy: 'linux',
    seed: 6,
    schedule: [at(200, {command: 'hang_domain', domain: 'net', hang: 'thread'})],
    untilNs: 1 * S,
  },
  {
    spec: lively(poweredge),
    policy: 'linux',
    seed: 7,
    schedule: [at(200, {command: 'hang_domain', domain: 'net', hang: 'spin'})],
    untilNs: 6 * S,
  },
  {
    spec: lively(poweredge),
    policy: 'xen-2005',
    seed: 8,
    schedule: [at(200, {command: 'hang_domain', domain: 'net'}), at(500, {command: 'unmask_line', line: '169'})],
    untilNs: 1 * S,
  },
  {spec: lively(poweredge), policy: 'vfio', real: true, seed: 9, schedule: [], untilNs: 1 * S},
];

/** One bus with everything that can be reset, moved or locked up, and an 8259. */
const workshop: MachineSpec = {
  ...poweredge,
  lines: [
    {irq: '5', chip: 'XT-PIC', trigger: 'level', affinity: [1, 0]},
    {irq: '6', chip: 'IO-APIC-level', trigger: 'level', affinity: [1, 0], vector: 0x61},
    {irq: '7', chip: 'IO-APIC-level', trigger: 'level', affinity: [1, 0], vector: 0x69},
    {irq: '70', chip: 'PCI-MSI', trigger: 'edge', affinity: [0, 1], vector: 0x71},
  ],
  buses: [
    {name: 'root', kind: 'pcie', msi: true},
    {name: 'cards', kind: 'pci', msi: true, behind: 'root'},
  ],
  slots: [
    {name: 'one', bus: 'cards', link: 'A', power: true},
    {name: 'two', bus: 'cards', link: 'B', power: true},
  ],
  router: {A: '6', B: '7'},
  moveNs: 200 * MS,
  devices: [
    device({name: 'flr', line: '5', domain: 'disk', perSecond: 200, resets: ['flr'], bus: 'root', disableBit: true}),
    device({name: 'half', line: '5', domain: 'usb', perSecond: 50, d3Clears: 0.5, bus: 'root'}),
    device({
      name: 'card',
      line: '6',
      domain: 'net',
      perSecond: 300,
      resets: ['d3cold', 'bus'],
      bus: 'cards',
      slot: 'one',
      msi: {line: '70', lockupAfter: 20},
    }),
    device({name: 'other', line: '7', domain: 'usb', perSecond: 100, resets: ['bus'], bus: 'cards', slot: 'two'}),
    device({
      name: 'breaks',
      line: '7',
      domain: 'disk',
      perSecond: 80,
      resets: ['flr'],
      lostInReset: true,
      bus: 'cards',
    }),
  ],
};

const WORKSHOP: Run['schedule'] = [
  at(50, {command: 'use_messages', device: 'card'}),
  at(150, {command: 'mask_device', device: 'flr'}),
  at(180, {command: 'unmask_device', device: 'flr'}),
  at(200, {command: 'reset_device', device: 'flr'}),
  at(350, {command: 'cycle_power', device: 'half'}),
  at(400, {command: 'reset_device', device: 'breaks'}),
  at(550, {command: 'raise_cause', device: 'flr'}),
  at(5_700, {command: 'use_messages', device: 'card'}),
  at(5_750, {command: 'use_pin', device: 'card'}),
  at(5_800, {command: 'move_card', device: 'card', slot: 'two'}),
  at(6_400, {command: 'reset_device', device: 'card', method: 'd3cold'}),
  at(6_900, {command: 'reset_device', device: 'other', method: 'bus'}),
  at(7_000, {command: 'kill_domain', domain: 'usb'}),
  at(7_100, {command: 'start_domain', domain: 'usb'}),
];

const workshops = ['xen', 'xen-2005', 'linux', 'vfio', 'd3-cycle'].map(
  (name, i): Run => ({spec: lively(workshop), policy: name, seed: 20 + i, schedule: WORKSHOP, untilNs: 9 * S}),
);

/** What no preset switches on, during the crash with the pin high or the hang. */
const switches: Run[] = (
  [
    ['xen-2005', {ackScope: 'domain'}],
    ['xen-2005', {onCrash: 'preserve', guestSpurious: false}],
    ['reset-first', {unmaskAfter: 'reset'}],
    ['descriptor', {quietAt: 'death'}],
    ['d3-cycle', {cycles: 1}],
    ['rate-limit', {forcedEoiNs: 2 * MS}],
  ] as const
).map(([name, mechanisms], i) => ({...CRASH, policy: name, mechanisms, seed: 30 + i}));

export const RUNS: readonly Run[] = [...faults, ...others, ...workshops, ...switches];

/** How a run is made, which must not matter. */
export type How = {
  queue?: QueueKind;
  /** Simulated in pieces of this length. */
  sliceNs?: number;
  /** At every half second something else is done for a while, and undone by going back. */
  astray?: boolean;
};

/** The hash of all records of a run; each is shown on its way. */
export function hashOf(run: Run, how: How = {}, show?: (record: TraceRecord) => void): string {
  const hash = createHash('sha256');
  for (const record of recordsOf(run, how)) {
    hash.update(`${JSON.stringify(record)}\n`);
    show?.(record);
  }
  return hash.digest('hex');
}

/** All records of a run, sampled every 100 ms, with a keyframe at both ends. */
function* recordsOf(
  {spec, policy: name, mechanisms, real, seed, schedule, untilNs}: Run,
  {queue = Wheel, sliceNs = Number.POSITIVE_INFINITY, astray = false}: How = {},
): Generator<TraceRecord> {
  const rules = policy(name, mechanisms);
  const host = createHost({spec: real ? spec : withAssumedHardware(spec, rules), policy: rules, seed, queue});
  let sampleAt = 100 * MS;
  function* advance(t: number): Generator<TraceRecord> {
    while (host.now() < t && !host.lost()) {
      host.run(Math.min(t, sampleAt, host.now() + sliceNs));
      yield* host.takeFacts();
      if (host.now() !== sampleAt && !host.lost()) continue;
      yield host.takeSample();
      if (astray && sampleAt % (500 * MS) === 0 && !host.lost()) goAstray(host);
      sampleAt += 100 * MS;
    }
  }
  yield host.keyframe();
  for (const {t, command} of schedule) {
    yield* advance(t);
    const reason = host.apply(command);
    yield reason === null ? {t, kind: 'command_applied', command} : {t, kind: 'command_refused', command, reason};
    yield* host.takeFacts();
  }
  yield* advance(untilNs);
  yield host.keyframe();
}

function goAstray(host: SimulatedHost): void {
  const state = host.snapshot();
  host.apply({command: 'crash_domain', domain: 'disk'});
  host.apply({command: 'mask_line', line: '169'});
  host.run(host.now() + 130 * MS);
  host.takeFacts();
  host.takeSample();
  host.restore(state);
}

/** One hash of several. */
export function together(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join('\n')).digest('hex');
}
