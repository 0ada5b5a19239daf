import {FORMAT, FORMAT_VERSION, type Given, type Header} from '../record/header.ts';
import {type Index, MOMENT_KINDS} from '../record/index.ts';
import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../record/keyframe.ts';
import type {TraceRecord} from '../record/record.ts';
import type {CpuSample, DeviceSample, DomainSample, LineSample, Sample} from '../record/sample.ts';
import {STEP_KINDS, type Step} from '../record/step.ts';
import {RELEASE_REASONS} from '../words.ts';
import {COMMAND, MACHINE_COMMAND} from './command-shapes.ts';
import {FACT_SHAPES} from './fact-shapes.ts';
import {flagShape, integerShape, listShape, nullable, object, optional, row, type Shape, text, word} from './shape.ts';
import {
  countShape,
  cpu,
  domainState,
  hang,
  histogram,
  holdReasons,
  id,
  knowledgeShape,
  lineState,
  method,
  microseconds,
  namesShape,
  ns,
  power,
  toolstackState,
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
  devices: namesShape,
  domains: nullable(namesShape),
  state: nullable(lineState),
  stateSinceNs: optional(ns),
  owedBy: nullable(namesShape),
  unhandled: optional(countShape),
  perCpu: nullable(listShape(total)),
  unknown: optional(knowledgeShape),
});
const domainKeyframe = object<DomainKeyframe>({
  id,
  name: text,
  down: flagShape,
  restarts: nullable(countShape),
  oldestDebtSinceNs: optional(ns),
  silentSinceNs: optional(ns),
  toolstackState: optional(toolstackState),
  state: optional(domainState),
  hang: optional(hang),
  unknown: optional(knowledgeShape),
});
const deviceKeyframe = object<DeviceKeyframe>({
  name: text,
  line: nullable(text),
  domain: nullable(text),
  power: nullable(power),
  asserted: nullable(flagShape),
  resets: optional(listShape(method)),
  inService: optional(flagShape),
  raised: optional(total),
  served: optional(total),
  late: optional(total),
  lost: optional(total),
  unknown: optional(knowledgeShape),
});
const keyframe = object<Keyframe>({
  kind: word('keyframe'),
  t: ns,
  cpus: listShape(cpu),
  lines: listShape(lineKeyframe),
  domains: listShape(domainKeyframe),
  devices: listShape(deviceKeyframe),
  down: optional(word<true>(true)),
  sourceTrouble: optional(object<NonNullable<Keyframe['sourceTrouble']>>({kind: trouble, sinceNs: ns, text})),
});

const byReason = <Reason extends string>(reasons: readonly Reason[], value: Shape<number>) =>
  object<{[reason in Reason]?: number}>(Object.fromEntries(reasons.map(reason => [reason, optional(value)])) as never);
const lineSample = object<LineSample>({
  irq: text,
  counts: optional(listShape(row(cpu, countShape))),
  released: optional(byReason(RELEASE_REASONS, countShape)),
  heldNs: optional(byReason(holdReasons, ns)),
  cpuNs: optional(ns),
  limited: optional(countShape),
  state: optional(lineState),
  stateSinceNs: optional(ns),
  owedBy: optional(namesShape),
  domains: optional(namesShape),
  unhandled: optional(countShape),
});
const cpuSample = object<CpuSample>({cpu, supervisorNs: optional(ns), handlerNs: optional(ns)});
const domainSample = object<DomainSample>({
  name: text,
  notified: optional(countShape),
  acked: optional(countShape),
  ackNs: optional(histogram),
  owes: optional(namesShape),
  oldestDebtSinceNs: optional(nullable(ns)),
  silentSinceNs: optional(nullable(ns)),
  state: optional(domainState),
  starvedNs: optional(ns),
  starvedOn: optional(
    listShape(object<{line: string; starvedNs: number; by: string[]}>({line: text, starvedNs: ns, by: namesShape})),
  ),
});
const deviceSample = object<DeviceSample>({
  name: text,
  power: optional(power),
  asserted: optional(flagShape),
  inService: optional(flagShape),
  raised: optional(countShape),
  served: optional(countShape),
  late: optional(countShape),
  lost: optional(countShape),
  servedNs: optional(histogram),
});
const sample = object<Sample>({
  kind: word('sample'),
  t: ns,
  spanNs: ns,
  lines: optional(listShape(lineSample)),
  cpus: optional(listShape(cpuSample)),
  domains: optional(listShape(domainSample)),
  devices: optional(listShape(deviceSample)),
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
  moments: listShape(row(ns, word(...MOMENT_KINDS))),
  parts: listShape(row(countShape, integerShape(0, 0xffff_ffff))),
});

/** The first line. */
export const HEADER = object<Header>({
  format: word(FORMAT),
  version: word(FORMAT_VERSION),
  source: text,
  intervalNs: integerShape(1, Number.MAX_SAFE_INTEGER),
  knows: optional(knowledgeShape),
  origin: optional(object<NonNullable<Header['origin']>>({unixUs: optional(microseconds), uptimeNs: optional(ns)})),
  file: optional(text),
  program: optional(text),
  scenario: optional(text),
  scenarioFile: optional(object({})),
  settings: optional(object({})),
  seed: optional(integerShape(0, 0xffff_ffff)),
  policy: optional(text),
  hardware: optional(word('assumed', 'real')),
  machine: optional(integerShape(1, 0xffff)),
  steps: optional(word<true>(true)),
  briefing: optional(
    object<NonNullable<Header['briefing']>>({
      title: text,
      brief: listShape(text),
      objective: text,
      question: text,
      choices: listShape(text),
      limitNs: ns,
      hints: countShape,
    }),
  ),
  drill: optional(object<NonNullable<Header['drill']>>({name: text, text: listShape(text)})),
  branchOf: optional(object<NonNullable<Header['branchOf']>>({t: ns, file: optional(text)})),
  commands: optional(listShape(object<Given>({t: ns, command: MACHINE_COMMAND}))),
});

/** Every other line that is an object, by its kind. A kind that is not here is one of a later version. */
export const RECORDS: {readonly [kind: string]: Shape<TraceRecord>} = {keyframe, sample, step, index, ...FACT_SHAPES};

/** What a line of a kind that is not known must have all the same. */
export const UNKNOWN_RECORD = object<{kind: string; t: number}>({kind: text, t: ns});

/** A step, as a list: its time, line and kind, then CPU, domain and device; `null`, or left out at the end, where there is none. */
export const STEP_ROW = row(ns, text, word(...STEP_KINDS), nullable(cpu), nullable(text), nullable(text));
