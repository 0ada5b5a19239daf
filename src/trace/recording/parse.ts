import type {Command} from '../../protocol/command/command.ts';
import {FORMAT, FORMAT_VERSION, type Header} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Step, StepKind} from '../../protocol/record/step.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import {commandFault} from '../../protocol/shape/command-shapes.ts';
import {HEADER, RECORDS, STEP_ROW, UNKNOWN_RECORD} from '../../protocol/shape/record-shapes.ts';
import {isObject, type Shape} from '../../protocol/shape/shape.ts';
import type {Ns} from '../../protocol/words.ts';

/** The value of a line, or a sentence without its full stop: why it can not be used. */
export type ParsedRecord<Type> = {value: Type} | {fault: string};

/** The first line. */
export function parseHeader(line: string): ParsedRecord<Header> {
  const read = parseJson(line);
  if ('fault' in read) return {fault: `the first line of a recording must be its header, and this line ${read.fault}`};
  const {format, version} = isObject(read.value) ? read.value : {};
  if (format !== FORMAT) return {fault: `the first line of a recording must contain "format":"${FORMAT}"`};
  if (typeof version === 'number' && version > FORMAT_VERSION)
    return {
      fault: `its format version is ${version}, and this irqdeck reads versions up to ${FORMAT_VERSION}: use a newer irqdeck`,
    };
  return checked(HEADER, 'header', read.value);
}

/**
 * Any other line. A record of an unknown kind passes unchanged when it has a time. `safe`: the line is known to be printable ASCII without
 * a backslash, as nearly every line is.
 */
export function parseRecord(line: string, safe = SAFE.test(line)): ParsedRecord<TraceRecord> {
  const read = parseJson(line, safe);
  if ('fault' in read) return {fault: `it ${read.fault}`};
  const parsed = recordOf(read.value);
  // A text that is too long is cut, as in a line that is not safe.
  return 'fault' in parsed && safe ? recordOf(clean(read.value, 0)) : parsed;
}

function recordOf(value: unknown): ParsedRecord<TraceRecord> {
  if (Array.isArray(value)) return parseStep(value);
  const kind = isObject(value) ? value.kind : undefined;
  if (typeof kind !== 'string')
    return {fault: 'it is not a record: a record is an object with a kind, or a list for a step'};
  if (kind === 'keyframe') return checked(WIRED, kind, value);
  if (Object.hasOwn(RECORDS, kind)) return checked(RECORDS[kind], kind, value);
  return checked(UNKNOWN_RECORD as unknown as Shape<TraceRecord>, 'record', value);
}

/** A command, as it comes on stdin. */
export function parseCommand(line: string): ParsedRecord<Command> {
  const read = parseJson(line);
  if ('fault' in read) return {fault: `it ${read.fault}`};
  const fault = commandFault(read.value);
  return fault === null ? {value: read.value as Command} : {fault};
}

function parseJson(line: string, safe = false): ParsedRecord<unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return {value: safe ? value : clean(value, 0)};
  } catch {
    return {fault: 'is not JSON'};
  }
}

const SAFE = /^[ -[\]-~]*$/;

/** Our records are never so deep; the shapes refuse deeper values. */
const DEPTH_MAX = 40;

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return sanitize(value);
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return value;
  if (Array.isArray(value)) return value.map(each => clean(each, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [sanitize(key), clean(each, depth + 1)]));
}

function checked<Type>(shape: Shape<Type>, what: string, value: unknown): ParsedRecord<Type> {
  const fault = shape.fault(value);
  return fault === null ? {value: value as Type} : {fault: what + fault};
}

/** A keyframe in which each row has its own name, and each number its CPU. */
const WIRED: Shape<TraceRecord> = {
  ...RECORDS.keyframe,
  fault: value => RECORDS.keyframe.fault(value) ?? wiringFault(value as Keyframe),
};

function wiringFault({cpus, lines, domains, devices}: Keyframe): string | null {
  if (cpus.some((cpu, at) => at > 0 && cpu <= cpus[at - 1])) return '.cpus are not in ascending order';
  const rows = {lines: lines.map(({irq}) => irq), domains: domains.map(named), devices: devices.map(named)};
  for (const [table, names] of Object.entries(rows))
    if (new Set(names).size < names.length) return `.${table} has the same name twice`;
  const wrong = lines.findIndex(({counter, perCpu}) => !counter && perCpu !== null && perCpu.length !== cpus.length);
  return wrong < 0 ? null : `.lines[${wrong}].perCpu does not have one number for each CPU`;
}

const named = ({name}: {name: string}) => name;

function parseStep(row: unknown[]): ParsedRecord<Step> {
  const fault = STEP_ROW.fault(row);
  if (fault !== null) return {fault: `step${fault}`};
  const [t, line, what, cpu, domain, device] = row;
  const step: Step = {kind: 'step', t: t as Ns, line: line as string, what: what as StepKind};
  if (typeof cpu === 'number') step.cpu = cpu;
  if (typeof domain === 'string') step.domain = domain;
  if (typeof device === 'string') step.device = device;
  return {value: step};
}
