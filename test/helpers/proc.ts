import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';

// /proc/interrupts for tests: the captured files, a reader of its own, which shares nothing with the one in src, and texts made to order.

export function capture(name: string): string {
  return fileURLToPath(new URL(`../captures/${name}`, import.meta.url));
}

export function captureText(name: string): string {
  const bytes = readFileSync(capture(name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** The snapshots of a file, without the line that has the time of each. */
export function snapshotsOf(text: string): string[] {
  return text.split(/^=== .*\n/m).filter(snapshot => snapshot.trim() !== '');
}

/** Name and sum of every row: the words after the colon that are numbers, at most one for each CPU. */
export function sumsOf(snapshot: string): [irq: string, sum: number][] {
  const [header, ...rows] = snapshot.split('\n').filter(line => line.trim() !== '');
  const cpus = header.trim().split(/\s+/).length;
  return rows.map(row => {
    const [name, rest] = [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 1)];
    const words = rest.trim().split(/\s+/).slice(0, cpus);
    const end = words.findIndex(word => !/^\d+$/.test(word));
    const counts = words.slice(0, end < 0 ? words.length : end).map(Number);
    return [name.trim(), counts.reduce((sum, count) => sum + count, 0)];
  });
}

export type Rows = {[irq: string]: [counts: number[], text?: string]};

/** A snapshot as a kernel prints it. */
export function printed(cpus: readonly number[], rows: Rows): string {
  const header = `           ${cpus.map(cpu => `CPU${cpu}`.padEnd(11)).join('')}\n`;
  return (
    header +
    Object.entries(rows)
      .map(([irq, [counts, text = '']]) => printRow(irq, counts, text))
      .join('')
  );
}

function printRow(irq: string, counts: readonly number[], text: string): string {
  return `${irq.padStart(3)}: ${counts.map(count => `${String(count).padStart(10)} `).join('')}${text}\n`;
}

/** A series of snapshots, taken at these uptimes. */
export function series(...snapshots: [uptime: string, text: string][]): string {
  return snapshots.map(([uptime, text]) => `=== 1795331866.411395550 uptime ${uptime}\n${text}`).join('');
}
