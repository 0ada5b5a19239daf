import type {Frame} from '../../protocol/frame/frame.ts';
import {formatTime} from '../../protocol/time.ts';
import {offer} from '../words/nearest.ts';
import {FIELDS, type FieldKind, HOST_STATES, type RowKind} from './condition-fields.ts';
import {type ConditionFault, isFault, type Operator, parseValue, type Value} from './condition-value.ts';
import {RENAMED_FIELDS, RENAMED_VALUES} from './renamed.ts';

/** A comparison of a field of a frame with a value, in the row of that name or in any row. */
export type Condition = {
  /** The condition as the user wrote it. */
  text: string;
  row: RowKind | 'host';
  /** The name of the row; `null`: any row. */
  name: string | null;
  field: string;
  kind: FieldKind;
  operator: Operator;
  value: Value;
};

export type ParsedCondition = {ok: true; condition: Condition} | {ok: false; error: string};

const SHAPE = 'write ROW.FIELD OPERATOR VALUE, like line.state=killed, domain[net].starvedNs>=1s or host=lost';
const ROWS = [...Object.keys(FIELDS), 'host'];

/**
 * Reads a condition: `line.state=killed`, `line[169].rate>1000`, `domain[net].starvedNs>=500ms`, `line.waitsFor=net` (a list
 * contains it), `host=lost`. Times are durations, or numbers of ns. `error` is a sentence that lists what exists.
 */
export function parseCondition(text: string): ParsedCondition {
  const parts = /^\s*(\w+)(?:\[([^\]]*)\])?(?:\.([\w.-]+))?\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*$/.exec(text);
  if (!parts) return {ok: false, error: `condition "${text}": ${SHAPE}`};
  const [, row, name, field = '', operator, literal] = parts;
  const kind = fieldKind(row, name, field);
  if (isFault(kind)) return {ok: false, error: `condition "${text}": ${kind.error}`};
  const word = nowCalled(RENAMED_VALUES[`${row}.${field}`], literal);
  if (word) return {ok: false, error: `condition "${text}": ${row}.${field}=${literal} is now called ${word}`};
  const value = parseValue(`${row}${field && `.${field}`}`, kind, operator as Operator, literal);
  if (isFault(value)) return {ok: false, error: `condition "${text}": ${value.error}`};
  const compared = {kind, operator: operator as Operator, value};
  return {
    ok: true,
    condition: {text: text.trim(), row: row as Condition['row'], name: name ?? null, field, ...compared},
  };
}

function fieldKind(row: string, name: string | undefined, field: string): FieldKind | ConditionFault {
  if (row === 'host') return name || field ? {error: 'the host has no fields: write host=lost'} : HOST_STATES;
  if (!Object.hasOwn(FIELDS, row)) return {error: `there is no row ${offer(row, ROWS)}`};
  const fields: {readonly [field: string]: FieldKind} = FIELDS[row as RowKind];
  if (field === '') return {error: SHAPE};
  const now = nowCalled(RENAMED_FIELDS[row], field);
  if (now) return {error: `${row}.${field} is now called ${row}.${now}`};
  return Object.hasOwn(fields, field)
    ? fields[field]
    : {error: `${row} has no field ${offer(field, Object.keys(fields))}`};
}

function nowCalled(table: {readonly [old: string]: string} | undefined, old: string): string | undefined {
  return table && Object.hasOwn(table, old) ? table[old] : undefined;
}

/** Why a condition holds, as a sentence: `line 169: state is killed`; `null` where it does not. No condition holds for an unknown value. */
export function holds(condition: Condition, frame: Frame): string | null {
  for (const {name, row} of rowsOf(condition, frame)) {
    const actual = fieldOf(row, condition.field);
    if (compare(condition, actual)) return `${name}: ${sentence(condition, actual)}`;
  }
  return null;
}

/** A sentence where no row of a frame has the name in a condition. Never about alerts, which come and go. */
export function missing(condition: Condition, frame: Frame): string | null {
  const {row, name} = condition;
  if (name === null || row === 'alert' || rowsOf(condition, frame).length > 0) return null;
  const existing = rowsOf({...condition, name: null}, frame).map(found => found.id);
  return `condition "${condition.text}": there is no ${row} ${offer(name, existing)}`;
}

type Actual = Value | readonly string[] | null | undefined;
type Found = {id: string; name: string; row: object};

function rowsOf({row, name}: Condition, frame: Frame): Found[] {
  if (row === 'host') return [{id: 'host', name: 'host', row: {'': frame.host}}];
  const ids: {readonly [kind in RowKind]: () => [id: string, row: object][]} = {
    line: () => frame.lines.map(line => [line.irq, line]),
    domain: () => frame.domains.map(domain => [domain.name, domain]),
    device: () => frame.devices.map(device => [device.name, device]),
    cpu: () => frame.cpus.map(cpu => [String(cpu.cpu), cpu]),
    alert: () => frame.alerts.map(alert => [alert.id, alert]),
  };
  const named = ids[row]().filter(([id]) => name === null || id === name);
  return named.map(([id, found]) => ({id, name: `${row} ${id}`, row: found}));
}

/** The value of a field such as `rate` or `released.forced`. In the second form a missing number is 0. */
function fieldOf(row: object, field: string): Actual {
  const [name, part] = field.split('.');
  const value = (row as {[field: string]: Actual})[name];
  if (part === undefined || value === null || value === undefined) return value;
  return (value as unknown as {[part: string]: Value})[part] ?? 0;
}

function compare({operator, value}: Condition, actual: Actual): boolean {
  if (actual === null || actual === undefined) return false;
  if (operator === '=' || operator === '!=') {
    const equal = Array.isArray(actual) ? actual.includes(value) : actual === value;
    return equal === (operator === '=');
  }
  const difference = Number(actual) - Number(value);
  return operator[0] === '>'
    ? difference > 0 || (operator === '>=' && difference === 0)
    : difference < 0 || (operator === '<=' && difference === 0);
}

function sentence({row, field, kind}: Condition, actual: Actual): string {
  const shown =
    kind === 'time' ? formatTime(Number(actual)) : Array.isArray(actual) ? actual.join(', ') || 'nobody' : actual;
  return row === 'host' ? `it is ${shown}` : `${field} is ${shown}`;
}
