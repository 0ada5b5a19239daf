import {afterEach, describe, expect, test} from 'vitest';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {type Process, startProcess} from '../../../src/source/program/process.ts';
import type {ProcessSource} from '../../../src/source/program/process-source.ts';
import {until} from '../../helpers/patience.ts';
import {program} from '../../helpers/programs.ts';
import {HEADER, KEYFRAME} from '../../model/machine.ts';

const started: Process[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.close();
});

/** A program that was started, on a clock that the test turns. */
function start(command: readonly string[], patient = true) {
  let ms = 0;
  const process = startProcess({command, now: () => ms, patient});
  started.push(process);
  /** Lets time pass, with a look every half second. */
  const pass = (seconds: number) => {
    for (let looks = 0; looks < 2 * seconds; looks++) {
      ms += 500;
      process.check();
    }
  };
  return {process, pass};
}

const LATEST = Number.MAX_SAFE_INTEGER;
const HANG: MachineCommand = {command: 'hang_domain', domain: 'net'};

/** All records to the end. */
async function readAll(source: ProcessSource): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(LATEST));
  }
  return records;
}

async function readSome(source: ProcessSource): Promise<TraceRecord[]> {
  await source.arrival();
  return source.read(LATEST);
}

const mark = (t: number) => ({t, kind: 'marker_added', text: String(t)});
const texts = (records: readonly TraceRecord[]) =>
  records.map(record => ('text' in record ? record.text : record.kind));

test('what it says comes as it is, under its own name; that it has ended is told last', async () => {
  const {process} = start(program('begin(); say(mark(5), mark(7));'));
  const source = await process.source;
  expect(source.header).toMatchObject({
    ...HEADER,
    source: 'watch',
    scenario: /^\d+$/.exec(source.header.scenario!)?.[0],
  });
  expect(source.header.program).toBe(process.name);
  expect(source.keyframe).toEqual(KEYFRAME);
  const records = await readAll(source);
  expect(records).toEqual([
    KEYFRAME,
    mark(5),
    mark(7),
    {t: 7, kind: 'source_troubled', trouble: 'ended', text: `${process.name} has ended`},
  ]);
  expect([source.nextNs, source.ended, process.failure]).toEqual([Number.POSITIVE_INFINITY, true, null]);
});

test('it is read up to a time, and the rest stays', async () => {
  const {process} = start(program('begin(); say(mark(5), mark(7));'));
  const source = await process.source;
  await until(() => source.nextNs !== null);
  expect(source.read(0)).toEqual([KEYFRAME]);
  await source.arrival();
  expect([source.read(4), source.nextNs, source.read(5)]).toEqual([[], 5, [mark(5)]]);
  expect(texts(await readAll(source))).toEqual(['7', `${process.name} has ended`]);
});

test('a command is a line on its stdin, and the answer a record like any other', async () => {
  const {process} = start(
    program(`
      begin();
      require('node:readline').createInterface({input: process.stdin}).on('line', line => {
        say({t: 9, kind: 'command_applied', command: JSON.parse(line)});
      });
    `),
  );
  const source = await process.source;
  expect(source.read(0)).toEqual([KEYFRAME]);
  expect(source.send!(HANG)).toEqual([]);
  expect(await readSome(source)).toEqual([{t: 9, kind: 'command_applied', command: HANG}]);
  await process.close();
});

describe('how it ends is told in a sentence, after its last words', () => {
  test.each([
    ['process.exitCode = 3', 'has ended with status 3'],
    ['process.kill(process.pid, "SIGKILL")', 'was ended by SIGKILL'],
    ['process.abort()', 'was ended by SIGABRT'],
  ])('%s', async (script, how) => {
    const {process} = start(program(`begin(); say(mark(5)); setTimeout(() => {${script}}, 50);`));
    const source = await process.source;
    const records = await readAll(source);
    expect(records.slice(0, 2)).toEqual([KEYFRAME, mark(5)]);
    expect(texts(records).at(-1)).toBe(`${process.name} ${how}`);
    expect(process.failure).toContain(`${process.name} ${how}`);
    expect(source.send!(HANG)).toEqual([
      {t: 5, kind: 'command_refused', command: HANG, reason: `${process.name} ${how}`},
    ]);
  });

  test('what it wrote to its stderr stands before it, safe to be shown', async () => {
    const {process} = start(
      program(`begin(); process.stderr.write('one\\x1b[31m\\nKeyError: 7\\n'); process.exitCode = 3;`),
    );
    expect(texts(await readAll(await process.source))).toEqual([
      'keyframe',
      'one',
      'KeyError: 7',
      `${process.name} has ended with status 3`,
    ]);
    expect(process.failure).toBe(`${process.name} has ended with status 3; its stderr ends with: KeyError: 7`);
  });

  test('it closes its stdout and goes on: after two seconds it has nothing more to say', async () => {
    const {process, pass} = start(program(`begin(); require('node:fs').closeSync(1); setInterval(() => {}, 1000);`));
    const source = await process.source;
    expect(source.read(0)).toEqual([KEYFRAME]);
    await until(() => {
      pass(0.5);
      return source.nextNs !== null;
    });
    expect(texts(source.read(LATEST))).toEqual([`${process.name} has closed its stdout`]);
    expect([source.ended, process.failure]).toEqual([true, `${process.name} has closed its stdout`]);
  });

  test('it leaves its stdout to another one, which says nothing more', async () => {
    const {process, pass} = start([
      '/bin/sh',
      '-c',
      `printf '%s\\n' '${JSON.stringify(HEADER)}' '${JSON.stringify(KEYFRAME)}'; sleep 60 & exit 4`,
    ]);
    const source = await process.source;
    expect(source.read(0)).toEqual([KEYFRAME]);
    await until(() => {
      pass(0.5);
      return source.nextNs !== null;
    });
    expect(texts(source.read(LATEST))).toEqual([`${process.name} has ended with status 4`]);
  });
});

