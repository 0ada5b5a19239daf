import {sanitize} from '../../../protocol/sanitize.ts';
import {isNumber, NO_ROW, type RowCells} from './row.ts';

/** A row; the beginning of one whose counts go on in the next line; or why the line is not a row. */
export type LineKind = 'row' | 'unfinished' | {fault: string};

/**
 * Classifies a line of the table that was scanned into `cells`. A row has a count for each CPU; some counters have one count for all
 * CPUs, or none. Any other line with a colon is not a row: text that people paste below a table is full of `Latency: 0`.
 */
export function classify(bytes: Uint8Array, to: number, cpus: number, cells: RowCells): LineKind {
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
const NO_COUNT = 'the row has no count';

/** Names of counters in kernels: NMI, IPI0, I/O, NET_TX, Err. */
const COUNTER = /^[A-Z][A-Za-z0-9_/]{0,15}$/;
/** Counters with one number for all CPUs. */
const ONE_COUNT = ['ERR', 'MIS', 'Err', 'BAD', 'NMI'];
/** Counters without a number: they have the name of a handler instead. */
const WITHOUT_COUNT = ['FIQ'];

function tooMany(cpus: number): string {
  return `the row has more counts than the ${cpus} CPUs of the header`;
}

/** A single number after the counts of all CPUs means that the header has lost some CPUs. If the number is a pin, level or edge follows. */
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
