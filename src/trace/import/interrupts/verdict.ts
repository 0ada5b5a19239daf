import {sanitize} from '../../../protocol/sanitize.ts';
import {isNumber, type RowCells} from './row.ts';

/** What a line is that stands in a table: a row, the beginning of one whose counts go on in the next line, or why it is none. */
export type RowVerdict = 'row' | 'unfinished' | {fault: string};

/**
 * Judges what was scanned. A line of a host has a count for each CPU, a counter too; some counters have one for all, or none. Anything
 * else that has a colon is no row: what people paste below a table is full of `Latency: 0`.
 */
export function verdictOf(bytes: Uint8Array, to: number, cpus: number, cells: RowCells): RowVerdict {
  const {size, nameFrom, nameTo, restFrom} = cells;
  const after = nameTo + 1 < to ? bytes[nameTo + 1] : BLANK;
  if (after !== BLANK && !isDigit(after)) return {fault: NO_ROW};
  const isLine = isNumber(bytes, nameFrom, nameTo);
  const name = isLine ? '' : nameOf(bytes, nameFrom, nameTo);
  if (!isLine && !COUNTER.test(name)) return {fault: NO_ROW};
  if (size >= cpus) return isLine && isAnotherCount(bytes, restFrom, to) ? {fault: tooMany(cpus)} : 'row';
  if (size === 0) return WITHOUT_COUNT.includes(name) && restFrom < to ? 'row' : {fault: NO_COUNT};
  if (size === 1 && ONE_COUNT.includes(name)) return 'row';
  return isBlank(bytes, restFrom, to) ? 'unfinished' : {fault: tooFew(size, cpus)};
}

export function tooFew(size: number, cpus: number): string {
  return `the row has ${size} ${size === 1 ? 'count' : 'counts'} for ${cpus} CPUs`;
}

export function nameOf(bytes: Uint8Array, from: number, to: number): string {
  return sanitize(utf8.decode(bytes.subarray(from, to))).trim();
}

export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== BLANK && bytes[at] !== TAB) return false;
  return true;
}

const utf8 = new TextDecoder();
const BLANK = 32;
const TAB = 9;
const NO_ROW = 'a row begins with a name and a colon';
const NO_COUNT = 'the row has no count';

/** As kernels call them: NMI, IPI0, I/O, NET_TX, Err. */
const COUNTER = /^[A-Z][A-Za-z0-9_/]{0,15}$/;
/** Counters that have one number for all CPUs. */
const ONE_COUNT = ['ERR', 'MIS', 'Err', 'BAD', 'NMI'];
/** Those that have none: the name of its handler stands there. */
const WITHOUT_COUNT = ['FIQ'];

function tooMany(cpus: number): string {
  return `the row has more counts than the ${cpus} CPUs of the header`;
}

/** A number by itself behind the counts of all CPUs: the header has lost some. A pin alone has its level or edge behind it. */
function isAnotherCount(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && isDigit(bytes[at])) at++;
  if (at === from || (at < to && bytes[at] !== BLANK)) return false;
  while (at < to && bytes[at] === BLANK) at++;
  return at === to || !/^(?:Level|Edge|-)/.test(String.fromCharCode(...bytes.subarray(at, Math.min(to, at + 5))));
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
