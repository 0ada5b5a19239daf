import {parse} from 'yaml';
import {z} from 'zod';
import type {Fault, Path} from '../check/fault.ts';
import {bare, schemaAt, shapeFaults} from '../check/shape.ts';
import {wiringFaults} from '../check/wiring.ts';
import {bus, costs, type Document, device, document, domain, line, slot} from './document.ts';

// Every value of a scenario can be set by its key: `eth0.rate`, `169.affinity`, `net.boot`, `costs.deliver`, `cpus`.

/** A fault of a setting. It has no path: the user wrote a key, not a file. */
export type SettingFault = Omit<Fault, 'path' | 'key'>;

/** A scenario with these values set in order; or the first setting that is wrong; or, `at: null`, a fault of the result of all. */
export function setParameters(
  given: Document,
  settings: readonly {key: string; text: string}[],
): {document: Document} | {at: number | null; fault: SettingFault} {
  let changed = given;
  for (const [at, {key, text}] of settings.entries()) {
    const next = setOne(changed, key, text);
    if ('fault' in next) return {at, ...next};
    changed = next.document;
  }
  const [fault] = wiringFaults(changed);
  return fault === undefined ? {document: changed} : {at: null, fault};
}

/** How to set each value, `DEVICE.rate=RATE`, and its meaning. */
export function parameterUsages(): {usage: string; title: string}[] {
  return [
    ...Object.values(LISTS).flatMap(({noun, row}) => usagesOf(`${noun}.`, row)),
    ...usagesOf('costs.', costs),
    {usage: 'router.LINK=NAME', title: 'the line that a link of the router reaches'},
    ...TOP.map(key => ({usage: `${key}=${usageOf(bare(document.shape[key]))}`, title: titleOf(document.shape[key])})),
  ];
}

/** Lists whose rows are found by name. */
const LISTS = {
  devices: {noun: 'DEVICE', name: 'name', row: device},
  domains: {noun: 'DOMAIN', name: 'name', row: domain},
  lines: {noun: 'LINE', name: 'irq', row: line},
  buses: {noun: 'BUS', name: 'name', row: bus},
  slots: {noun: 'SLOT', name: 'name', row: slot},
} as const;
type List = keyof typeof LISTS;

const TOP = ['cpus', 'move'] as const;
/** Names can not be set: other rows refer to them. */
const FIXED: readonly unknown[] = ['name', 'irq'];

type Row = {[key: string | number]: unknown};

function setOne(given: Document, key: string, text: string): {document: Document} | {fault: SettingFault} {
  const path = pathsOf(given, key).find(isSettable);
  if (path === undefined) return {fault: unknownKey(given, key)};
  const owner = path.slice(0, -1);
  if (valueAt(given, owner) === undefined) return {fault: absentOwner(key, owner)};
  const schema = schemaAt(document, path)!;
  const value = readValue(text);
  const absent = value === null && schema instanceof z.ZodOptional;
  const read = schema.safeParse(absent ? undefined : value, {reportInput: true});
  if (read.success) return {document: withoutRival(replaced(given, path, read.data), path)};
  const issues = read.error.issues.map(issue => ({...issue, path: [...path, ...issue.path] as PropertyKey[]}));
  return {fault: shapeFaults(document, issues)[0]};
}

/** The paths that a key can mean, devices first: `eth0.rate` is the rate of device eth0, even where a slot has the same name. */
function pathsOf(given: Document, key: string): Path[] {
  const [head, ...rest] = key.split('.');
  if (head === 'costs' || head === 'router' || rest.length === 0)
    return [[head, ...(rest.length === 0 ? [] : [rest.join('.')])]];
  return Object.keys(LISTS).flatMap(list =>
    namesIn(given, list as List).flatMap((name, at) =>
      key.startsWith(`${name}.`) ? [[list, at, ...key.slice(name.length + 1).split('.')]] : [],
    ),
  );
}