describe('one that does not begin is refused', () => {
  test.each([
    [['/no/such/program'], '/no/such/program can not be started: there is no such program.'],
    [['/etc'], '/etc can not be started: running it is not allowed.'],
    [['/bin/sh', '-c', ':'], '/bin/sh -c : has ended before it sent its header and a keyframe.'],
    [
      ['/bin/sh', '-c', 'echo no >&2; exit 7'],
      '/bin/sh -c echo no >&2; exit 7 has ended with status 7 before it sent its header and a keyframe; its stderr ends with: no.',
    ],
    [
      ['/bin/echo', 'hi'],
      '/bin/echo hi: line 1: the first line of a recording must be its header, and this line is not JSON.',
    ],
    [
      ['/usr/bin/yes'],
      '/usr/bin/yes: line 1: the first line of a recording must be its header, and this line is not JSON.',
    ],
    [['/bin/sh', '-c', 'printf "{"'], /^\/bin\/sh -c printf "\{": line 1: .+ is not JSON\.$/],
    [['/bin/cat', '/dev/zero'], '/bin/cat /dev/zero: line 1: it is longer than 1,048,576 bytes.'],
  ])('%j', async (command, sentence) => {
    const {process} = start(command);
    const fault = await process.source.then(
      () => null,
      (error: Error) => error.message,
    );
    if (typeof sentence === 'string') expect(fault).toBe(sentence);
    else expect(fault).toMatch(sentence);
  });
});

test('one that hangs is told, and that it sends again', async () => {
  const {process, pass} = start(program(`begin(); process.stdin.once('data', () => say(mark(5)));`));
  const source = await process.source;
  expect(source.read(0)).toEqual([KEYFRAME]);
  pass(5);
  expect(texts(source.read(LATEST))).toEqual([`${process.name} has sent nothing for 5 s`]);
  source.send!(HANG);
  await source.arrival();
  pass(0.5);
  expect(texts(source.read(LATEST))).toEqual(['5', `${process.name} sends again, after 5 s`]);
});

test('one that stops reading is told when a command is not answered; its unread commands do not pile up', async () => {
  const {process, pass} = start(program(`begin(); let t = 0; setInterval(() => say(mark(++t)), 5);`));
  const source = await process.source;
  expect(source.send!(HANG)).toEqual([]);
  pass(4.5);
  // It goes on speaking.
  source.read(LATEST);
  await source.arrival();
  pass(0.5);
  expect(texts(source.read(LATEST))).toContain(`${process.name} has not answered hang_domain for 5 s`);
  let sent = 0;
  let refusal: TraceRecord[] = [];
  for (; refusal.length === 0 && sent < 100_000; sent++) refusal = source.send!(HANG);
  expect(refusal).toEqual([expect.objectContaining({reason: `${process.name} does not read its commands`})]);
  // What fits into the pipe and 64 kB of ours.
  expect(sent * (JSON.stringify(HANG).length + 1)).toBeLessThan(1_000_000);
});

test('one that says more than is taken is made to wait: nothing is lost, and nothing piles up', async () => {
  const count = 200_000;
  const {process, pass} = start(
    program(`
      begin();
      let t = 0;
      const text = 'x'.repeat(150);
      (function more() {
        while (t < ${count}) if (!process.stdout.write(JSON.stringify({t: ++t, kind: 'marker_added', text}) + '\\n')) break;
        if (t < ${count}) process.stdout.once('drain', more);
        process.stderr.write('at ' + t + '\\n');
      })();
    `),
    false,
  );
  const source = await process.source;
  expect(source.read(0)).toEqual([KEYFRAME]);
  // 36 MB are to be written, and it waits with them: 4,096 records here, what the pipe holds, and what it has in hand itself.
  const told: TraceRecord[] = [];
  await until(() => {
    told.push(...source.read((source.nextNs ?? 0) + 200));
    pass(0.5);
    return texts(told).some(text => text.includes('sends more than'));
  });
  const records = [...told, ...(await readAll(source))];
  const marks = records.filter(({kind}) => kind === 'marker_added');
  expect(marks.map(({t}) => t)).toEqual(Array.from({length: count}, (_, at) => at + 1));
  expect(texts(records).find(text => text.includes('sends more than'))).toMatch(
    /records a second that irqdeck can process/,
  );
});

test('a line of 100 MB is skipped, and never held whole', async () => {
  const {process: watched} = start(
    program(`
      begin();
      const piece = 'x'.repeat(1 << 20);
      let left = 100;
      (function more() {
        while (left-- > 0) if (!process.stdout.write(piece)) return process.stdout.once('drain', more);
        process.stdout.write('\\n');
        say(mark(5));
      })();
    `),
  );
  const before = process.resourceUsage().maxRSS;
  expect(await readAll(await watched.source)).toEqual([
    KEYFRAME,
    {t: 0, kind: 'input_skipped', lines: 1, snapshots: 0, reason: 'line 3: it is longer than 1,048,576 bytes'},
    mark(5),
    expect.objectContaining({kind: 'source_troubled', trouble: 'ended'}),
  ]);
  // In kB.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(80_000);
});
