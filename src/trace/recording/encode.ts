import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Step} from '../../protocol/record/step.ts';

/** A header or a record as its line, with the newline; the same in files and on stdout. */
export function encode(record: Header | TraceRecord): string {
  return `${JSON.stringify('kind' in record && record.kind === 'step' ? stepRow(record) : record)}\n`;
}

/** Half as long as an object: there are a hundred steps for each other record. */
function stepRow({t, line, what, cpu, domain, device}: Step): unknown[] {
  const row = [t, line, what, cpu ?? null, domain ?? null, device ?? null];
  return row.slice(0, row.findLastIndex(value => value !== null) + 1);
}
