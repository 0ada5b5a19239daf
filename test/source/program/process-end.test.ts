import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {startProcess} from '../../../src/source/program/process.ts';
import {until} from '../../helpers/patience.ts';
import {lives, program, STUBBORN} from '../../helpers/programs.ts';

const LATEST = Number.MAX_SAFE_INTEGER;

/** One that a test closes itself. */
const launch = (command: readonly string[]) => startProcess({command, now: () => 0});

describe.concurrent('nothing is left of it', () => {
  test('one that ends with its stdin is waited for', async () => {
    const process = launch(program(`begin(); process.stdin.resume();`));
    const {header} = await process.source;
    await process.close();
    expect(lives(Number(header.scenario))).toBe(false);
  });

  test('one that ignores the end of its stdin and SIGTERM is killed', async () => {
    const process = launch(program(STUBBORN));
    const {header} = await process.source;
    await process.close();
    expect(lives(Number(header.scenario))).toBe(false);
  });

  test('so is what it has started itself', async () => {
    const [node, , script] = program(STUBBORN);
    const process = launch(['/bin/sh', '-c', '"$0" -e "$1"; :', node, script]);
    const {header} = await process.source;
    expect(lives(Number(header.scenario))).toBe(true);
    await process.close();
    expect(lives(Number(header.scenario))).toBe(false);
  });

  // A session of its own, and no parent that is ours.
  const runaway = (file: string) => `
    const {spawn} = require('node:child_process');
    const script = 'process.on("SIGTERM", () => {}); require("node:fs").appendFileSync("${file}", process.pid + "\\\\n"); setInterval(() => {}, 1000)';
    for (let left = 3; left > 0; left--)
      spawn('/bin/sh', ['-c', '"$0" -e "$1" &', process.execPath, script], {detached: true, stdio: 'ignore'}).unref();
  `;
  const fileFor = () => join(mkdtempSync(join(tmpdir(), 'irqdeck-')), 'pids');
  const pidsIn = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []);

  test.skipIf(!existsSync('/proc'))('so is what has left its session and its parents', async () => {
    const file = fileFor();
    const unrelated = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const watched = launch(program(`begin(); ${runaway(file)}; process.stdin.resume();`));
    await watched.source;
    await until(() => pidsIn(file).length === 3);
    expect(pidsIn(file).filter(lives)).toHaveLength(3);
    await watched.close();
    expect(pidsIn(file).filter(lives)).toEqual([]);
    expect(lives(unrelated.pid!)).toBe(true);
    unrelated.kill();
  });

  test.skipIf(!existsSync('/proc'))('so is what it has left behind when it ended by itself', async () => {
    const file = fileFor();
    const watched = launch(program(`begin(); ${runaway(file)}`));
    const source = await watched.source;
    await until(() => pidsIn(file).length === 3);
    while (!source.ended) {
      await source.arrival();
      source.read(LATEST);
    }
    await watched.close();
    expect(pidsIn(file).filter(lives)).toEqual([]);
  });

  test('one that is stopped is killed too', async () => {
    const watched = launch(program(STUBBORN));
    const pid = Number((await watched.source).header.scenario);
    process.kill(pid, 'SIGSTOP');
    await watched.close();
    expect(lives(pid)).toBe(false);
  });
});
