import type {Record} from '../../protocol/record.ts';
import {InputError} from '../fault.ts';
import type {Import, Importer} from '../import.ts';
import {LONGEST_LINE, openLines} from '../lines.ts';
import {openRemarks} from '../remarks.ts';
import {openClock, parseMark} from './clock.ts';
import {difference, firstKeyframe} from './difference.ts';
import {openMemory} from './memory.ts';
import {openSnapshot, parseHeader, type Snapshot, type SnapshotReader} from './snapshot.ts';
import {isTorn} from './torn.ts';

// What stands before the first snapshot, as `### /proc/interrupts`, is passed over.
const PREAMBLE = '^(?:\\ufeff?(?:#.*)?[ \\t\\r]*\\n)*';

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
  detects: head => new RegExp(`${PREAMBLE}\\ufeff?=== \\d[\\d.]* uptime \\d`).test(head),
  open: () => openInterrupts(true),
};

/** What is being read: `reader` once its header is known. */
type Current = {line: number; uptimeNs: bigint; header: boolean; reader: SnapshotReader | null; ended: boolean};

function openInterrupts(timed: boolean): Import {
  const clock = openClock();
  const memory = openMemory();
  const remarks = openRemarks();
  let before: Snapshot | null = null;
  let current: Current | null = timed ? null : {line: 1, uptimeNs: 0n, header: false, reader: null, ended: true};
  let t = 0;
  let ready: Record[] = [];

  const lines = openLines({
    take(bytes, from, to, line, ended) {
      if (isBlank(bytes, from, to)) return;
      const uptimeNs = timed ? markAt(bytes, from, to) : null;
      if (uptimeNs !== null) begin(uptimeNs, line);
      else if (current === null || !current.header) takeHeader(bytes, from, to, line);
      else takeRow(bytes, from, to, line, ended);
    },
    tooLong: line => remarks.skip('line', `it is longer than ${LONGEST_LINE} bytes`, line),
  });

  function begin(uptimeNs: bigint, line: number): void {
    finish(false);
    current = {line, uptimeNs, header: false, reader: null, ended: true};
  }

  /** Below a header that is none, nothing can be told: the rows are passed over up to the next snapshot. */
  function takeHeader(bytes: Uint8Array, from: number, to: number, line: number): void {
    if (current === null || (!timed && bytes[from] === HASH)) return;
    current.header = true;
    const cpus = parseHeader(utf8.decode(bytes.subarray(from, to)));
    if (cpus === null) remarks.skip('snapshot', 'the header names the CPUs, as CPU0 CPU1, ascending', line);
    else current.reader = openSnapshot(before && String(before.cpus) === String(cpus) ? before.cpus : cpus, before);
  }

  function takeRow(bytes: Uint8Array, from: number, to: number, line: number, ended: boolean): void {
    if (!current?.reader) return;
    current.ended = ended;
    const fault = current.reader.take(bytes, from, to, ended);
    if (fault !== null) remarks.skip('line', fault, line);
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
    if (!ended) remarks.end('the last row has no newline and may be cut off');
    return null;
  }

  function use(snapshot: Snapshot, uptimeNs: bigint): void {
    const tick = clock.read(uptimeNs)!;
    ready.push(...(before ? difference(before, snapshot, memory, tick) : [firstKeyframe(snapshot, tick.t)]));
    clock.set(uptimeNs);
    [before, t] = [snapshot, tick.t];
  }

  function taken(): Record[] {
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
const LONGEST_MARK = 200;
const utf8 = new TextDecoder();

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 32 && bytes[at] !== 9) return false;
  return true;
}

function markAt(bytes: Uint8Array, from: number, to: number): bigint | null {
  if (bytes[from] !== EQUALS || to - from > LONGEST_MARK) return null;
  return parseMark(String.fromCharCode(...bytes.subarray(from, to)));
}
