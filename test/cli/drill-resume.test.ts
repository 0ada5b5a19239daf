import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import type {Io} from '../../src/cli/program/io.ts';
import type {Command} from '../../src/protocol/command/command.ts';
import type {Scheduled} from '../../src/session/session.ts';
import {openRecordingFile, type RecordingFile} from '../../src/setup/recording/recording-file.ts';
import {type DrillStart, openDrillRun} from '../../src/stage/drill-run.ts';
import {findDrill} from '../../src/stage/find-drill.ts';
import {findResumed} from '../../src/stage/kept/resume-drill.ts';
import {setUpDrill} from '../../src/stage/setup.ts';
import {irqdeck} from '../helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-resume-'));
afterAll(() => rmSync(dir, {recursive: true}));
const file = (name: string) => join(dir, name);
const io = {env: {XDG_STATE_HOME: dir}} as unknown as Io;

/** Takes a drill with a script, up to some time, and records it. */
async function play(begun: DrillStart, script: readonly Scheduled[], untilNs: number, into: string): Promise<void> {
  let recording: RecordingFile | undefined;
  const {session} = openDrillRun(begun, header => {
    recording = openRecordingFile(header, {record: file(into)});
    return recording.tap;
  });
  session.schedule(script);
  while (!session.ended && session.t < untilNs) session.advance(Math.min(untilNs, session.t + 1e9));
  await recording!.end(sentence => {
    throw new Error(sentence);
  });
}

const COMMANDS: readonly Command[] = [
  {command: 'freeze'},
  {command: 'take_hint'},
  {command: 'answer_diagnosis', answer: '2'},
  {command: 'answer_diagnosis', answer: 'the moon'},
  {command: 'acknowledge_alert', alert: '169'},
  {command: 'acknowledge_alert', alert: 'stopped/169'},
  {command: 'acknowledge_alert', alert: 'nothing'},
  {command: 'add_marker', text: 'here'},
  {command: 'unmask_line', line: '169'},
  {command: 'reset_device', device: 'eth0'},
  {command: 'restart_domain', domain: 'net'},
  {command: 'hang_domain', domain: 'disk'},
];

test('whenever it is left and gone on with, it becomes what it would have been, byte for byte', async () => {
  const setup = await setUpDrill(await findDrill('hung-sharer'));
  const asked = fc.record({t: fc.integer({min: 0, max: 60e9}), command: fc.constantFrom(...COMMANDS)});
  await fc.assert(
    fc.asyncProperty(
      fc.array(asked, {maxLength: 12}),
      fc.integer({min: 0, max: 60e9}),
      fc.integer({min: 0, max: 3}),
      async (commands, cutNs, seed) => {
        const script = commands.toSorted((one, other) => one.t - other.t);
        await play({setup, seed, asked: []}, script, Infinity, 'whole.ndjson');
        await play(
          {setup, seed, asked: []},
          script.filter(({t}) => t <= cutNs),
          cutNs,
          'left.ndjson',
        );
        if (readFileSync(file('left.ndjson'), 'utf8').includes('"drill_ended"')) return;
        const begun = await findResumed('hung-sharer', file('left.ndjson'), {}, io);
        await play(
          begun,
          script.filter(({t}) => t > cutNs),
          Infinity,
          'resumed.ndjson',
        );
        expect(readFileSync(file('resumed.ndjson'), 'utf8')).toBe(readFileSync(file('whole.ndjson'), 'utf8'));
      },
    ),
    {numRuns: 6, seed: 6, endOnFailure: true},
  );
});

