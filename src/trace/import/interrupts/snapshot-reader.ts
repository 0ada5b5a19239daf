import {MOST_CELLS, MOST_ROWS} from '../../../protocol/bounds.ts';
import {classify, nameOf, tooFew} from './classify.ts';
import {continued} from './continued.ts';
import {type Naming, openNaming} from './names.ts';
import {isNumber, openCells, scanCounts, scanRow} from './row.ts';
import {parseCpuHeader, placesOf, type Row, type Snapshot} from './snapshot.ts';
import {parseDescription, parseWiring, type Wiring} from './wiring.ts';

export type SnapshotReader = {
  /** Takes a line below the header. `ended`: by a newline, so that it is whole. */
  take(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void;
  /** A blank line: the next line that is not a row ends the table. */
  blank(): void;
  /** All that was taken. */
  snapshot(): Snapshot;
};

/** Called for every line that can not be used. */
export type Skip = (reason: string, line: number) => void;

type State = {
  readonly cpus: readonly number[];
  readonly before: Snapshot | null;
  readonly skip: Skip;
  readonly naming: Naming;
  readonly rows: Row[];
  /** `null` as long as every row is the one that the snapshot before has in its place. */
  places: Map<string, number> | null;
  /** The place in the snapshot before where the next row is expected: after the last one. */
  expected: number;
  /** The last row, as long as the next line may belong to it. */
  open: OpenRow | null;
  /** A blank line came after the last row. */
  blanked: boolean;
  /** Why the lines below are not part of the table. */
  over: string | null;
  /** The counts of all rows. */
  size: number;
};

/** `ended`: its line has a newline; `finished`: it has all of its counts. */
type OpenRow = {row: Row; line: number; ended: boolean; finished: boolean};

/**
 * Reads a snapshot below its header. A row that is the same as in the snapshot before is not parsed again: a snapshot of 60 rows and
 * 8 CPUs takes 0.05 ms of CPU time instead of 0.4. A row may go on in the next line, where a mailer has wrapped it. The table ends at
 * a prompt, at another header, and at the first line after a blank one that is not a row.
 */
export function openSnapshotReader(cpus: readonly number[], before: Snapshot | null, skip: Skip): SnapshotReader {
  const places: State['places'] = before === null ? new Map() : null;
  const at = {places, expected: 0, open: null, blanked: false, over: null, size: 0};
  const state: State = {cpus, before, skip, naming: openNaming(before), rows: [], ...at};
  return {
    take(bytes, from, to, line, ended) {
      if (state.over !== null) skip(state.over, line);
      else takeLine(state, bytes, from, to, line, ended);
    },
    blank() {
      closeRow(state);
      state.blanked = state.rows.length > 0;
    },
    snapshot: () => snapshotOf(state),
  };
}

function takeLine(state: State, bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void {
  const {cpus} = state;
  const scanned = scanRow(bytes, from, to, cpus.length, cells);
  const kind = scanned === null ? classify(bytes, to, cpus.length, cells) : {fault: scanned};
  if (typeof kind !== 'string') takeOther(state, bytes, from, to, line, ended, kind.fault);
  else takeRow(state, bytes, to, line, ended, kind === 'row');
}

/** Takes the row in `cells`. */
function takeRow(state: State, bytes: Uint8Array, to: number, line: number, ended: boolean, finished: boolean): void {
  closeRow(state);
  state.blanked = false;
  const old = state.before?.rows[state.expected];
  const isSame = old?.counts.length === cells.size && looksLike(old, bytes, to);
  const row = isSame ? {...old, counts: copiedCounts()} : readRow(bytes, to);
  state.open = {row, line, ended, finished};
  if (finished) addRow(state, state.open, isSame);
}

/** Takes a line that is not a row: the end of the row above, text below the table, or an unusable line. */
function takeOther(
  state: State,
  bytes: Uint8Array,
  from: number,
  to: number,
  line: number,
  ended: boolean,
  fault: string,
): void {
  const reason = state.blanked ? 'it is not a row, and ends the table' : endOf(bytes, from, to);
  if (reason !== null) {
    closeRow(state);
    state.over = 'it is below the table';
    state.skip(reason, line);
  } else if (!continueRow(state, bytes, from, to, ended)) {
    closeRow(state);
    state.skip(fault, line);
  }
}

/** Whether the line belongs to the row above. */
function continueRow(state: State, bytes: Uint8Array, from: number, to: number, ended: boolean): boolean {
  const {open} = state;
  if (open === null) return false;
  return open.finished
    ? continueText(state, open.row, bytes, from, to)
    : continueCounts(state, open, bytes, from, to, ended);
}

function continueCounts(
  state: State,
  open: OpenRow,
  bytes: Uint8Array,
  from: number,
  to: number,
  ended: boolean,
): boolean {
  const {row} = open;
  const most = state.cpus.length;
  const fault = scanCounts(bytes, from, to, most - row.counts.length, cells);
  if (fault !== null || cells.size === 0) return false;
  row.counts = Float64Array.of(...row.counts, ...cells.counts.subarray(0, cells.size));
  rewire(row, bytes.slice(cells.restFrom, to));
  open.ended = ended;
  open.finished = row.counts.length === most;
  if (open.finished) addRow(state, open, false);
  return true;
}

function continueText(state: State, row: Row, bytes: Uint8Array, from: number, to: number): boolean {
  const {rows} = state;
  if (row.counter || rows.at(-1) !== row) return false;
  const isChip = (word: string) => rows.some(({chip}) => chip === word);
  const text = continued(utf8.decode(row.raw.text), utf8.decode(bytes.subarray(from, to)), isChip);
  if (text === null) return false;
  state.places ??= placesOf(rows);
  rewire(row, utf8Bytes.encode(text));
  return true;
}

/** No more lines belong to the last row. */
function closeRow(state: State): void {
  const {open, cpus, skip} = state;
  if (open !== null && !open.finished)
    skip(open.ended ? tooFew(open.row.counts.length, cpus.length) : 'the row is cut off', open.line);
  state.open = null;
}

function addRow(state: State, {row, line}: OpenRow, isSame: boolean): void {
  const {naming, rows, skip} = state;
  if (!isSame || state.expected !== rows.length) state.places ??= placesOf(rows);
  const irq = isSame || !row.counter ? row.irq : naming.irqOf(row.name, row.chip, each => rowNamed(state, each));
  if (irq === null || state.places?.has(irq)) {
    state.open = null;
    skip(`there are two rows ${row.name}`, line);
  } else addAs(state, irq, row, isSame);
}

function rowNamed({places, rows}: State, irq: string): Row | undefined {
  const place = places?.get(irq);
  return place === undefined ? undefined : rows[place];
}

function addAs(state: State, irq: string, row: Row, isSame: boolean): void {
  const {rows, before, places} = state;
  row.irq = irq;
  const place = isSame ? state.expected : before?.places.get(irq);
  if (place !== undefined) state.expected = place + 1;
  places?.set(irq, rows.length);
  rows.push(row);
  state.size += row.counts.length;
  if (rows.length === MOST_ROWS || state.size > MOST_CELLS)
    state.over = `only the first ${limitOf(rows.length)} are read`;
}

function limitOf(rows: number): string {
  return rows === MOST_ROWS
    ? `${MOST_ROWS.toLocaleString('en-US')} rows`
    : `${MOST_CELLS.toLocaleString('en-US')} counts`;
}

function snapshotOf(state: State): Snapshot {
  closeRow(state);
  const {cpus, rows, before} = state;
  const asBefore = rows.length === before?.rows.length ? before.places : null;
  if (nameChips(rows)) state.places ??= placesOf(rows);
  return {cpus, rows, places: state.places ?? asBefore ?? placesOf(rows)};
}

/** Why the table ends at a line that is not a row; `null`: it does not. */
function endOf(bytes: Uint8Array, from: number, to: number): string | null {
  const text = utf8.decode(bytes.subarray(from, Math.min(to, from + LONGEST_PROMPT)));
  if (parseCpuHeader(text) !== null) return 'another header begins here, and only the table above is read';
  return PROMPT.test(text) ? 'a prompt ends the table' : null;
}

const LONGEST_PROMPT = 200;
// ops@web7:~$ lspci    # dmesg    [root@web7 ~]# ls
const PROMPT = /^\s*(?:\[[^\]]*\]|\S*)[#$](?:\s|$)/;

/** A controller without a device behind it looks like a device; where another row has it as its controller, it is one here too. */
function nameChips(rows: Row[]): boolean {
  const alone = rows.filter(({counter, chip, devices}) => !counter && chip === null && devices.length === 1);
  if (alone.length === 0) return false;
  const chips = new Set(rows.filter(({counter}) => !counter).map(({chip}) => chip));
  const mistaken = alone.filter(({devices}) => chips.has(devices[0]));
  for (const row of mistaken) [row.chip, row.devices] = [row.devices[0], []];
  return mistaken.length > 0;
}

const cells = openCells();
const utf8 = new TextDecoder();
const utf8Bytes = new TextEncoder();

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
