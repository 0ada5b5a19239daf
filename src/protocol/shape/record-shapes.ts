import {COMMAND, MACHINE_COMMAND} from '../command/shape.ts';
import {FORMAT, FORMAT_VERSION, type Given, type Header} from '../record/header.ts';
import {type Index, MOMENT_KINDS} from '../record/index.ts';
import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../record/keyframe.ts';
import type {Record} from '../record/record.ts';
import type {CpuSample, DeviceSample, DomainSample, LineSample, Sample} from '../record/sample.ts';
import {STEP_KINDS, type Step} from '../record/step.ts';
import {RELEASE_REASONS} from '../words.ts';
import {FACT_SHAPES} from './fact-shapes.ts';
import {flag, integer, list, nullable, object, optional, row, type Shape, text, word} from './shape.ts';
import {
  count,
  cpu,
  domainState,
  hang,
  histogram,
  holdReasons,
  id,
  lineState,
  method,
  names,
  ns,
  power,
  total,
  trigger,
  trouble,
} from './values.ts';

export {COMMAND};

// What a line of a recording may be, kind by kind. The compiler holds each table to the type beside it.

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
  sourceTrouble: optional(object<NonNullable<Keyframe['sourceTrouble']>>({kind: trouble, sinceNs: ns, text})),
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

/** The first line. */
export const HEADER = object<Header>({
  format: word(FORMAT),
  version: word(FORMAT_VERSION),
  source: text,
  intervalNs: integer(1, Number.MAX_SAFE_INTEGER),
  file: optional(text),
  program: optional(text),
  scenario: optional(text),
  scenarioFile: optional(object({})),
  settings: optional(object({})),
  seed: optional(integer(0, 0xffff_ffff)),
  policy: optional(text),
  hardware: optional(word('assumed', 'real')),
  steps: optional(word<true>(true)),
  briefing: optional(
    object<NonNullable<Header['briefing']>>({
      title: text,
      brief: list(text),
      objective: text,
      question: text,
      choices: list(text),
      limitNs: ns,
      hints: count,
    }),
  ),
  drill: optional(object<NonNullable<Header['drill']>>({name: text, text: list(text)})),
  branchOf: optional(object<NonNullable<Header['branchOf']>>({t: ns, file: optional(text)})),
  commands: optional(list(object<Given>({t: ns, command: MACHINE_COMMAND}))),
});

/** Every other line that is an object, by its kind. A kind that is not here is one of a later version. */
export const RECORDS: {readonly [kind: string]: Shape<Record>} = {keyframe, sample, step, index, ...FACT_SHAPES};

/** What a line of a kind that is not known must have all the same. */
export const UNKNOWN = object<{kind: string; t: number}>({kind: text, t: ns});

/** A step, as a list: its time, line and kind, then CPU, domain and device; `null`, or left out at the end, where there is none. */
export const STEP_ROW = row(ns, text, word(...STEP_KINDS), nullable(cpu), nullable(text), nullable(text));