function isSettable(path: Path): boolean {
  if (path[0] === 'router') return path.length === 2;
  if (path.length === 1) return (TOP as readonly unknown[]).includes(path[0]);
  return schemaAt(document, path) !== undefined && !FIXED.includes(path.at(-1));
}

/** Whether the name before the last dot or the field after it is unknown. */
function unknownKey(given: Document, key: string): SettingFault {
  const [path] = pathsOf(given, key);
  const dot = key.lastIndexOf('.');
  if (dot < 0) return {sentence: `there is no setting "${key}"`, unknown: {name: key, existing: TOP}};
  if (path !== undefined) {
    const [owner, field] = [key.slice(0, dot), key.slice(dot + 1)];
    return {
      sentence: `${owner} has no setting "${field}"`,
      unknown: {name: field, existing: fieldsAt(path.slice(0, -1))},
    };
  }
  const name = key.slice(0, dot);
  const existing = ['costs', 'router', ...Object.keys(LISTS).flatMap(list => namesIn(given, list as List))];
  return {sentence: `${given.scenario} has nothing called "${name}"`, unknown: {name, existing}};
}

/** A part of an object that the row does not have. Such an object can only be set as a whole. */
function absentOwner(key: string, owner: Path): SettingFault {
  const whole = key.slice(0, key.lastIndexOf('.'));
  const keys = fieldsAt(owner).map(each => `${each}: …`);
  return {sentence: `${whole} is not set; set all of it: ${whole}='{${keys.join(', ')}}'`};
}

function valueAt(given: unknown, path: Path): unknown {
  return path.reduce((value, step) => (value as Row | undefined)?.[step], given);
}

function namesIn(given: Document, list: List): string[] {
  return (given[list] ?? []).map(row => (row as {[key: string]: unknown})[LISTS[list].name] as string);
}

function fieldsAt(path: Path): string[] {
  const at = schemaAt(document, path);
  const inner = at && bare(at);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape).filter(each => !FIXED.includes(each)) : [];
}

/** As in a file: `[1, 0]` is a list, `off` a word, `null` nothing. */
function readValue(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

function replaced(given: Document, path: Path, value: unknown): Document {
  return replacedIn(given, path, value) as Document;
}

function replacedIn(given: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(given)) return given.with(Number(step), replacedIn(given[Number(step)], rest, value));
  return {...(given as Row), [step]: replacedIn((given as Row)?.[step], rest, value)};
}

/** cpu and affinity of a line exclude each other: setting one removes the other. */
function withoutRival(given: Document, path: Path): Document {
  const [list, at, key] = path;
  const rival = {cpu: 'affinity', affinity: 'cpu'}[String(key)];
  return list === 'lines' && rival !== undefined ? replaced(given, [list, at, rival], undefined) : given;
}

/** A row for each key of an object, and of the objects in it. */
function usagesOf(prefix: string, {shape}: z.ZodObject): {usage: string; title: string}[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    if (FIXED.includes(key)) return [];
    const inner = bare(schema as z.ZodType);
    if (inner instanceof z.ZodObject && !isDeep(inner)) return usagesOf(`${prefix}${key}.`, inner);
    return [{usage: `${prefix}${key}=${usageOf(inner)}`, title: titleOf(schema as z.ZodType)}];
  });
}

/** Objects within objects are set as a whole in the usage, not key by key. */
function isDeep({shape}: z.ZodObject): boolean {
  return Object.values(shape).some(schema => bare(schema as z.ZodType) instanceof z.ZodObject);
}

function titleOf(schema: z.ZodType): string {
  return schema.meta()?.description ?? '';
}

/** How a value is written. */
function usageOf(schema: z.ZodType): string {
  const usage = schema.meta()?.usage;
  if (typeof usage === 'string') return usage;
  if (schema instanceof z.ZodEnum) return schema.options.join('|');
  if (schema instanceof z.ZodLiteral) return [...schema.values].join('|');
  return schema instanceof z.ZodObject ? '{…}' : 'N';
}
