import {MOST_CELLS, MOST_ROWS} from '../../../protocol/bounds.ts';
import {continued} from './continued.ts';
import {openNaming} from './names.ts';
import {isNumber, openCells, scanCounts, scanRow} from './row.ts';
import {nameOf, tooFew, verdictOf} from './verdict.ts';
import {parseDescription, parseWiring, type Wiring} from './wiring.ts';

/** `/proc/interrupts` at one moment. */
export type Snapshot = {
  /** As the header names them, ascending; the list of the snapshot before where they are the same. */
  cpus: readonly number[];
  /** In the order of the file, no two of a name. */
  rows: readonly Row[];
  /** Of each name the place of its row; the map of the snapshot before where names, texts and order are the same. */
  places: ReadonlyMap<string, number>;
};

export type Row = Wiring & {
  /** No two of a snapshot. */
  irq: string;
  /** As the file has it; some kernels have two counters of a name. */
  name: string;
  /** Counts and is no line: NMI, LOC, ERR, IPI0; its chip is its description. */
  counter: boolean;
  /** In the order of the CPUs; a counter may have fewer or more than there are. */
  counts: Float64Array;
  /** Name and text as the file has them, to see quickly whether the next snapshot has the same. */
  raw: {name: Uint8Array; text: Uint8Array};
};

