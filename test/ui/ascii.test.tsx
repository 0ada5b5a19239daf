import {Readable} from 'node:stream';
import {afterEach, expect, test} from 'vitest';
import {openRecording} from '../../src/source/recording/recording.ts';
import {openProgram, type Program} from './program.tsx';

let program: Program;
afterEach(() => program.close());

const SHEETS = 'Enter Esc ? Esc s Esc x Esc ! Esc : Esc / Esc m Esc'.split(' ');
const VIEWS = '1 2 3 4 5 6 7'.split(' ');

async function expectAscii(size: string): Promise<void> {
  for (const view of VIEWS)
    for (const key of [view, ...SHEETS]) {
      await program.press(key);
      const text = await program.text();
      expect(/[^\n\x20-\x7e]/u.exec(text)?.[0], `${size}, view ${view}, after ${key}:\n${text}`).toBeUndefined();
    }
}

test('with --ascii every cell of every view is ASCII', async () => {
  program = await openProgram({policy: 'xen-2005', app: {ascii: true}});
  await program.loaded();
  await program.wait(3);
  await program.press('! h y');
  await program.wait(4);
  for (const [columns, rows] of [
    [80, 24],
    [200, 60],
  ]) {
    program.terminal.resize(columns, rows);
    await program.wait(1);
    await expectAscii(`${columns}x${rows}`);
  }
});

test('names from outside too', async () => {
  const snapshot = (count: number) =>
    `=== ${1_700_000_000 + count} uptime ${100 + count}.00
           CPU0
 16:       ${count * 50}    IO-APIC-level  eth\u00e9, \u7f51\u5361, \u2800\u28ff
`;
  const input = Readable.from([Buffer.from([1, 2, 3, 4].map(snapshot).join(''))]);
  program = await openProgram({source: await openRecording({name: '\u00fcber.txt', input}), app: {ascii: true}});
  await program.wait(3);
  await expectAscii('80x24');
  await program.press('1');
  expect(await program.text()).toMatch(/16 .* ethe \?{4}~/);
});

test('the charts are drawn in strokes', async () => {
  program = await openProgram({policy: 'xen-2005', columns: 80, rows: 24, app: {ascii: true}});
  await program.loaded();
  await program.wait(12);
  await program.press('! h y 7');
  await program.wait(8);
  await expect(`${await program.text()}\n`).toMatchFileSnapshot('../golden/ui/screen/charts-ascii-80x24.txt');
});
