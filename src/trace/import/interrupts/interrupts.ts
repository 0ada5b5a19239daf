import {LONGEST_LINE, MOST_CPUS} from '../../../protocol/bounds.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import type {Ns} from '../../../protocol/words.ts';
import {InputError} from '../../fault.ts';
import {openLines} from '../../lines.ts';
import {openSkippedInput, type SkippedInput} from '../../skipped.ts';
import type {Import, Importer} from '../import.ts';
import {contentOf, PREAMBLE} from '../series.ts';
import {type AbsentCounts, openAbsentCounts} from './absent-counts.ts';
import {isBlank} from './classify.ts';
import {type Clock, openClock, parseMark} from './clock.ts';
import {firstKeyframe, recordsBetween} from './difference.ts';
import {parseCpuHeader, type Snapshot} from './snapshot.ts';
import {openSnapshotReader, type SnapshotReader} from './snapshot-reader.ts';
import {withoutTabs} from './tabs.ts';
import {isTorn} from './torn.ts';

/** One snapshot: a header with the CPUs, and a row for each line. It is shown at t = 0. */
export const SNAPSHOT: Importer = {
  name: 'proc-interrupts',
  title: '/proc/interrupts as any kernel prints it, once',
  knows: ['counts'],
  detects: head => new RegExp(`${PREAMBLE}\\ufeff?[ \\t]*CPU\\d+(?:\\s|$)`).test(head),
  open: () => openInterrupts(false),
};

/** Snapshots, each below a line with its time: `=== 1795333026.570184420 uptime 49.75`. */
export const SERIES: Importer = {
  name: 'proc-interrupts-series',
  title: '/proc/interrupts several times, each below a line === UNIX-TIME uptime SECONDS',
  knows: ['counts'],
  detects: (head, whole) => contentOf(head, whole) === 'interrupts',
  open: () => openInterrupts(true),
};

type State = {
  /** Each snapshot has its time above it. */
  readonly timed: boolean;
  readonly clock: Clock;
  readonly absent: AbsentCounts;
  readonly skipped: SkippedInput;
  /** Called for every line that can not be used. */
  readonly skipLine: (reason: string, line: number) => void;
  /** The last snapshot that was used. */
  before: Snapshot | null;
  current: Current | null;
  /** The time of `before`. */
  t: Ns;
  ready: TraceRecord[];
};

/** The snapshot that is being read. */
type Current = {
  line: number;
  uptimeNs: bigint;
  /** Its header has come. */
  header: boolean;
  cpus: readonly number[];
  /** `null` until its header has come, and when that can not be used. */
  reader: SnapshotReader | null;
  /** Something other than the header has come. */
  rows: boolean;
  /** The last line ended with a newline. */
  ended: boolean;
};

function openInterrupts(timed: boolean): Import {
  const state = startState(timed);
  const lines = openLines({
    take: (bytes, from, to, line, ended) => takeLine(state, bytes, from, to, line, ended),
    tooLong: line => state.skipLine(`it is longer than ${LONGEST_LINE} bytes`, line),
  });
  return {
    feed(piece) {
      lines.feed(piece);
      return takeReady(state);
    },
    end(cut) {
      lines.end();
      return atEnd(state, cut);
    },
    get pendingNs() {
      return state.current === null ? null : (state.clock.read(state.current.uptimeNs)?.t ?? null);
    },
  };
}

function startState(timed: boolean): State {
  const skipped = openSkippedInput();
  return {
    timed,
    clock: openClock(),
    absent: openAbsentCounts(),
    skipped,
    skipLine: (reason, line) => skipped.add('line', reason, line),
    before: null,
    current: timed ? null : openCurrent(0n, 1),
    t: 0,
    ready: [],
  };
}

function openCurrent(uptimeNs: bigint, line: number): Current {
  return {line, uptimeNs, header: false, cpus: [], reader: null, rows: false, ended: true};
}

function takeLine(state: State, lent: Uint8Array, start: number, end: number, line: number, ended: boolean): void {
  const {bytes, from, to} = withoutTabs(lent, start, end);
  const uptimeNs = state.timed ? markAt(bytes, from, to) : null;
  if (isBlank(bytes, from, to)) state.current?.reader?.blank();
  else if (uptimeNs !== null) beginSnapshot(state, uptimeNs, line);
  else if (state.current === null || !state.current.header) takeHeader(state, bytes, from, to, line);
  else takeRow(state, state.current, bytes, from, to, line, ended);
}

function markAt(bytes: Uint8Array, from: number, to: number): bigint | null {
  if (bytes[from] !== EQUALS || to - from > LONGEST_MARK) return null;
  return parseMark(String.fromCharCode(...bytes.subarray(from, to)));
}

