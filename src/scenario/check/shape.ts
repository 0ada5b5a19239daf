import {z} from 'zod';
import type {Fault, Path} from './fault.ts';

/** What the sentences about a document call it and its parts. */
export type ShapeWords = {
  /** The document itself: `the scenario`. */
  readonly whole: string;
  /** An entry of each list: `a device`. */
  readonly rows: {readonly [list: string]: string};
  /** Keys that are written out before the schema sees them, by the path of the entry. */
  shorthandsAt(path: Path): readonly string[];
};

const SCENARIO_WORDS: ShapeWords = {
  whole: 'the scenario',
  rows: {
    domains: 'a domain',
    lines: 'a line',
    devices: 'a device',
    buses: 'a bus',
    slots: 'a slot',
    counters: 'a counter',
  },
  shorthandsAt: path => {
    if (path.length !== 2 || typeof path[1] !== 'number') return [];
    return path[0] === 'devices' ? ['repeat', 'queues'] : ['repeat'];
  },
};

/** What a schema finds wrong, in sentences. The library knows what is wrong and where; the words are ours. */
export function shapeFaults(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  words: ShapeWords = SCENARIO_WORDS,
): Fault[] {
  return issues.flatMap(issue => faultsOf(schema, issue, words));
}

function faultsOf(schema: z.ZodType, issue: z.core.$ZodIssue, words: ShapeWords): Fault[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(schema, path, key, words));
  if (issue.input === undefined && issue.code !== 'custom') return [missing(schema, path, words)];
  const name = nameOf(path, words);
  if (issue.code === 'invalid_value') return [notOneOf(path, name, issue.input, issue.values.map(String))];
  return [{path, sentence: `${name} ${complaint(issue)}`}];
}

function complaint(issue: z.core.$ZodIssue): string {
  const given = show(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      return `${given} is not ${TYPES[issue.expected] ?? `a ${issue.expected}`}`;
    case 'too_small':
      if (issue.origin === 'array') return 'is empty; it needs at least one entry';
      return `${given} is too small; the minimum is ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `has too many entries; the maximum is ${issue.maximum}`;
      return `${given} is too big; the maximum is ${issue.maximum}`;
    default:
      return `${given} ${issue.message}`;
  }
}

const TYPES: {readonly [expected: string]: string} = {
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a list of keys and values',
  record: 'a list of keys and values',
};

function unknownKey(schema: z.ZodType, path: Path, key: string, words: ShapeWords): Fault {
  return {
    path: [...path, key],
    sentence: `there is no key "${key}" in ${ownerOf(path, words)}`,
    unknown: {name: key, existing: [...keysAt(schema, path), ...words.shorthandsAt(path)]},
    key: true,
  };
}

function missing(schema: z.ZodType, path: Path, words: ShapeWords): Fault {
  const owner = path.slice(0, -1);
  const about = schemaAt(schema, path)?.meta()?.description;
  const sentence = `${path.at(-1)} is missing in ${ownerOf(owner, words)}${about === undefined ? '' : `: ${about}`}`;
  return {path: owner, sentence};
}

function notOneOf(path: Path, name: string, given: unknown, existing: string[]): Fault {
  return {path, sentence: `${name} can not be ${show(given)}`, unknown: {name: String(given), existing}};
}

/** The key of a value, or of the list that it is in. */
function nameOf(path: Path, {whole}: ShapeWords): string {
  return String(path.findLast(step => typeof step === 'string') ?? whole);
}

function ownerOf(path: Path, words: ShapeWords): string {
  if (path.length === 0) return words.whole;
  const name = nameOf(path, words);
  return typeof path.at(-1) === 'number' ? (words.rows[name] ?? `an entry of ${name}`) : name;
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

/** The schema of a part, or `undefined` where there is no such part. It may still be optional or have a default. */
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

/** A schema without optional, nullable and defaults. */
export function bare(schema: z.ZodType): z.ZodType {
  const {innerType} = schema.def as {innerType?: z.ZodType};
  return innerType === undefined ? schema : bare(innerType);
}
