import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {openRecording} from '../../src/source/recording/recording.ts';
import type {Source} from '../../src/source/source.ts';
import {drawScreen} from '../../src/ui/views/screen.ts';
import {captureText} from '../helpers/proc.ts';
import {type DeskOptions, openDesk} from '../helpers/scene.ts';
import {simulator} from '../helpers/simulated.ts';
import {textCanvas} from '../helpers/text-canvas.ts';
import {type Desk, now, text, title} from './journey.ts';

// Somebody goes to and fro in time, by keys alone.

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
    expect(text(desk)).toContain('a new run branches off here: the 5.00 s that follow are given up');
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
    expect(text(desk)).toContain('no alert: all lines deliver, all domains answer');
  });

  test('a command that destroys nothing asks too, where it gives up what came after', () => {
    const desk = hung();
    desk.keys('shift-left x m');
    expect(desk.ui.popup?.kind).toBe('dialog');
    expect(text(desk)).toContain('a new run branches off here');
    desk.keys('escape m');
    expect(text(desk)).toContain('not possible in the past; Z goes back to the present');
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
    expect(text(desk)).toContain('no command in the past: this source can not branch; Z goes back to the present');
    expect(desk.effects.filter(({effect}) => effect === 'send')).toEqual([]);
  });
});

describe('events of the selected line, one after the other', () => {
  const stopped = (options: DeskOptions = {}) => {
    const desk = openDesk({policy: 'xen-2005', ...options});
    desk.wait(5);
    desk.keys('5 { space');
    return desk;
  };
  /** The last row in words, which is the place in time. */
  const here = (desk: Desk) => desk.see().selected().at(-1);

  test('slower than real time a step is an event, on and back', () => {
    const desk = stopped();
    const seen = Array.from({length: 8}, () => {
      desk.keys('.');
      return now(desk);
    });
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    // An interrupt is notified, served and acknowledged within 100 microseconds.
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
  expect(text(desk)).toContain('no match for one after this entry');
  desk.keys('/');
  desk.type('two');
  desk.keys('escape');
  expect(desk.ui.search).toBe('one');
});
