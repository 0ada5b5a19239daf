import {readFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {openRecordedBytes} from '../../src/source/recording/recorded-bytes.ts';
import {openRecording} from '../../src/source/recording/recording.ts';
import type {Source} from '../../src/source/source.ts';
import {drawScreen} from '../../src/ui/views/screen.ts';
import {captureText} from '../helpers/proc.ts';
import {bytesOf, linesOf} from '../helpers/recorded.ts';
import {type DeskOptions, openDesk} from '../helpers/scene.ts';
import {simulator} from '../helpers/simulated.ts';
import {textCanvas} from '../helpers/text-canvas.ts';

// Somebody goes to and fro in time, by keys alone.

type Desk = ReturnType<typeof openDesk>;
const text = (desk: Desk) => desk.see().rows().join('\n');
const title = (desk: Desk) => desk.see().rows()[0];
const now = (desk: Desk) => desk.scene().frame.tNs / 1e9;

describe('what if: net hangs, and this time eth0 is reset first', () => {
  const hung = (options: DeskOptions = {}) => {
    const desk = openDesk({policy: 'xen-2005', height: 40, width: 120, ...options});
    desk.wait(5);
    desk.keys('! h y');
    desk.wait(9);
    return desk;
  };

  test('pause, go back five seconds, reset, and see another run', () => {
    const desk = hung();
    desk.keys('space shift-left');
    expect(title(desk)).toContain('9.0 s  PAST -5.0 s ‖ PAUSED');
    expect(text(desk)).toContain('Z back to the present');
    // The time bar: the command, then the alerts, and where this is.
    expect(desk.see().rows().at(-3)).toMatch(/^ 0\.000 s ━+┃━*▲.*█─+ 14\.000 s$/);

    desk.keys('x r');
    expect(text(desk)).toContain('reset eth0?');
    expect(text(desk)).toContain('a new run branches off here: the 5.00 s after it are given up');
    desk.keys('enter escape');
    expect(title(desk)).not.toContain('BRANCH');

    desk.keys('x r y');
    expect(title(desk)).toContain('BRANCH at 9.000 s');
    expect(title(desk)).toContain('9.0 s  ‖ PAUSED');
    desk.keys('space');
    desk.wait(2);
    desk.keys('x R y');
    desk.wait(10);
    expect(now(desk)).toBe(21);
    expect(title(desk)).not.toContain('PAST');
    expect(text(desk)).toContain('no alert: every line delivers, every domain answers');
  });

  test('a command that destroys nothing asks too, where it gives up what came after', () => {
    const desk = hung();
    desk.keys('shift-left x m');
    expect(desk.ui.popup?.kind).toBe('dialog');
    expect(text(desk)).toContain('a new run branches off here');
    desk.keys('escape m');
    expect(text(desk)).toContain(
      'this is past: markers are set and alerts acknowledged in the present only; Z goes back to the present',
    );
    desk.keys('Z x m y');
    expect(desk.ui.popup).toBeNull();
  });

  test('played on it comes back to the present, and goes on', () => {
    const desk = hung();
    desk.keys('shift-left');
    expect(title(desk)).toContain('PAST -5.0 s ×1');
    desk.wait(3);
    expect(title(desk)).toContain('PAST -2.0 s');
    desk.wait(4);
    expect([now(desk), title(desk).includes('PAST')]).toEqual([16, false]);
  });

  test('a program that can not be taken back is looked at, and left alone', () => {
    const {snapshot: _, restore: __, ...source} = simulator();
    const desk = openDesk({source: source as Source, height: 40, width: 120});
    desk.wait(14);
    desk.keys('shift-left x');
    desk.keys('r');
    expect(text(desk)).toContain('this is past, and no new run can branch off here; Z goes back to the present');
    expect(desk.effects.filter(({effect}) => effect === 'send')).toEqual([]);
  });
});

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
    expect(text(desk)).toContain('how long it is will be known when it was read to its end; Z goes there');
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
    expect(text(desk)).toContain('soon is no time; write 95, 1m30s or 500ms, or -5 for 5 s back');
    desk.keys('escape Z');
    await desk.arrive();
    expect(now(desk)).toBe(198.66);
    expect(title(desk)).toContain('198.6 s of 198.6 s  ENDED');
    desk.keys('.');
    expect(text(desk)).toContain('it has ended: nothing more will come');
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
    expect(text(desk)).toContain('at its end it begins anew');
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

describe('events of the selected line, one after the other', () => {
  const stopped = (options: DeskOptions = {}) => {
    const desk = openDesk({policy: 'xen-2005', ...options});
    desk.wait(5);
    desk.keys('5 { space');
    return desk;
  };
  /** What the last row in words says, which is where one stands. */
  const here = (desk: Desk) => desk.see().selected().at(-1);

  test('slower than real time a step is an event, on and back', () => {
    const desk = stopped();
    const seen = Array.from({length: 8}, () => {
      desk.keys('.');
      return now(desk);
    });
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    // An interrupt is told, served and paid for within 100 microseconds.
    expect(seen.filter((t, at) => at > 0 && t - seen[at - 1] < 1e-4).length).toBeGreaterThan(3);
    const words = here(desk);
    expect(words).toMatch(/^ +\+\d/);
    desk.keys(', ,');
    expect(now(desk)).toBe(seen.at(-3));
    expect(here(desk)).not.toBe(words);
    desk.keys('. .');
    expect([now(desk), here(desk)]).toEqual([seen.at(-1), words]);
  });

  test('at real time a step is a sample, and t and T go by events', () => {
    const desk = stopped();
    desk.keys('}');
    desk.keys('.');
    expect(now(desk)).toBe(5.1);
    desk.keys('t');
    expect(now(desk) * 10).not.toBe(Math.round(now(desk) * 10));
    desk.keys('t T T');
    expect(now(desk)).toBeLessThan(5.1);
  });

  test('where only counts are known the key says why not, and what it does elsewhere', async () => {
    const input = () => Readable.from([Buffer.from(captureText('04-interrupts.series.txt.gz'))]);
    const desk = openDesk({source: await openRecording({name: 'storm.txt', input: input(), reopen: input})});
    await desk.arrive();
    desk.wait(5);
    desk.keys('5 {');
    expect(text(desk)).toContain('the recording storm.txt has no single steps');
    const before = now(desk);
    desk.keys('.');
    expect(text(desk)).toContain('the recording storm.txt has no single steps; from ×1 on . goes by');
    expect(now(desk)).toBe(before);
  });
});

test('what is looked for in the log is found, back and forth, and Esc leaves it as it was', () => {
  const desk = openDesk({policy: 'xen-2005'});
  desk.wait(5);
  for (const word of ['one', 'two', 'one more']) {
    desk.keys('m');
    desk.type(word);
    desk.keys('enter');
    desk.wait(1);
  }
  desk.keys('6 /');
  desk.type('one');
  expect(text(desk)).toContain('2 of 3 entries');
  desk.keys('enter N');
  expect(desk.ui.scroll.log).toMatchObject({fact: {text: 'one'}});
  desk.keys('n');
  expect(desk.ui.scroll.log).toBeNull();
  const canvas = textCanvas(80, 24);
  drawScreen(canvas, desk.scene());
  expect(canvas.rows().join('\n')).toContain('marker: one more');
  desk.keys('n');
  expect(text(desk)).toContain('nothing after this matches one');
  desk.keys('/');
  desk.type('two');
  desk.keys('escape');
  expect(desk.ui.search).toBe('one');
});
