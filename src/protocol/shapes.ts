import {
  type ArgumentKind,
  COMMAND_NAMES,
  COMMANDS,
  type Command,
  type CommandName,
  type MachineCommand,
} from './command.ts';
import type {Fact, FactKind} from './fact.ts';
import {FORMAT, FORMAT_VERSION, type Given, type Header} from './header.ts';
import {BUCKETS} from './histogram.ts';
import {type Index, MOMENT_KINDS} from './index-record.ts';
import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from './keyframe.ts';
import type {Record} from './record.ts';
import type {CpuSample, DeviceSample, DomainSample, LineSample, Sample} from './sample.ts';
import {
  type Fields,
  flag,
  integer,
  isObject,
  list,
  nullable,
  object,
  optional,
  row,
  type Shape,
  text,
  word,
} from './shape.ts';
import {STEP_KINDS, type Step} from './step.ts';
import {BOOT_ENDS, HANGS, RELEASE_REASONS, RESET_METHODS, SOURCE_TROUBLES} from './words.ts';

// What a line of a recording may be, kind by kind. The compiler holds each table to the type beside it.

/** ns since the start, or that something took. */
const ns = integer(0, Number.MAX_SAFE_INTEGER);
/** What one record counts; thousands of the largest add up exactly. */
const count = integer(0, 2 ** 40);
/** What was counted before a keyframe; below 0 where a counter of 32 bits wraps at it. */
const total = integer(-(2 ** 32), 2 ** 50);
const cpu = integer(0, 65_535);
const id = integer(0, Number.MAX_SAFE_INTEGER);
const names = list(text);
const trigger = word('level', 'edge');
const power = word('D0', 'D3hot', 'D3cold');
const hang = word(...HANGS);
const method = word(...RESET_METHODS);
const holdReasons = ['in-flight', 'masked', 'limited', 'disabled', 'killed'] as const;
const lineState = word('open', ...holdReasons);
const domainState = word('running', 'slow', 'hung', 'crashed', 'paused', 'restarting', 'dead');
const histogram = list(row(integer(0, BUCKETS - 1), count));

const lineKeyframe = object<LineKeyframe>({
  irq: text,
  counter: optional(word<true>(true)),
  chip: nullable(text),
  trigger: nullable(trigger),
  devices: names,
  domains: nullable(names),
  state: nullable(lineState),
  stateSinceNs: optional(ns),
  owedBy: nullable(names),
  unhandled: optional(count),
  perCpu: list(total),
});
const domainKeyframe = object<DomainKeyframe>({
  id,
  name: text,
  down: flag,
  restarts: count,
  oldestDebtSinceNs: optional(ns),
  silentSinceNs: optional(ns),
  state: optional(domainState),
  hang: optional(hang),
});
const deviceKeyframe = object<DeviceKeyframe>({
  name: text,
  line: nullable(text),
  domain: nullable(text),
  power: nullable(power),
  asserted: nullable(flag),
  resets: optional(list(method)),
  inService: optional(flag),
  raised: optional(total),
  served: optional(total),
  late: optional(total),
  lost: optional(total),
});
const keyframe = object<Keyframe>({
  kind: word('keyframe'),
  t: ns,
  cpus: list(cpu),
  lines: list(lineKeyframe),
  domains: list(domainKeyframe),
  devices: list(deviceKeyframe),
  down: optional(word<true>(true)),
  sourceTrouble: optional(
    object<NonNullable<Keyframe['sourceTrouble']>>({kind: word(...SOURCE_TROUBLES), sinceNs: ns, text}),
  ),
});

const byReason = <Reason extends string>(reasons: readonly Reason[], value: Shape<number>) =>
  object<{[reason in Reason]?: number}>(Object.fromEntries(reasons.map(reason => [reason, optional(value)])) as never);
