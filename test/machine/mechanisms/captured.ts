import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

export function capture(name: string): string {
  const bytes = readFileSync(`test/captures/${name}`);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
}

export type Snapshot = {uptime: number; text: string};
/** The blocks of a series, `=== <unix time> uptime <seconds>` before each. */
export function series(name: string): Snapshot[] {
  const blocks = capture(name).split(/^=== /m).slice(1);
  return blocks.map(text => ({uptime: Number(/uptime ([\d.]+)/.exec(text)![1]), text}));
}

/** Interrupts of a line on all CPUs, at each snapshot. */
export function counts(name: string, irq: string): {uptime: number; count: number}[] {
  return series(name).flatMap(({uptime, text}) => {
    const row = new RegExp(`^ *${irq}:([ \\d]+)`, 'm').exec(text);
    const numbers = row?.[1].trim().split(/ +/).map(Number) ?? [];
    return row === null ? [] : [{uptime, count: numbers.reduce((sum, n) => sum + n, 0)}];
  });
}
export const lastBefore = <T extends {uptime: number}>(rows: T[], uptime: number): T =>
  rows.findLast(row => row.uptime < uptime)!;
