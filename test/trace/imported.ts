import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {importerFor} from '../../src/trace/import/importers.ts';
import {printed, type Rows, series} from '../helpers/proc.ts';

export function recordsOf(text: string | Uint8Array, pieceBytes = 1 << 16): TraceRecord[] {
  const bytes = Buffer.from(text);
  const opened = importerFor(bytes.toString())!.open();
  const records: TraceRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    records.push(...opened.feed(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...opened.end(null)];
}

export const seriesOf = (...snapshots: [cpus: number[], rows: Rows][]) =>
  recordsOf(series(...snapshots.map(([cpus, rows], at): [string, string] => [`${44 + at}.50`, printed(cpus, rows)])));

export const kindsOf = (records: readonly TraceRecord[]) => records.map(({kind}) => kind);
export const factsOf = (records: readonly TraceRecord[]) =>
  records.filter(({kind}) => kind !== 'sample' && kind !== 'keyframe').map(({t: _, ...fact}) => fact);
export const countsOf = (records: readonly TraceRecord[]) =>
  records.flatMap(record =>
    record.kind === 'sample' ? [Object.fromEntries((record.lines ?? []).map(({irq, counts}) => [irq, counts]))] : [],
  );
