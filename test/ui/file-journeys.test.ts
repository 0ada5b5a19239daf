import {readFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {openRecordedBytes} from '../../src/source/recording/recorded-bytes.ts';
import {openRecording} from '../../src/source/recording/recording.ts';
import {captureText} from '../helpers/proc.ts';
import {bytesOf, linesOf} from '../helpers/recorded.ts';
import {openDesk} from '../helpers/scene.ts';
import {type Desk, now, text, title} from './journey.ts';

// Somebody goes to and fro in a file, by keys alone.

describe('a file', () => {
  const bytes = Buffer.from(captureText('04-interrupts.series.txt.gz'));
  const open = async (reopens: boolean) => {
    const input = () => Readable.from([bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]);
    const source = await openRecording({name: 'storm.txt', input: input(), ...(reopens && {reopen: input})});
    const desk = openDesk({source, height: 40, width: 120});
    await desk.arrive();
    return desk;
  };

  test('stepped both ways, from sample to sample', async () => {
    const desk = await open(true);
    desk.wait(10);
    desk.keys('space');
    const times = [','].concat([',', ',', '.', '.', '.', 't', 'T']).map(key => {
      desk.keys(key);
      return now(desk);
    });
    // As the file has its marks, about one a second.
    const [last, before, earlier] = times;
    expect(last).toBeGreaterThan(before);
    expect(before).toBeGreaterThan(earlier);
    expect(times.slice(3, 5)).toEqual([before, last]);
    expect(times[5]).toBeGreaterThan(last);
    expect(times[7]).toBe(times[5]);
    expect(text(desk)).toContain('‖ PAUSED');
  });

  test('to a time, a tenth, the next alert, and to its end', async () => {
    const desk = await open(true);
    desk.keys('space %');
    expect(text(desk)).toContain('the length is unknown until the recording was read to its end; Z goes there');
    desk.keys('b');
    desk.type('1m40s');
    desk.keys('enter');
    await desk.arrive();
    expect(now(desk)).toBe(100);
    desk.keys('b');
    desk.type('-7.5');
    desk.keys('enter');
    expect(now(desk)).toBe(92.5);
    desk.keys('b');
    desk.type('soon');
    desk.keys('enter');
    expect(text(desk)).toContain('not a time: soon; write 95, 1m30s or 500ms, or -5 for 5 s back');
    desk.keys('escape Z');
    await desk.arrive();
    expect(now(desk)).toBe(198.66);
    expect(title(desk)).toContain('198.6 s of 198.6 s  ENDED');
    desk.keys('.');
    expect(text(desk)).toContain('this is the end: nothing more will come');
    desk.keys('% 1');
    await desk.arrive();
    expect(now(desk)).toBe(19.866);
    desk.keys('[');
    expect(text(desk)).toContain('line 10 storms');
    expect(now(desk)).toBe(16.41);
    desk.keys('[');
    expect(text(desk)).toContain('no marker or alert before this time');
    desk.keys(']');
    expect(now(desk)).toBeGreaterThan(16.41);
  });

  test('an alert that nobody has read yet is looked for', async () => {
    const desk = await open(true);
    desk.keys('space ]');
    await desk.arrive();
    expect(now(desk)).toBe(16.41);
    expect(desk.see().rows().at(-3)).toContain('or more');
  });

  test('it begins anew at its end where that is wanted', async () => {
    const desk = await open(true);
    desk.keys('Z');
    await desk.arrive();
    desk.keys('L');
    expect(text(desk)).toContain('loop on: it starts again at its end');
    desk.wait(1);
    await desk.arrive();
    expect(now(desk)).toBeLessThan(60);
  });

  test('a pipe has its memory', async () => {
    const desk = await open(false);
    desk.wait(20);
    desk.keys('shift-left');
    expect(now(desk)).toBe(15);
    expect(text(desk)).not.toContain('no longer in memory');
  });
});

describe('a recording of ours', () => {
  const content = readFileSync(new URL('../../recordings/recovered.ndjson.gz', import.meta.url));
  const open = async () => {
    const source = (await openRecordedBytes(bytesOf(content), 'recovered'))!;
    const desk = openDesk({source, height: 40, width: 120});
    desk.keys('space');
    await desk.arrive();
    return desk;
  };
  /** As they stand in the file, read by nothing of ours. */
  const alerts = linesOf(content)
    .flatMap(({kind, moments}) => (kind === 'index' ? (moments as [number, string][]) : []))
    .flatMap(([t, what]) => (what === 'alert' ? [t / 1e9] : []));
  const bar = (desk: Desk) => desk.see().rows().at(-3)!;

  test('opened, its time bar shows all that happens in it', async () => {
    const desk = await open();
    expect(now(desk)).toBe(0);
    // 22 s on 101 cells: commands at 5 and 12 s are in cells 22 and 55, alerts at 5.7, 6.2 and 6.4 s in 26, 28 and 29.
    const cells = Array.from({length: 101}, () => '─');
    for (const [at, sign] of [
      [0, '█'],
      [22, '┃'],
      [26, '▲'],
      [28, '▲'],
      [29, '▲'],
      [55, '┃'],
    ] as const)
      cells[at] = sign;
    expect(bar(desk)).toBe(` 0.000 s ${cells.join('')} 22.000 s`);
  });

  test('to each alert that nobody has seen, and back; and none comes after the last', async () => {
    const desk = await open();
    const there = [];
    for (const _ of new Set(alerts)) {
      desk.keys(']');
      await desk.arrive();
      there.push(now(desk));
    }
    expect(there).toEqual([...new Set(alerts)]);
    desk.keys(']');
    await desk.arrive();
    expect([now(desk), text(desk).includes('no marker or alert after this time')]).toEqual([alerts.at(-1), true]);
    desk.keys('Z');
    await desk.arrive();
    desk.keys('[');
    await desk.arrive();
    expect(now(desk)).toBe(alerts.at(-1));
  });
});
