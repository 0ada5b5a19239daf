import {FACTS} from './fact.ts';
import type {Header} from './header.ts';
import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from './keyframe.ts';
import {knowledgeOf, observedKnowledge} from './knowledge.ts';
import type {TraceRecord} from './record.ts';
import type {DeviceSample, DomainSample, LineSample, Sample} from './sample.ts';

// Records without everything that only a simulator knows: what the operator of a real host could see, and a trainee may.

/** Fields that are marked truth in `keyframe.ts` and `sample.ts`. */
const TRUTH = {
  line: ['unhandled'],
  domain: ['state', 'hang', 'starvedNs', 'starvedOn'],
  device: ['inService', 'raised', 'served', 'late', 'lost', 'servedNs'],
} as const satisfies {
  line: readonly (keyof LineKeyframe | keyof LineSample)[];
  domain: readonly (keyof DomainKeyframe | keyof DomainSample)[];
  device: readonly (keyof DeviceKeyframe | keyof DeviceSample)[];
};

/** The observed part of a record; `null`: there is none. Kinds that are not known are taken for truth, steps too. */
export function observed(record: TraceRecord): TraceRecord | null {
  if (record.kind === 'keyframe' || record.kind === 'sample') return withoutTruth(record);
  const known = Object.hasOwn(FACTS, record.kind) ? FACTS[record.kind as keyof typeof FACTS] : undefined;
  return known?.visibility === 'observed' ? record : null;
}

/** A header without what is needed to run it again, and without the plan of its drill. */
export function observedHeader(header: Header): Header {
  const {seed, drill, commands, scenarioFile, settings, ...rest} = header;
  return {...rest, knows: observedKnowledge(knowledgeOf(header))};
}

function withoutTruth<Whole extends Keyframe | Sample>(record: Whole): Whole {
  return {
    ...record,
    ...(record.lines && {lines: record.lines.map(row => without(row, TRUTH.line))}),
    ...(record.domains && {domains: record.domains.map(row => without(row, TRUTH.domain))}),
    ...(record.devices && {devices: record.devices.map(row => without(row, TRUTH.device))}),
  };
}

function without<Row extends object>(row: Row, keys: readonly string[]): Row {
  if (!keys.some(key => key in row)) return row;
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key))) as Row;
}