describe('by the command line', () => {
  const DONE = [
    '34s acknowledge_alert 169',
    '40s answer_diagnosis 2',
    '41s reset_device eth0',
    '42s restart_domain net',
  ];
  const script = (lines: readonly string[]) => lines.flatMap(line => ['--do', line]);

  test('the debrief is that of a run that was never broken off', async () => {
    const setup = await setUpDrill(await findDrill('hung-sharer'));
    await play(
      {setup, seed: 3, asked: []},
      [{t: 34e9, command: {command: 'acknowledge_alert', alert: '169'}}],
      37e9,
      'left.ndjson.gz',
    );
    const whole = await irqdeck(['drill', 'hung-sharer', '--seed', '3', ...script(DONE)]);
    expect(whole.status).toBe(0);
    const argv = ['drill', '--resume', file('left.ndjson.gz'), ...script(DONE.slice(1))];
    expect(await irqdeck([...argv, '-w', file('on.ndjson.gz')])).toEqual(whole);
    expect(await irqdeck(['debrief', file('on.ndjson.gz')])).toEqual({...whole, status: 0});
  });

  test('without a file it is the one that was left last', async () => {
    const env = {XDG_STATE_HOME: dir};
    const folder = file('irqdeck/drills');
    mkdirSync(folder, {recursive: true});
    copyFileSync(file('left.ndjson.gz'), join(folder, 'hung-sharer-3-2026-11-24T21.30.05.250.unfinished.ndjson.gz'));
    const whole = await irqdeck(['drill', 'hung-sharer', '--seed', '3', ...script(DONE)]);
    for (const argv of [
      ['drill', 'hung-sharer', ...script(DONE.slice(1)), '--resume'],
      ['drill', '--resume', 'hung-sharer', ...script(DONE.slice(1))],
      ['drill', ...script(DONE.slice(1)), '--resume'],
    ])
      expect(await irqdeck(argv, {env})).toEqual(whole);
  });

  test('what can not be gone on with is said in a sentence', async () => {
    const env = {XDG_STATE_HOME: file('empty')};
    const left = file('left.ndjson.gz');
    const sentence = async (argv: string[]) => {
      const {status, stdout, stderr} = await irqdeck(['drill', ...argv], {env});
      expect(stdout).toBe('');
      return `${status} ${stderr}`;
    };
    expect(await sentence(['storm', '--resume'])).toBe(
      '2 irqdeck: no drill storm was left before its end; irqdeck drill storm starts it.\n',
    );
    expect(await sentence(['--resume'])).toBe(
      '2 irqdeck: no drill was left before its end; irqdeck drill NAME starts one.\n',
    );
    expect(await sentence(['storm', '--resume', left])).toBe(
      `2 irqdeck: ${left} is a recording of the drill hung-sharer, not of storm.\n`,
    );
    expect(await sentence(['--seed', '2', '--resume', left])).toBe(
      '2 irqdeck: --seed can not be used with --resume: its value comes from the recording.\n',
    );
    expect(await sentence(['--resume', left, '--do', '5s take_hint'])).toBe(
      '2 irqdeck: --do at 5.000 s is in the past: the drill continues from 37.000 s.\n',
    );
    expect(await sentence(['--resume', 'test/captures/drill-hung-sharer.ndjson.gz'])).toBe(
      '5 irqdeck: test/captures/drill-hung-sharer.ndjson.gz: this drill is over; irqdeck debrief test/captures/drill-hung-sharer.ndjson.gz shows how it went\n',
    );
    expect(await sentence(['--resume', 'recordings/hung.ndjson.gz'])).toBe(
      '5 irqdeck: recordings/hung.ndjson.gz is not a recording of a drill; irqdeck drill NAME -w FILE makes one\n',
    );
  });

  test('nor what another version would play differently', async () => {
    const setup = await setUpDrill(await findDrill('hung-sharer'));
    await play({setup, seed: 1, asked: []}, [], 3e9, 'same.ndjson');
    const lines = readFileSync(file('same.ndjson'), 'utf8').split('\n');
    const at = lines.findIndex(line => line.startsWith('{"kind":"sample"') && line.includes('"t":1500000000'));
    expect(at).toBeGreaterThan(0);
    lines[at] = lines[at].replace(/"counts":\[\[0,\d+\]/, '"counts":[[0,7]');
    writeFileSync(file('other.ndjson'), lines.join('\n'));
    expect(await irqdeck(['drill', '--resume', file('other.ndjson')])).toEqual({
      status: 5,
      stdout: '',
      stderr: `irqdeck: ${file('other.ndjson')}: this version of irqdeck plays the drill differently from 1.500 s on, so it can not resume it\n`,
    });
  });
});

describe('debrief of', () => {
  const CAPTURE = 'test/captures/drill-hung-sharer.ndjson.gz';
  const debrief = async (bytes: Buffer) => {
    writeFileSync(file('bad.ndjson.gz'), bytes);
    return irqdeck(['debrief', file('bad.ndjson.gz')]);
  };

  test('a drill that was left says how to go on with it', async () => {
    expect(await irqdeck(['debrief', file('left.ndjson.gz')])).toEqual({
      status: 5,
      stdout: '',
      stderr: `irqdeck: ${file('left.ndjson.gz')} ends at 37.000 s, before the drill was over; irqdeck drill hung-sharer --resume ${file('left.ndjson.gz')} continues it\n`,
    });
  });

  test('one that was cut off, likewise', async () => {
    const {status, stderr} = await debrief(readFileSync(CAPTURE).subarray(0, 20_000));
    expect([status, stderr]).toEqual([
      5,
      expect.stringMatching(
        /bad\.ndjson\.gz ends at 30\.000 s, before the drill was over; irqdeck drill hung-sharer --resume \S+ continues/,
      ),
    ]);
  });

  test('one that is damaged in its midst is refused, for it would be judged by what is left', async () => {
    const bytes = readFileSync(CAPTURE);
    for (let at = 16_000; at < 16_300; at++) bytes[at] ^= 0x5a;
    const {status, stdout, stderr} = await debrief(bytes);
    expect([status, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(
      /^irqdeck: \S+ is damaged, so the drill can not be judged: bytes \d+ to \d+ are damaged.*\n$/,
    );
  });

  test('what is no recording, or not there', async () => {
    expect((await debrief(Buffer.from('hello\n'))).stderr).toMatch(
      /^irqdeck: bad\.ndjson\.gz: line 1: unknown format; known: /,
    );
    expect((await irqdeck(['debrief', file('none')])).stderr).toBe('irqdeck: none: there is no such file.\n');
  });
});