const lineSample = object<LineSample>({
  irq: text,
  counts: optional(list(row(cpu, count))),
  released: optional(byReason(RELEASE_REASONS, count)),
  heldNs: optional(byReason(holdReasons, ns)),
  cpuNs: optional(ns),
  limited: optional(count),
  state: optional(lineState),
  stateSinceNs: optional(ns),
  owedBy: optional(names),
  domains: optional(names),
  unhandled: optional(count),
});
const cpuSample = object<CpuSample>({cpu, supervisorNs: optional(ns), handlerNs: optional(ns)});
const domainSample = object<DomainSample>({
  name: text,
  notified: optional(count),
  acked: optional(count),
  ackNs: optional(histogram),
  owes: optional(names),
  oldestDebtSinceNs: optional(nullable(ns)),
  silentSinceNs: optional(nullable(ns)),
  state: optional(domainState),
  starvedNs: optional(ns),
  starvedOn: optional(
    list(object<{line: string; starvedNs: number; by: string[]}>({line: text, starvedNs: ns, by: names})),
  ),
});
const deviceSample = object<DeviceSample>({
  name: text,
  power: optional(power),
  asserted: optional(flag),
  inService: optional(flag),
  raised: optional(count),
  served: optional(count),
  late: optional(count),
  lost: optional(count),
  servedNs: optional(histogram),
});
const sample = object<Sample>({
  kind: word('sample'),
  t: ns,
  spanNs: ns,
  lines: optional(list(lineSample)),
  cpus: optional(list(cpuSample)),
  domains: optional(list(domainSample)),
  devices: optional(list(deviceSample)),
});

const step = object<Step>({
  kind: word('step'),
  t: ns,
  line: text,
  what: word(...STEP_KINDS),
  cpu: optional(cpu),
  domain: optional(text),
  device: optional(text),
});
const index = object<Index>({
  kind: word('index'),
  t: ns,
  fromNs: ns,
  moments: list(row(ns, word(...MOMENT_KINDS))),
  parts: list(row(count, integer(0, 0xffff_ffff))),
});

/** The arguments of a command are the rows of COMMANDS. */
const argument: {readonly [kind in ArgumentKind]: Shape<unknown>} = {
  domain: text,
  device: text,
  line: text,
  slot: text,
  hang,
  method,
  boots: word(...BOOT_ENDS),
  duration: ns,
  number: count,
  text,
  alert: text,
};

/** A command: one of those of COMMANDS, with its arguments. */
export const COMMAND: Shape<Command> = commandOf(COMMAND_NAMES);
const MACHINE_COMMAND = commandOf(
  COMMAND_NAMES.filter(name => COMMANDS[name].to === 'machine'),
) as Shape<MachineCommand>;

function commandOf(names: readonly CommandName[]): Shape<Command> {
  const byName = new Map<unknown, Shape<Command>>(names.map(name => [name, commandShape(name)]));
  return {
    fault(value) {
      if (!isObject(value)) return ' is not an object';
      return (
        byName.get(value.command)?.fault(value) ??
        (byName.has(value.command) ? null : '.command is none that can be given')
      );
    },
    schema: {oneOf: [...byName.values()].map(({schema}) => schema)},
  };
}

function commandShape(name: CommandName): Shape<Command> {
  const args = COMMANDS[name].args.map(({name, kind, optional: may}) => [
    name,
    may ? optional(argument[kind]) : argument[kind],
  ]);
  return object({command: word(name), ...Object.fromEntries(args)} as never);
}

