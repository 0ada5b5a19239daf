import {LONGEST_LINE, MOST_CPUS} from '../../../protocol/bounds.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import {InputError} from '../../fault.ts';
import {openLines} from '../../lines.ts';
import {openRemarks} from '../../remarks.ts';
import type {Import, Importer} from '../import.ts';
import {contentOf, PREAMBLE} from '../series.ts';
import {openClock, parseMark} from './clock.ts';
import {firstKeyframe, recordsBetween} from './difference.ts';
import {openMemory} from './memory.ts';
import {openSnapshot, parseCpuHeader, type Snapshot, type SnapshotReader} from './snapshot.ts';
import {withoutTabs} from './tabs.ts';
import {isTorn} from './torn.ts';
import {isBlank} from './verdict.ts';

/** One snapshot: a header that names the CPUs, and a row for each line. It is shown at t = 0. */
export const SNAPSHOT: Importer = {
  name: 'proc-interrupts',
  title: '/proc/interrupts as any kernel prints it, once',
  detects: head => new RegExp(`${PREAMBLE}\\ufeff?[ \\t]*CPU\\d+(?:\\s|$)`).test(head),
  open: () => openInterrupts(false),
};

/** Snapshots, each below a line that says when it was taken: `=== 1795333026.570184420 uptime 49.75`. */
export const SERIES: Importer = {
  name: 'proc-interrupts-series',
  title: '/proc/interrupts again and again, each below a line === UNIX-TIME uptime SECONDS',
  detects: (head, whole) => contentOf(head, whole) === 'interrupts',
  open: () => openInterrupts(true),
};

/** What is being read: `reader` once its header is known. */
type Current = {
  line: number;
  uptimeNs: bigint;
  header: boolean;
  cpus: readonly number[];
  reader: SnapshotReader | null;
  /** Something other than the header has come. */
  rows: boolean;
  ended: boolean;
};

function openInterrupts(timed: boolean): Import {
  const clock = openClock();
  const memory = openMemory();
  const remarks = openRemarks();
  let before: Snapshot | null = null;
  let current: Current | null = timed ? null : openCurrent(0n, 1);
  let t = 0;
  let ready: TraceRecord[] = [];

  const lines = openLines({
    take(lent, start, end, line, ended) {
      const {bytes, from, to} = withoutTabs(lent, start, end);
      const uptimeNs = timed ? markAt(bytes, from, to) : null;
      if (isBlank(bytes, from, to)) current?.reader?.blank();
      else if (uptimeNs !== null) begin(uptimeNs, line);
      else if (current === null || !current.header) takeHeader(bytes, from, to, line);
      else takeRow(bytes, from, to, line, ended);
    },
    tooLong: line => remarks.skip('line', `it is longer than ${LONGEST_LINE} bytes`, line),
  });

  function begin(uptimeNs: bigint, line: number): void {
    finish(false);
    current = openCurrent(uptimeNs, line);
  }

  /** Below a header that is none, nothing can be told: the rows are passed over up to the next snapshot. */
  function takeHeader(bytes: Uint8Array, from: number, to: number, line: number): void {
    if (current === null || (!timed && bytes[from] === HASH)) return;
    current.header = true;
    const cpus = parseCpuHeader(utf8.decode(bytes.subarray(from, to)));
    if (cpus === null) remarks.skip('snapshot', 'the header names the CPUs, as CPU0 CPU1, ascending', line);
    else openReader(cpus, line);
  }

  function openReader(cpus: number[], line: number): void {
    const same = before && String(before.cpus) === String(cpus) ? before.cpus : cpus;
    const fault = boundsFault(cpus);
    if (fault !== null) remarks.skip('snapshot', fault, line);
    current!.cpus = cpus;
    current!.reader = fault === null ? openSnapshot(same, before, skipLine) : null;
  }

  function takeRow(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void {
    if (!current?.reader) return;
    current.ended = ended;
    const more = current.rows ? null : headerEnd(current.cpus, bytes, from, to);
    if (more) openReader([...current.cpus, ...more], line);
    else current.reader.take(bytes, from, to, line, ended);
    current.rows = more === null;
  }

  function skipLine(reason: string, line: number): void {
    remarks.skip('line', reason, line);
  }

  function finish(last: boolean): void {
    const read = current;
    current = null;
    // A header that is none was told when it came.
    if (read === null || (read.header && read.reader === null)) return;
    const fault = faultOf(read, last);
    if (fault === null) use(read.reader!.snapshot(), read.uptimeNs);
    else remarks.skip('snapshot', fault, read.line);
  }

  function faultOf({reader, uptimeNs, ended}: Current, last: boolean): string | null {
    if (reader === null) return 'nothing stands below it';
    const snapshot = reader.snapshot();
    if (snapshot.rows.length === 0) return 'no row stands below its header';
    if (clock.read(uptimeNs) === null) return 'it is more than 104 days after the first';
    if (last && isTorn(snapshot, before, ended)) return 'it is cut off';
    if (!ended && remarks.first === null) remarks.end('the last row has no newline and may be cut off');
    return null;
  }

  function use(snapshot: Snapshot, uptimeNs: bigint): void {
    const tick = clock.read(uptimeNs)!;
    ready.push(...(before ? recordsBetween(before, snapshot, memory, tick) : [firstKeyframe(snapshot, tick.t)]));
    clock.set(uptimeNs);
    [before, t] = [snapshot, tick.t];
  }

  function taken(): TraceRecord[] {
    const records = ready;
    ready = [];
    return records;
  }

  return {
    feed(piece) {
      lines.feed(piece);
      return taken();
    },
    end(cut) {
      lines.end();
      finish(true);
      if (cut !== null) remarks.end(cut);
      if (before === null) throw new InputError(remarks.first ?? 'there is no snapshot in it');
      return [...taken(), ...remarks.fact(t)];
    },
    get pendingNs() {
      return current === null ? null : (clock.read(current.uptimeNs)?.t ?? null);
    },
  };
}

const HASH = 35;
const EQUALS = 61;
const BLANK = 32;
const C = 67;
const LONGEST_MARK = 200;
const utf8 = new TextDecoder();

function openCurrent(uptimeNs: bigint, line: number): Current {
  return {line, uptimeNs, header: false, cpus: [], reader: null, rows: false, ended: true};
}

/** The CPUs of a header that go on in the next line; `null`: this is none. */
function headerEnd(cpus: readonly number[], bytes: Uint8Array, from: number, to: number): number[] | null {
  let at = from;
  while (at < to && bytes[at] === BLANK) at++;
  const more = bytes[at] === C ? parseCpuHeader(utf8.decode(bytes.subarray(from, to))) : null;
  return more !== null && more[0] > cpus[cpus.length - 1] ? more : null;
}

function markAt(bytes: Uint8Array, from: number, to: number): bigint | null {
  if (bytes[from] !== EQUALS || to - from > LONGEST_MARK) return null;
  return parseMark(String.fromCharCode(...bytes.subarray(from, to)));
}

/** The highest is the last. */
function boundsFault(cpus: readonly number[]): string | null {
  if (cpus.length > MOST_CPUS) return `the header names ${cpus.length} CPUs, and at most ${MOST_CPUS} can be`;
  const highest = cpus.at(-1) ?? 0;
  return highest < MOST_CPUS ? null : `the header names CPU${highest}, and the highest can be CPU${MOST_CPUS - 1}`;
}
