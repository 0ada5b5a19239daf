import {z} from 'zod';
import type {Fault, Path} from './fault.ts';

/** What a schema finds wrong, in sentences. The library says what and where; the words are ours. */
export function shapeFaults(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues.flatMap(issue => faultsOf(schema, issue));
}

function faultsOf(schema: z.ZodType, issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(schema, path, key));
  if (issue.input === undefined && issue.code !== 'custom') return [missing(schema, path)];
  const given = show(issue.input);
  const name = nameOf(path);
  switch (issue.code) {
    case 'invalid_value':
      return [notOneOf(path, issue.input, issue.values.map(String))];
    case 'invalid_type':
      return [{path, sentence: `${name} ${given} is no ${TYPES[issue.expected] ?? issue.expected}`}];
    case 'too_small':
      if (issue.origin === 'array') return [{path, sentence: `${name} is empty; there must be one at least`}];
      return [{path, sentence: `${name} ${given} is too small; ${issue.minimum} is the least`}];
    case 'too_big':
      if (issue.origin === 'array')
        return [{path, sentence: `${name} has more than the ${issue.maximum} that there may be`}];
      return [{path, sentence: `${name} ${given} is too big; ${issue.maximum} is the most`}];
    default:
      return [{path, sentence: `${name} ${given} ${issue.message}`}];
  }
}

const TYPES: {readonly [expected: string]: string} = {
  int: 'whole number',
  number: 'number',
  array: 'list',
  object: 'list of keys and values',
  record: 'list of keys and values',
};

function unknownKey(schema: z.ZodType, path: Path, key: string): Fault {
  const existing = [...keysAt(schema, path), ...shorthandsAt(path)];
  return {
    path: [...path, key],
    sentence: `there is no key "${key}" in ${whereIs(path)}`,
    unknown: {name: key, existing},
    key: true,
  };
}

function missing(schema: z.ZodType, path: Path): Fault {
  const key = path.at(-1);
  const about = schemaAt(schema, path)?.meta()?.description;
  const sentence = `${whereIs(path.slice(0, -1))} has no ${key}${about === undefined ? '' : `: ${about}`}`;
  return {path: path.slice(0, -1), sentence};
}

function notOneOf(path: Path, given: unknown, words: string[]): Fault {
  const sentence = `${nameOf(path)} can not be ${show(given)}`;
  return {path, sentence, unknown: {name: String(given), existing: words}};
}

/** The key that a value has, or the list that it stands in. */
function nameOf(path: Path): string {
  return String(path.findLast(step => typeof step === 'string') ?? 'the scenario');
}

const ONE_OF: {readonly [list: string]: string} = {
  domains: 'a domain',
  lines: 'a line',
  devices: 'a device',
  buses: 'a bus',
  slots: 'a slot',
  counters: 'a counter',
  bars: 'one of bars',
};

function whereIs(path: Path): string {
  if (path.length === 0) return 'the scenario';
  return typeof path.at(-1) === 'number' ? (ONE_OF[nameOf(path)] ?? `one of ${nameOf(path)}`) : nameOf(path);
}

const MAX_SHOWN = 40;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  const at = schemaAt(schema, path);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** What repeat.ts knows. */
function shorthandsAt(path: Path): string[] {
  if (path.length !== 2 || typeof path[1] !== 'number') return [];
  return path[0] === 'devices' ? ['repeat', 'queues'] : ['repeat'];
}

/** The schema of a part, without what says that it may be left out. */
export function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const step of path) {
    const outer: z.ZodType | undefined = at && bare(at);
    if (outer instanceof z.ZodRecord) at = outer.valueType as z.ZodType;
    else if (outer instanceof z.ZodArray) at = outer.element as z.ZodType;
    else if (outer instanceof z.ZodObject && Object.hasOwn(outer.shape, step)) at = outer.shape[step] as z.ZodType;
    else return undefined;
  }
  return at;
}

/** Without optional, nullable and defaults. */
export function bare(schema: z.ZodType): z.ZodType {
  const {innerType} = schema.def as {innerType?: z.ZodType};
  return innerType === undefined ? schema : bare(innerType);
}
