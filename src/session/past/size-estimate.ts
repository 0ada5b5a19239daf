import type {View} from '../../model/view/view.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';

// The estimated bytes that something takes in memory, counted from its arrays: exact enough to keep within a limit.

const OBJECT = 120;
const PAIR = 56;

export function bytesOfRecord(record: TraceRecord): number {
  if (record.kind === 'sample') {
    const {lines = [], cpus = [], domains = [], devices = []} = record;
    let pairs = 0;
    for (const {counts} of lines) pairs += counts?.length ?? 0;
    for (const {ackNs} of domains) pairs += ackNs?.length ?? 0;
    for (const {servedNs} of devices) pairs += servedNs?.length ?? 0;
    return OBJECT * (1 + 2 * lines.length + cpus.length + 3 * domains.length + 2 * devices.length) + PAIR * pairs;
  }
  if (record.kind !== 'keyframe') return 2 * OBJECT;
  const {lines, domains, devices} = record;
  return OBJECT * 3 * (lines.length + domains.length + devices.length) + 8 * lines.length * record.cpus.length;
}

/** The bytes of a view that it does not share with an earlier one. */
export function bytesOfView(view: View, before: View | undefined): number {
  let bytes = 8 * OBJECT;
  for (const table of ['lines', 'domains', 'devices', 'cpus'] as const)
    bytes += changedBytes(view[table], before?.[table]);
  return view.log === before?.log ? bytes : bytes + 8 * view.log.length;
}

type Rows = {readonly rows: readonly object[]};

function changedBytes({rows}: Rows, before: Rows | undefined): number {
  if (rows === before?.rows) return 0;
  let bytes = 8 * rows.length;
  for (const [place, row] of rows.entries()) if (row !== before?.rows[place]) bytes += bytesOf(row);
  return bytes;
}

function bytesOf(row: object): number {
  return 3 * OBJECT + ('perCpu' in row ? 8 * (row.perCpu as Float64Array).length : 0);
}
