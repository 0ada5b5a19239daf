import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, describe, expect, test} from 'vitest';
import {openDrillEnd} from '../../src/cli/show/screen/drill-end.ts';
import type {Debrief} from '../../src/drill/judge/debrief.ts';
import type {Tap} from '../../src/session/session.ts';
import {openDrillRun} from '../../src/stage/drill-run.ts';
import {findDrill} from '../../src/stage/find-drill.ts';
import {setUpDrill} from '../../src/stage/setup.ts';
import {shortDrill} from '../helpers/short-drill.ts';
import {expectAtThreeSizes, openProgram, type Program} from './program.tsx';

// A drill as somebody takes it who has never seen the program: by keys alone, from its brief to the moment worth seeing again.

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-drill-'));
afterAll(() => rmSync(dir, {recursive: true}));

let program: Program;
let result: () => Promise<Debrief>;
afterEach(() => program.close());

const NOBODY: Tap = {wantsView: () => false, take() {}};

async function take(name: string): Promise<void> {
  const setup = await setUpDrill(await findDrill(name));
  const taken = openDrillRun({setup, seed: 1, asked: []}, () => NOBODY);
  program = await openProgram({
    session: taken.session,
    drill(live, show) {
      const after = openDrillEnd({live, recorded: () => ({...taken, setup, file: `${name}.ndjson.gz`}), show});
      result = after.result;
      return after;
    },
    app: {ui: {popup: {kind: 'drill', at: 0}}},
  });
}

async function expectSeen(...parts: (string | RegExp)[]): Promise<void> {
  const text = await program.text();
  for (const part of parts) {
    const found = typeof part === 'string' ? text.includes(part) : part.test(text);
    expect(found, `${part} is not on the screen:\n${text}`).toBe(true);
  }
}

async function expectPictures(name: string): Promise<void> {
  await expectAtThreeSizes(program, name);
  program.terminal.resize(80, 24);
  await program.wait(0.25);
}

test('one whole drill by keys, from its brief to the moment worth seeing again', async () => {
  await take('hung-sharer');
  await expectSeen('drill: the disk stops, and the disk is healthy', '0:00 of 2:00: the clock is stopped');
  await expectPictures('drill-brief');

  await program.press('Space');
  await program.wait(34);
  await expectSeen(/drill .* 34\.\d s of 120\.0 s/, 'line 169 used to fire and has not since', '8 shows the brief');
  await expectPictures('drill-running');
  await program.press('a 8 2');
  await expectSeen('2 the network domain (your answer)');
  await program.press('Esc x r y');
  await program.wait(1);
  await program.press('x R y');
  await program.wait(12);
  await expectSeen('WON at 0:', 'all is well again, and was for 5 s', 'preparing the debrief');

  const debrief = await result();
  await program.wait(0.25);
  await expectSeen('debrief: the disk stops', `PASSED, ${debrief.score} of 100`, /POINTS/);
  await expectPictures('drill-debrief');
  await program.press('G');
  await expectSeen('LESSON', 'Precedent: sata_promise');

  await program.press('Enter');
  await program.wait(0.5);
  // 31.7 s, where disk could first be seen to starve, less 5 s; now the domain's true state and the seed are shown.
  await expectSeen(/replay (poweredge-400sc )?hung-/, / 26\.7 s of /, 'PAUSED', /net +● running/);
  await program.press('Space');
  await program.wait(8);
  await expectSeen(/net +✗ hung/);
  await program.press('6');
  await expectSeen('the drill gave: hang_domain net');
  await program.press('1 Space , , {');
  await expectSeen('PAUSED');
  await program.press('8');
  await expectSeen('debrief: the disk stops', 'PASSED');
  await program.press('8 Z');
  await program.wait(1);
  await expectSeen('ENDED');
});

describe('a trainee', () => {
  test('can not look back, nor slow down, nor break anything; each key says why', async () => {
    await take('hung-sharer');
    await program.press('Space');
    await program.wait(3);
    const still = 'in a drill time only goes forward; after its end you can replay all of it';
    for (const key of [',', '.', 't', 'T', '[', ']', 'b', '%', 'Z']) {
      await program.press(key);
      await expectSeen(still);
      await program.press('Tab');
    }
    await program.press('{');
    await expectSeen('a drill can not run slower than real time');
    await program.press('!');
    await expectSeen('not possible in a drill: you can not inject faults');
    await program.press('h');
    expect(await program.text()).not.toMatch(/hang net|inject|, back/);
    await program.press(':');
    await program.type('h');
    expect(await program.text()).not.toContain('hang_domain');
    await program.press('Esc');
    await program.wait(1);
    await expectSeen(' 4.0 s of 120.0 s ');
  });

  test('is told why there is no hint yet', async () => {
    await take('hung-sharer');
    await program.press('h');
    await expectSeen('3 of 3 hints left', 'the next hint can be taken from 35.0 s on');
  });

  test('can go faster, and back to real time', async () => {
    await take('hung-sharer');
    await program.press('Space } }');
    await program.wait(2);
    await expectSeen(' 8.0 s of ', '×4');
    await program.press('{ {');
    await program.wait(1);
    await expectSeen(' 9.0 s of ', '×1');
  });

  test('stops the clock with space, or by suspending the program, and the second time costs', async () => {
    await take(shortDrill(join(dir, 'short.yaml')));
    await program.press('Space');
    await program.wait(2);
    await program.press('Space');
    await program.wait(5);
    await expectSeen(' 2.0 s of ', 'the clock was stopped');
    await program.press('Space');
    await program.wait(1);
    // Ctrl-z.
    await program.send('\x1a');
    await program.press('}');
    await program.wait(6);
    const debrief = await result();
    expect(debrief.points.map(({text}) => text).join('\n')).toContain('the clock was stopped 2 times');
  });
});
