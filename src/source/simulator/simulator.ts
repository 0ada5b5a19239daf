import {canSend, missingHardware, withAssumedHardware} from '../../machine/hardware/assumed-hardware.ts';
import {createHost, type SimulatedHost} from '../../machine/machine.ts';
import type {Feature, Policy} from '../../machine/policy/policy.ts';
import type {MachineSpec} from '../../machine/spec.ts';
import type {MachineCommand} from '../../protocol/command/command.ts';
import type {Hardware} from '../../protocol/frame/hardware.ts';
import {FORMAT, FORMAT_VERSION, type Header, MACHINE_VERSION} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import {ALL_KNOWLEDGE} from '../../protocol/record/knowledge.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {DomainState, Ns, ToolstackState} from '../../protocol/words.ts';
import type {Scenario} from '../../scenario/scenario.ts';
import type {Source, SourceState} from '../source.ts';

export type SimulatorOptions = {
  scenario: Scenario;
  policy: Policy;
  /** 0 to 2^32-1. */
  seed: number;
  /** Time between samples. */
  intervalNs: Ns;
  /** `assumed`: the machine gets the hardware that the policy needs; `real`: a policy that needs missing hardware is refused. */
  hardware: 'assumed' | 'real';
  /** Keep the last hardware-level steps. */
  steps?: boolean;
  /** Return all of them among the records. */
  recordSteps?: boolean;
};

/** A simulated host as a source: it has records up to any time, and obeys machine commands. Throws when `hardware: 'real'` lacks something. */
export function openSimulator(options: SimulatorOptions): Source {
  const {scenario, policy, seed, intervalNs, hardware, recordSteps = false, steps = recordSteps} = options;
  refuseMissing(scenario, policy, hardware);
  const spec = hardware === 'assumed' ? withAssumedHardware(scenario.machine, policy) : scenario.machine;
  const host = createHost({spec, policy, seed, steps});
  const first = [withToolstack(host.keyframe()), ...host.takeFacts()];
  const state: Running = {host, intervalNs, recordSteps, first, nextSample: intervalNs};
  return {
    header: headerOf(options),
    hardware: hardwareOf(spec),
    get ended() {
      return host.lost() && state.first.length === 0;
    },
    read: untilNs => read(state, untilNs),
    ...(steps && {steps: host.steps, stepsFromNs: host.stepsFromNs}),
    send: (command: MachineCommand) => send(host, command, recordSteps),
    snapshot: () => snapshot(state),
    restore: before => restore(state, before as Snapshot),
  };
}

type Running = {
  readonly host: SimulatedHost;
  readonly intervalNs: Ns;
  readonly recordSteps: boolean;
  /** Records before the first read. */
  first: TraceRecord[];
  nextSample: Ns;
};

function headerOf({scenario, policy, seed, intervalNs, hardware, recordSteps = false}: SimulatorOptions): Header {
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    source: 'run',
    intervalNs,
    knows: ALL_KNOWLEDGE,
    scenario: scenario.name,
    ...(scenario.file && {scenarioFile: scenario.file}),
    ...(scenario.settings && {settings: scenario.settings}),
    seed,
    policy: policy.name,
    hardware,
    machine: MACHINE_VERSION,
    ...(recordSteps && {steps: true as const}),
  };
}

/** The state of a domain as its toolstack reports it: a domain that hangs or is slow runs. */
const TOOLSTACK: {readonly [state in DomainState]: ToolstackState} = {
  running: 'running',
  slow: 'running',
  hung: 'running',
  crashed: 'crashed',
  paused: 'paused',
  restarting: 'booting',
  dead: 'dead',
};

function withToolstack(keyframe: Keyframe): Keyframe {
  const domains = keyframe.domains.map(row => (row.state ? {...row, toolstackState: TOOLSTACK[row.state]} : row));
  return {...keyframe, domains};
}

function read(state: Running, untilNs: Ns): TraceRecord[] {
  const {host, recordSteps} = state;
  const records = [...state.first];
  state.first = [];
  while (host.now() < untilNs && !host.lost()) {
    host.run(Math.min(state.nextSample, untilNs));
    addEvents(host, recordSteps, records);
    if (host.now() !== state.nextSample && !host.lost()) break;
    // A lost host has one more sample, at its last moment.
    records.push(host.takeSample());
    state.nextSample += state.intervalNs;
  }
  return records;
}

type Snapshot = SourceState & {readonly host: ArrayBuffer; readonly first: TraceRecord[]; readonly nextSample: Ns};

function snapshot({host, first, nextSample}: Running): Snapshot {
  return {bytes: host.stateBytes, host: host.snapshot(), first, nextSample};
}

function restore(state: Running, {host, first, nextSample}: Snapshot): void {
  state.host.restore(host);
  [state.first, state.nextSample] = [first, nextSample];
}

function hardwareOf(spec: MachineSpec): Hardware {
  return new Map(
    spec.devices.map(device => {
      const {name, bus = null, disableBit = false, resets, d3Clears, msi} = device;
      const hot = bus !== null || resets.includes('pm') || d3Clears !== undefined ? (['D3hot'] as const) : [];
      const cold = resets.includes('d3cold') ? (['D3cold'] as const) : [];
      const messages = msi && canSend(spec, device) ? msi.line : null;
      return [name, {bus, disableBit, powers: [...hot, ...cold], messages}];
    }),
  );
}

/** Adds facts and steps in order of time; at the same time, the steps that led to a fact come first. */
function addEvents(host: SimulatedHost, recordSteps: boolean, records: TraceRecord[]): void {
  const steps = recordSteps ? host.takeSteps() : [];
  let next = 0;
  for (const fact of host.takeFacts()) {
    while (next < steps.length && steps[next].t <= fact.t) records.push(steps[next++]);
    records.push(fact);
  }
  while (next < steps.length) records.push(steps[next++]);
}

/** The effects of a command come after the fact that it was carried out. */
function send(host: SimulatedHost, command: MachineCommand, recordSteps: boolean): TraceRecord[] {
  const t = host.now();
  const reason = host.apply(command);
  if (reason !== null) return [{t, kind: 'command_refused', command, reason}];
  const records: TraceRecord[] = [{t, kind: 'command_applied', command}];
  addEvents(host, recordSteps, records);
  return records;
}

const FEATURES: {readonly [feature in Feature]: string} = {
  registers: 'devices whose drivers describe how to silence them',
  stub: 'a device that a stub driver knows',
  'disable-bit': 'the interrupt disable bit of PCI 2.3 in every device',
  msi: 'message-signalled interrupts, and a bridge that supports them',
  'exclusive-lines': 'a line for each device',
};

function refuseMissing(scenario: Scenario, policy: Policy, hardware: 'assumed' | 'real'): void {
  if (hardware === 'assumed') return;
  const missing = missingHardware(scenario.machine, policy);
  if (missing.length === 0) return;
  const what = missing.map(feature => FEATURES[feature]).join('; ');
  throw new Error(
    `policy ${policy.name} needs hardware that ${scenario.name} does not have: ${what}; --hardware assumed provides it`,
  );
}