const domain = {domain: text};
const device = {device: text};
const line = {line: text};
const FACT_SHAPES: {[Kind in FactKind]: Shape<Extract<Fact, {kind: Kind}>>} = {
  command_applied: fact('command_applied', {command: COMMAND}),
  command_refused: fact('command_refused', {command: optional(COMMAND), reason: text}),
  marker_added: fact('marker_added', {text}),
  alert_acknowledged: fact('alert_acknowledged', {alert: text}),
  branched: fact('branched', {leftNs: ns}),
  domain_hung: fact('domain_hung', {...domain, hang}),
  domain_slowed: fact('domain_slowed', {...domain, extraNs: ns}),
  domain_crashed: fact('domain_crashed', domain),
  domain_paused: fact('domain_paused', domain),
  domain_resumed: fact('domain_resumed', domain),
  domain_unbound: fact('domain_unbound', {...domain, lines: names}),
  domain_destroyed: fact('domain_destroyed', domain),
  domain_booting: fact('domain_booting', domain),
  domain_ready: fact('domain_ready', {...domain, lines: names}),
  device_reset: fact('device_reset', {...device, method}),
  device_power: fact('device_power', {...device, power}),
  device_probed: fact('device_probed', device),
  line_masked: fact('line_masked', line),
  line_unmasked: fact('line_unmasked', line),
  line_disabled: fact('line_disabled', line),
  line_enabled: fact('line_enabled', line),
  line_given_up: fact('line_given_up', {...line, ...domain}),
  line_killed: fact('line_killed', line),
  line_revived: fact('line_revived', line),
  limit_set: fact('limit_set', {...line, count, windowNs: ns}),
  affinity_set: fact('affinity_set', {...line, cpu}),
  bind_refused: fact('bind_refused', {...line, ...domain, reason: text}),
  debt_taken_over: fact('debt_taken_over', {...line, ...domain}),
  power_cycled: fact('power_cycled', {...line, ...domain, cleared: names, kept: names}),
  power_cycles_exhausted: fact('power_cycles_exhausted', {...line, ...domain}),
  boot_broken: fact('boot_broken', {...domain, boots: word(...BOOT_ENDS)}),
  cause_raised: fact('cause_raised', device),
  device_storms: fact('device_storms', {...device, perSecond: count}),
  device_stuck: fact('device_stuck', device),
  device_quiesced: fact('device_quiesced', device),
  device_failed: fact('device_failed', device),
  device_masked: fact('device_masked', device),
  device_unmasked: fact('device_unmasked', device),
  device_moved: fact('device_moved', {...device, from: text, to: text, slot: optional(text)}),
  messages_locked_up: fact('messages_locked_up', device),
  coalescing_set: fact('coalescing_set', {...device, gapNs: ns}),
  descriptor_rejected: fact('descriptor_rejected', {...device, reason: text}),
  host_down: fact('host_down', {}),
  host_up: fact('host_up', {}),
  host_lost: fact('host_lost', {cpu}),
  host_rebooted: fact('host_rebooted', {}),
  cpu_online: fact('cpu_online', {cpu}),
  cpu_offline: fact('cpu_offline', {cpu}),
  line_appeared: fact('line_appeared', line),
  line_vanished: fact('line_vanished', line),
  line_rewired: fact('line_rewired', {...line, devices: names}),
  counter_reset: fact('counter_reset', line),
  source_troubled: fact('source_troubled', {trouble: word(...SOURCE_TROUBLES), text}),
  source_recovered: fact('source_recovered', {text}),
  source_said: fact('source_said', {text}),
  input_skipped: fact('input_skipped', {lines: count, snapshots: count, reason: text}),
};

/** A fact is its kind, its time and what its kind says. */
function fact<Kind extends FactKind>(
  kind: Kind,
  fields: Fields<Omit<Extract<Fact, {kind: Kind}>, 't' | 'kind'>>,
): Shape<Extract<Fact, {kind: Kind}>> {
  return object({kind: word(kind), t: ns, ...fields} as never);
}

/** The first line. */
export const HEADER = object<Header>({
  format: word(FORMAT),
  version: word(FORMAT_VERSION),
  source: text,
  intervalNs: integer(1, Number.MAX_SAFE_INTEGER),
  file: optional(text),
  program: optional(text),
  scenario: optional(text),
  seed: optional(integer(0, 0xffff_ffff)),
  policy: optional(text),
  hardware: optional(word('assumed', 'real')),
  branchOf: optional(object<NonNullable<Header['branchOf']>>({t: ns, file: optional(text)})),
  commands: optional(list(object<Given>({t: ns, command: MACHINE_COMMAND}))),
});

/** Every other line that is an object, by its kind. A kind that is not here is one of a later version. */
export const RECORDS: {readonly [kind: string]: Shape<Record>} = {keyframe, sample, step, index, ...FACT_SHAPES};

/** What a line of a kind that is not known must have all the same. */
export const UNKNOWN = object<{kind: string; t: number}>({kind: text, t: ns});

/** A step, as a list: its time, line and kind, then CPU, domain and device; `null`, or left out at the end, where there is none. */
export const STEP_ROW = row(ns, text, word(...STEP_KINDS), nullable(cpu), nullable(text), nullable(text));