function beginSnapshot(state: State, uptimeNs: bigint, line: number): void {
  finishSnapshot(state, false);
  state.current = openCurrent(uptimeNs, line);
}

/** Without a header the rows mean nothing: they are passed over up to the next snapshot. */
function takeHeader(state: State, bytes: Uint8Array, from: number, to: number, line: number): void {
  const {current, timed, skipped} = state;
  if (current === null || (!timed && bytes[from] === HASH)) return;
  current.header = true;
  const cpus = parseCpuHeader(utf8.decode(bytes.subarray(from, to)));
  if (cpus === null) skipped.add('snapshot', 'the header must name the CPUs in ascending order: CPU0 CPU1', line);
  else openReader(state, current, cpus, line);
}

function openReader({before, skipped, skipLine}: State, current: Current, cpus: number[], line: number): void {
  const same = before && String(before.cpus) === String(cpus) ? before.cpus : cpus;
  const fault = boundsFault(cpus);
  if (fault !== null) skipped.add('snapshot', fault, line);
  current.cpus = cpus;
  current.reader = fault === null ? openSnapshotReader(same, before, skipLine) : null;
}

/** The highest is the last. */
function boundsFault(cpus: readonly number[]): string | null {
  if (cpus.length > MOST_CPUS) return `the header names ${cpus.length} CPUs; at most ${MOST_CPUS} are allowed`;
  const highest = cpus.at(-1) ?? 0;
  return highest < MOST_CPUS ? null : `the header names CPU${highest}; the highest allowed is CPU${MOST_CPUS - 1}`;
}

function takeRow(
  state: State,
  current: Current,
  bytes: Uint8Array,
  from: number,
  to: number,
  line: number,
  ended: boolean,
): void {
  if (!current.reader) return;
  current.ended = ended;
  const more = current.rows ? null : headerEnd(current.cpus, bytes, from, to);
  if (more) openReader(state, current, [...current.cpus, ...more], line);
  else current.reader.take(bytes, from, to, line, ended);
  current.rows = more === null;
}

/** The CPUs of a header that goes on in this line; `null`: it does not. */
function headerEnd(cpus: readonly number[], bytes: Uint8Array, from: number, to: number): number[] | null {
  let at = from;
  while (at < to && bytes[at] === BLANK) at++;
  const more = bytes[at] === C ? parseCpuHeader(utf8.decode(bytes.subarray(from, to))) : null;
  return more !== null && more[0] > cpus[cpus.length - 1] ? more : null;
}

function finishSnapshot(state: State, last: boolean): void {
  const {current} = state;
  state.current = null;
  // An unusable header was counted when it came.
  if (current === null || (current.header && current.reader === null)) return;
  const fault = faultOf(state, current, last);
  if (fault === null) use(state, current.reader!.snapshot(), current.uptimeNs);
  else state.skipped.add('snapshot', fault, current.line);
}

function faultOf({clock, before, skipped}: State, {reader, uptimeNs, ended}: Current, last: boolean): string | null {
  if (reader === null) return 'nothing follows it';
  const snapshot = reader.snapshot();
  if (snapshot.rows.length === 0) return 'no row follows its header';
  if (clock.read(uptimeNs) === null) return 'it is more than 104 days after the first';
  if (last && isTorn(snapshot, before, ended)) return 'it is cut off';
  if (!ended && skipped.reason === null) skipped.endEarly('the last row has no newline and may be cut off');
  return null;
}

function use(state: State, snapshot: Snapshot, uptimeNs: bigint): void {
  const {clock, before, absent, ready} = state;
  const tick = clock.read(uptimeNs)!;
  ready.push(...(before ? recordsBetween(before, snapshot, absent, tick) : [firstKeyframe(snapshot, tick.t)]));
  clock.set(uptimeNs);
  [state.before, state.t] = [snapshot, tick.t];
}

function takeReady(state: State): TraceRecord[] {
  const records = state.ready;
  state.ready = [];
  return records;
}

function atEnd(state: State, cut: string | null): TraceRecord[] {
  const {skipped} = state;
  finishSnapshot(state, true);
  if (cut !== null) skipped.endEarly(cut);
  if (state.before === null) throw new InputError(skipped.reason ?? 'it contains no snapshot');
  return [...takeReady(state), ...skipped.facts(state.t)];
}

const HASH = 35;
const EQUALS = 61;
const BLANK = 32;
const C = 67;
const LONGEST_MARK = 200;
const utf8 = new TextDecoder();
