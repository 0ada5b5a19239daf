import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {gunzipSync} from 'node:zlib';
import {afterAll, expect, test} from 'vitest';
import {LONGEST_LINE} from '../../src/protocol/bounds.ts';
import {irqdeck} from '../helpers/io.ts';
import {printed, type Rows, series} from '../helpers/proc.ts';

// The largest host that was seen has 1,152 CPUs and 1,056 lines: the line of its keyframe is longer than any of a text may be. So is that
// of a third of it; LONG=1 takes the whole.

const folder = mkdtempSync(join(tmpdir(), 'irqdeck-large-host-'));
afterAll(() => rmSync(folder, {recursive: true}));

const CPUS = Array.from({length: process.env.LONG ? 1152 : 576}, (_, cpu) => cpu);
const LINES = process.env.LONG ? 1056 : 704;

function snapshot(more: number): string {
  const rows: Rows = {};
  for (let irq = 0; irq < LINES; irq++)
    rows[irq] = [CPUS.map(cpu => ((irq * cpu) % 100_000) + more), `IO-APIC ${irq}-fasteoi dev${irq}`];
  return printed(CPUS, rows);
}

test('what it recorded is read back by path, through a pipe and by check, and gives the same frames', async () => {
  const [text, file] = [join(folder, 'text'), join(folder, 'large.ndjson.gz')];
  writeFileSync(text, series(['1.0', snapshot(0)], ['2.0', snapshot(3)]));
  const made = await irqdeck(['replay', '-J', '-w', file, text]);
  expect([made.status, made.stderr]).toEqual([0, '']);
  const longest = Math.max(
    ...gunzipSync(readFileSync(file))
      .toString()
      .split('\n')
      .map(line => line.length),
  );
  expect(longest).toBeGreaterThan(LONGEST_LINE);
  const framesOf = (stdout: string) => stdout.replaceAll(/"(?:file|host)":"[^"]*",?/g, '');
  const byPath = await irqdeck(['replay', '-J', file]);
  expect([byPath.status, byPath.stderr]).toEqual([0, '']);
  expect(framesOf(byPath.stdout) === framesOf(made.stdout)).toBe(true);
  const byPipe = await irqdeck(['replay', '-J', '-'], {stdin: Readable.from([readFileSync(file)])});
  expect(framesOf(byPipe.stdout) === framesOf(made.stdout)).toBe(true);
  const checked = await irqdeck(['check', file]);
  expect([checked.status, checked.stdout]).toEqual([0, expect.stringContaining('sound')]);
});
