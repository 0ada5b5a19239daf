import {createReadStream} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {openRecording} from '../../src/source/recording/recording.ts';
import {expectAtThreeSizes, openProgram, type Program} from './program.tsx';

// What the whole program shows, as a terminal shows it, at three sizes: the counters of a real kernel, and the charts.

let program: Program;
afterEach(() => program.close());

const expectPictures = (name: string) => expectAtThreeSizes(program, name);

async function replay(file: string): Promise<void> {
  const input = createReadStream(`test/captures/${file}`);
  program = await openProgram({source: await openRecording({name: file, input})});
}

test('the host of 2005', async () => {
  await replay('poweredge-400sc-2005.txt');
  await program.wait(1);
  expect(await program.text()).toMatch(/169 \? unknown +\? +\? +37509 +0/);
  await expectPictures('host-of-2005');
});

test('a storm that ends with nobody cared', async () => {
  await replay('04-interrupts.series.txt.gz');
  await program.wait(36);
  const during = await program.text();
  expect(during).toContain('line 10 storms: 34,171 interrupts per second');
  expect(during).toMatch(/10 \? unknown/);
  await expectPictures('storm');
  program.terminal.resize(80, 24);
  await program.wait(10);
  const after = await program.text();
  expect(after).toContain('line 10 used to fire and has not since');
  expect(after).toMatch(/10 \? unknown +0 /);
  await expectPictures('after-the-storm');
});

test('charts of a hung domain', async () => {
  program = await openProgram({policy: 'xen-2005'});
  await program.wait(20);
  await program.press('! h y 7');
  await program.loaded();
  await program.wait(15);
  await expectPictures('charts');
});

test('charts of the storm', async () => {
  await replay('04-interrupts.series.txt.gz');
  await program.press('7');
  await program.loaded();
  await program.wait(45);
  await expectPictures('charts-of-the-storm');
});
