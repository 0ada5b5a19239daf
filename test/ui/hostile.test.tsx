import {Readable} from 'node:stream';
import {afterEach, expect, test} from 'vitest';
import {openRecording} from '../../src/source/recording/recording.ts';
import {openProgram, type Program} from './program.tsx';

// Names of devices are whatever a driver calls itself. None of them sends anything to the terminal but its letters.

const NAMES = [
  // Window title, clipboard, a link without an end.
  '\x1b]0;owned\x07',
  '\x1b]52;c;b3duZWQ=\x1b\\',
  '\x1b]8;;http://owned',
  // Erases, moves and colours, in seven bits and eight.
  '\x1b[2J\x1b[1;1Hhome\x1b[31m',
  '\x9b31mred',
  // What makes a terminal answer, as if it had been typed; a full reset.
  '\x1b[6n\x1b[c\x05',
  '\x1bcreset',
  // Written backwards, over itself, and on and on.
  'eth\u202e0',
  'eth\rreturned\x07\b',
  'A'.repeat(10_000),
];

/** All that we and Ink ever say to a terminal: modes of the screen, the cursor, colours, erasing, places. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const OURS = /\x1b(?:\[\?(?:25|1049|2026|2004|1000|1006)[hl]|[78]|\[[\d;]*[mHCJKGABDEF])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const UNSAFE = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]/;

const VIEWS = '1 Enter Esc 2 3 4 5 6 7 1 s Esc / Esc ? Esc c c u u u H H j j Tab j Tab j x Esc ! Esc m Esc : Esc P';

let program: Program;
afterEach(() => program.close());

test('hostile names leave nothing on any screen', async () => {
  const input = Readable.from([Buffer.from(NAMES.map(fileWith).join(''), 'utf8')]);
  const source = await openRecording({name: 'a\x1b]0;owned\x07.txt', input});
  program = await openProgram({source, columns: 100, rows: 30});
  const {terminal} = program;
  for (const [columns, rows] of [
    [80, 24],
    [200, 60],
  ]) {
    terminal.resize(columns, rows);
    await program.wait(5);
    for (const key of VIEWS.split(' ')) {
      await program.press(key);
      expect(await program.text()).not.toContain('\x1b');
    }
  }
  const said = terminal.writes.join('').replaceAll(OURS, '');
  expect(UNSAFE.exec(said)?.[0]).toBeUndefined();
  expect(terminal.stderr.text).toBe('');
  expect(said).toContain('ide0');
  expect(said).not.toMatch(/A{1000}|owned/);
});

/** Snapshots of a host with that name among its devices and lines. */
function fileWith(name: string, at: number): string {
  return `=== ${1_700_000_000 + at} uptime ${100 + at}.00
           CPU0       CPU1
 14:       ${100 + at}         50    IO-APIC-edge  ide0
169:       ${200 + at * 50}         0    IO-APIC-level  libata, ${name}, eth0
170:       ${20 + at * 50}         0    ${name}  serial
${name}:    1          2    IO-APIC-edge  serial
LOC:      ${1000 + at}       1000
`;
}