export type SnapshotReader = {
  /** Takes a line below the header. `ended`: by a newline, so that it is whole. */
  take(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void;
  /** A blank line: what is no row behind it stands below the table. */
  blank(): void;
  /** What was taken. */
  snapshot(): Snapshot;
};

/** Told of every line that can not be used. */
export type Skip = (reason: string, line: number) => void;

/** The last row, or the beginning of one, as long as the next line may belong to it. */
type Open = {row: Row; line: number; ended: boolean; finished: boolean};

/**
 * Reads a snapshot below its header. What is the same in the one before is not read again: a snapshot of 60 rows and 8 CPUs takes
 * 0.05 ms of CPU time instead of 0.4. A row may go on in the next line, where a mailer has wrapped it. The table ends at a prompt, at
 * another header, and at the first line that is no row after a blank one.
 */
export function openSnapshot(cpus: readonly number[], before: Snapshot | null, skip: Skip): SnapshotReader {
  const rows: Row[] = [];
  const naming = openNaming(before);
  // `null` as long as every row is the one that the snapshot before has in its place.
  let places: Map<string, number> | null = before === null ? new Map() : null;
  // Where the row is expected in the snapshot before: after the one that came last.
  let expected = 0;
  let open: Open | null = null;
  let blanked = false;
  /** Why the lines below are no part of the table. */
  let over: string | null = null;
  let size = 0;

  function takeLine(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void {
    const scanned = scanRow(bytes, from, to, cpus.length, cells);
    const verdict = scanned === null ? verdictOf(bytes, to, cpus.length, cells) : {fault: scanned};
    if (typeof verdict !== 'string') takeOther(bytes, from, to, line, ended, verdict.fault);
    else takeRow(bytes, to, line, ended, verdict);
  }

  function takeRow(bytes: Uint8Array, to: number, line: number, ended: boolean, verdict: 'row' | 'unfinished'): void {
    settle();
    blanked = false;
    const old = before?.rows[expected];
    const isSame = old?.counts.length === cells.size && looksLike(old, bytes, to);
    const row = isSame ? {...old, counts: copiedCounts()} : readRow(bytes, to);
    open = {row, line, ended, finished: verdict === 'row'};
    if (open.finished) add(open, isSame);
  }

  /** What is no row: the end of the one above, what stands below the table, or nothing that can be used. */
  function takeOther(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean, fault: string): void {
    const reason = blanked ? 'it is no row, and ends the table' : endOf(bytes, from, to);
    if (reason !== null) {
      settle();
      over = 'it stands below the table';
      skip(reason, line);
    } else if (open === null || !goOn(open, bytes, from, to, ended)) {
      settle();
      skip(fault, line);
    }
  }

  function goOn(into: Open, bytes: Uint8Array, from: number, to: number, ended: boolean): boolean {
    const {row} = into;
    if (!into.finished) {
      const fault = scanCounts(bytes, from, to, cpus.length - row.counts.length, cells);
      if (fault !== null || cells.size === 0) return false;
      const text = bytes.slice(cells.restFrom, to);
      row.counts = Float64Array.of(...row.counts, ...cells.counts.subarray(0, cells.size));
      rewire(row, text);
      into.ended = ended;
      if (row.counts.length === cpus.length) finish(into);
      return true;
    }
    if (row.counter || rows.at(-1) !== row) return false;
    const isChip = (word: string) => rows.some(({chip}) => chip === word);
    const text = continued(utf8.decode(row.raw.text), utf8.decode(bytes.subarray(from, to)), isChip);
    if (text === null) return false;
    places ??= placesOf(rows);
    rewire(row, utf8Bytes.encode(text));
    return true;
  }

  function finish(into: Open): void {
    into.finished = true;
    add(into, false);
  }

  function settle(): void {
    if (open !== null && !open.finished)
      skip(open.ended ? tooFew(open.row.counts.length, cpus.length) : 'the row is cut off', open.line);
    open = null;
  }

  function add({row, line}: Open, isSame: boolean): void {
    if (!isSame || expected !== rows.length) places ??= placesOf(rows);
    const irq = isSame || !row.counter ? row.irq : naming.irqOf(row.name, row.chip, taken);
    if (irq === null || places?.has(irq)) {
      open = null;
      skip(`the row ${row.name} stands there twice`, line);
    } else addAs(irq, row, isSame);
  }

  function addAs(irq: string, row: Row, isSame: boolean): void {
    row.irq = irq;
    const place = isSame ? expected : before?.places.get(irq);
    if (place !== undefined) expected = place + 1;
    places?.set(irq, rows.length);
    rows.push(row);
    size += row.counts.length;
    if (rows.length === MOST_ROWS || size > MOST_CELLS) over = `more than ${limitOf(rows.length)} are not read`;
  }

  const taken = (irq: string) => {
    const place = places?.get(irq);
    return place === undefined ? undefined : rows[place];
  };

  return {
    take(bytes, from, to, line, ended) {
      if (over !== null) skip(over, line);
      else takeLine(bytes, from, to, line, ended);
    },
    blank() {
      settle();
      blanked = rows.length > 0;
    },
    snapshot() {
      settle();
      const asBefore = rows.length === before?.rows.length ? before.places : null;
      if (nameChips(rows)) places ??= placesOf(rows);
      return {cpus, rows, places: places ?? asBefore ?? placesOf(rows)};
    },
  };
}

function limitOf(rows: number): string {
  return rows === MOST_ROWS
    ? `${MOST_ROWS.toLocaleString('en-US')} rows`
    : `${MOST_CELLS.toLocaleString('en-US')} counts`;
}

/** Why the table ends at a line that is no row; `null`: it does not. */
function endOf(bytes: Uint8Array, from: number, to: number): string | null {
  const text = utf8.decode(bytes.subarray(from, Math.min(to, from + LONGEST_PROMPT)));
  if (parseCpuHeader(text) !== null) return 'another header begins here, and only the table above is read';
  return PROMPT.test(text) ? 'a prompt ends the table' : null;
}

const LONGEST_PROMPT = 200;
// ops@web7:~$ lspci    # dmesg    [root@web7 ~]# ls
const PROMPT = /^\s*(?:\[[^\]]*\]|\S*)[#$](?:\s|$)/;

/** A controller that nobody's name stands behind looks like a device; where it is the controller of another row, it is one here. */
function nameChips(rows: Row[]): boolean {
  const alone = rows.filter(({counter, chip, devices}) => !counter && chip === null && devices.length === 1);
  if (alone.length === 0) return false;
  const chips = new Set(rows.filter(({counter}) => !counter).map(({chip}) => chip));
  const mistaken = alone.filter(({devices}) => chips.has(devices[0]));
  for (const row of mistaken) [row.chip, row.devices] = [row.devices[0], []];
  return mistaken.length > 0;
}

/** The row of that name. */
export function rowOf({rows, places}: Snapshot, irq: string): Row | undefined {
  const place = places.get(irq);
  return place === undefined ? undefined : rows[place];
}

/** The CPUs that a header names, `null`: it is none. Sample input: `           CPU0       CPU2       `, some are offline. */
export function parseCpuHeader(text: string): number[] | null {
  const words = text.trim().split(/\s+/);
  const cpus = words.map(word => (/^CPU\d{1,7}$/.test(word) ? Number(word.slice(3)) : Number.NaN));
  return cpus.every((cpu, at) => (at === 0 ? cpu >= 0 : cpu > cpus[at - 1])) ? cpus : null;
}

/**
 * The CPU that a number of a row is of. Those beyond the header are of CPUs that are not online; they are numbered on from the
 * highest one, as kernels that write such rows do.
 */
export function cpuAt(cpus: readonly number[], place: number): number {
  return place < cpus.length ? cpus[place] : cpus[cpus.length - 1] + 1 + place - cpus.length;
}

const cells = openCells();
const utf8 = new TextDecoder();
const utf8Bytes = new TextEncoder();

function placesOf(rows: readonly Row[]): Map<string, number> {
  return new Map(rows.map(({irq}, place) => [irq, place]));
}

function readRow(bytes: Uint8Array, to: number): Row {
  const counter = !isNumber(bytes, cells.nameFrom, cells.nameTo);
  const name = nameOf(bytes, cells.nameFrom, cells.nameTo);
  const {raw, ...wiring} = wired(counter, bytes.slice(cells.restFrom, to));
  const rawName = bytes.slice(cells.nameFrom, cells.nameTo);
  return {irq: name, name, counter, ...wiring, counts: copiedCounts(), raw: {...raw, name: rawName}};
}

function rewire(row: Row, text: Uint8Array): void {
  Object.assign(row, {...wired(row.counter, text), raw: {...row.raw, text}});
}

function wired(counter: boolean, text: Uint8Array): Wiring & {raw: {text: Uint8Array}} {
  const words = utf8.decode(text);
  const wiring = counter ? {chip: parseDescription(words), trigger: null, devices: []} : parseWiring(words);
  return {...wiring, raw: {text}};
}

function copiedCounts(): Float64Array {
  const counts = new Float64Array(cells.size);
  for (let place = 0; place < counts.length; place++) counts[place] = cells.counts[place];
  return counts;
}

/** Whether a row has the name and the text of the one that was scanned. */
function looksLike({raw: {name, text}}: Row, bytes: Uint8Array, to: number): boolean {
  return isAt(name, bytes, cells.nameFrom, cells.nameTo) && isAt(text, bytes, cells.restFrom, to);
}

function isAt(part: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (part.length !== to - from) return false;
  for (let at = 0; at < part.length; at++) if (part[at] !== bytes[from + at]) return false;
  return true;
}
