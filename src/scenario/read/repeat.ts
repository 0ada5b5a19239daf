import type {Fault, Path} from '../check/fault.ts';
import {evaluate} from './expression.ts';

// Shorthands for many rows, which are written out before anything is checked. `repeat: 3` makes three rows of one, in which {n} is 0, 1
// and 2, and {n * 2 + 16} is 16, 18 and 20. `queues: 64` makes 64 devices of one, each with its own line and CPU.

/** Lists whose rows may be repeated. */
export const REPEATED = ['domains', 'lines', 'devices', 'counters', 'buses', 'slots'] as const;
/** The maximum of rows in a list, so that a zero too many is a fault and does not fill the memory. */
export const MAX_ROWS = 20_000;

export type Plain = {[key: string]: unknown};
export type WrittenOut = {
  scenario: Plain;
  /** Where in the file each row of a list comes from. */
  origins: {[list: string]: readonly Path[]};
  faults: Fault[];
};

type Row = {row: unknown; origin: Path};

/** A parsed scenario with all its rows written out. */
export function writeOut(given: Plain): WrittenOut {
  const faults: Fault[] = [];
  const lists = new Map<string, Row[]>();
  for (const list of REPEATED) {
    const rows = given[list];
    if (!Array.isArray(rows)) continue;
    lists.set(
      list,
      gathered(rows, (row, at) => repeated({row, origin: [list, at]}, faults), faults),
    );
  }
  writeOutQueues(lists, given.cpus, faults);
  const scenario = {...given};
  for (const [list, rows] of lists) scenario[list] = rows.map(({row}) => row);
  const origins = Object.fromEntries([...lists].map(([list, rows]) => [list, rows.map(({origin}) => origin)]));
  return {scenario, origins, faults};
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function repeated({row, origin}: Row, faults: Fault[]): Row[] {
  if (!isPlain(row) || !('repeat' in row)) return [{row, origin}];
  const {repeat, ...rest} = row;
  return copies(repeat, [...origin, 'repeat'], faults).map(n => ({row: filled(rest, n, origin, faults), origin}));
}

/** 0 to one less than `count`, or a fault. */
function copies(count: unknown, path: Path, faults: Fault[]): number[] {
  if (Number.isSafeInteger(count) && (count as number) >= 1 && (count as number) <= MAX_ROWS)
    return Array.from({length: count as number}, (_, n) => n);
  faults.push({path, sentence: `${path.at(-1)} ${JSON.stringify(count)} is not a whole number from 1 to ${MAX_ROWS}`});
  return [];
}

/** A copy with every {expression} replaced by its value for `n`. A text that is then only a number becomes a number. */
function filled(value: unknown, n: number, path: Path, faults: Fault[]): unknown {
  if (typeof value === 'string') return filledText(value, n, path, faults);
  if (Array.isArray(value)) return value.map((each, at) => filled(each, n, [...path, at], faults));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, n, [...path, key], faults)]));
}

function filledText(text: string, n: number, path: Path, faults: Fault[]): string | number {
  const out = text.replace(/\{([^}]*)\}/g, (braces, expression) => {
    const value = evaluate(expression, n);
    if (value !== null) return String(value);
    // Reported once, not for each copy.
    if (n === 0) faults.push({path, sentence: `${braces} has no value; write {n}, {n + 16} or {n * 3 % 64}`});
    return '0';
  });
  return out !== text && /^-?\d+$/.test(out) ? Number(out) : out;
}

/** `{name: eth0, queues: 2, line: 120}` is eth0-0 on line 120, taken by CPU 0, and eth0-1 on line 121, taken by CPU 1. */
function writeOutQueues(lists: Map<string, Row[]>, cpus: unknown, faults: Fault[]): void {
  const devices = lists.get('devices') ?? [];
  if (!devices.some(({row}) => isPlain(row) && 'queues' in row)) return;
  const lines = lists.get('lines') ?? [];
  const spread = Number.isSafeInteger(cpus) && (cpus as number) > 0 ? (cpus as number) : 1;
  const spreadOut = ({row, origin}: Row): Row[] => {
    if (!isPlain(row) || !('queues' in row)) return [{row, origin}];
    const {queues, ...rest} = row;
    const first = firstLine(rest, origin, faults);
    const all = first === null ? [] : copies(queues, [...origin, 'queues'], faults);
    for (const n of all) lines.push({row: {irq: first! + n, chip: 'PCI-MSI/-X', cpu: n % spread}, origin});
    return all.map(n => ({row: {...rest, name: `${rest.name}-${n}`, line: first! + n}, origin}));
  };
  lists.set('devices', gathered(devices, spreadOut, faults));
  lists.set('lines', lines);
}

function firstLine({line}: Plain, origin: Path, faults: Fault[]): number | null {
  if (Number.isSafeInteger(line) && (line as number) >= 0) return line as number;
  faults.push({path: [...origin, 'queues'], sentence: 'queues needs the number of the first line, such as line: 120'});
  return null;
}

/** All the rows that the given rows make, up to the maximum. */
function gathered<Given>(rows: readonly Given[], rowsOf: (row: Given, at: number) => Row[], faults: Fault[]): Row[] {
  const out: Row[] = [];
  for (const [at, row] of rows.entries()) {
    for (const each of rowsOf(row, at)) out.push(each);
    if (out.length <= MAX_ROWS) continue;
    const {origin} = out[MAX_ROWS];
    faults.push({path: origin, sentence: `with this row there are too many ${origin[0]}; the maximum is ${MAX_ROWS}`});
    return out.slice(0, MAX_ROWS);
  }
  return out;
}
