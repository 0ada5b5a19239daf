import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import type {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough, Readable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {COMMAND_NAMES, COMMANDS} from '../../src/protocol/command/command.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {commandFault} from '../../src/protocol/shape/command-shapes.ts';
import {parseHeader, parseRecord} from '../../src/trace/recording/parse.ts';
import {cpuMsToTheEnd} from '../helpers/cpu.ts';
import {S} from '../helpers/host.ts';
import {irqdeck} from '../helpers/io.ts';
import {PATIENCE_MS, pause} from '../helpers/patience.ts';
import {capture, series} from '../helpers/proc.ts';
import {HEADER, KEYFRAME, sample} from '../model/machine.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** stdin that stays open. */
const open = () => new PassThrough();

/** Records of stdout, which begins with a header and has whole lines only. */
function recordsOf(stdout: string): TraceRecord[] {
  const [first, ...lines] = stdout.split('\n');
  expect(parseHeader(first)).toHaveProperty('value');
  expect(lines.pop()).toBe('');
  return lines.map(line => {
    const parsed = parseRecord(line);
    if ('fault' in parsed) throw new Error(parsed.fault);
    return parsed.value;
  });
}

test('it says line by line what -w would record, so that a stream which was kept can be shown and run again', async () => {
  const script = ['--do', '2s hang_domain net', '--do', '6s reset_device libata', '--until', '21s'];
  const {status, stdout, stderr} = await irqdeck(['run', '--serve', '--speed', 'max', ...script], {stdin: open()});
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const [recorded, kept] = ['recorded', 'kept'].map(name =>
    join(mkdtempSync(join(tmpdir(), 'irqdeck-')), `${name}.ndjson`),
  );
  await irqdeck(['run', '-J', '-w', recorded, ...script]);
  expect(stdout).toBe(readFileSync(recorded, 'utf8'));
  writeFileSync(kept, stdout);
  expect((await irqdeck(['check', kept])).stdout).toMatch(/kept\.ndjson: reproduced/);
});

test('in real time where no speed is named', async () => {
  const began = performance.now();
  const {stdout} = await irqdeck(['run', '--serve', '--until', '500ms'], {stdin: open()});
  expect(performance.now() - began).toBeGreaterThan(499);
  expect(recordsOf(stdout).at(-2)).toMatchObject({kind: 'sample', t: 500e6});
});

test('what begins late is served from there, at once', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'irqdeck-')), 'late.ndjson');
  const late = [HEADER, {...KEYFRAME, t: 3600 * S}, sample(3600.1 * S)];
  writeFileSync(file, late.map(record => `${JSON.stringify(record)}\n`).join(''));
  const began = performance.now();
  const {stdout} = await irqdeck(['replay', '--serve', file], {stdin: open()});
  // In the time of the recording it would be an hour.
  expect(performance.now() - began).toBeLessThan(PATIENCE_MS);
  expect(recordsOf(stdout).map(({t}) => t / S)).toEqual([3600, 3600.1, 3600.1]);
});

test('a file is served too, whole, and takes no commands', async () => {
  const stdin = open();
  stdin.write('{"command":"mask_line","line":"5"}\n');
  const file = capture('04-interrupts.series.txt.gz');
  const {status, stdout} = await irqdeck(['replay', '--serve', '--speed', 'max', file], {stdin});
  const records = recordsOf(stdout);
  expect(status).toBe(0);
  expect(records.filter(({kind}) => kind === 'sample')).toHaveLength(
    (await irqdeck(['replay', '-J', file])).stdout.split('\n').length - 2,
  );
  expect(records).toContainEqual({
    t: expect.any(Number),
    kind: 'command_refused',
    command: {command: 'mask_line', line: '5'},
    reason: 'this source (replay) takes no commands',
  });
});

describe('every line that comes in is answered, in order', () => {
  test.each([
    ['{"command":"hang_domain","domain":"net"}', {kind: 'command_applied', command: {command: 'hang_domain'}}],
    ['{"command":"add_marker","text":"a\\u001b[2Jb"}', {kind: 'command_applied', command: {text: 'ab'}}],
    ['{"command":"hang_domain","domain":"nobody"}', {kind: 'command_refused', reason: 'there is no domain nobody'}],
    ['{"command":"acknowledge_alert","alert":"storm/7"}', {reason: 'no alert storm/7 stands'}],
    ['{"command":"hang_domain"}', {reason: 'line 1: command.domain is missing'}],
    ['{"command":"reboot"}', {reason: 'line 1: command.command "reboot" is not a command; see irqdeck list commands'}],
    ['{"command":7}', {reason: 'line 1: command.command 7 is not a command; see irqdeck list commands'}],
    ['{}', {reason: 'line 1: command.command is missing'}],
    [
      '{"command":"reset_device","device":"eth0","how":"zzz"}',
      {reason: 'line 1: reset_device takes only device and method, not "how" ("zzz")'},
    ],
    [
      '{"command":"hang_domain","domain":"net","__proto__":{"hang":"deaf"}}',
      {reason: 'line 1: hang_domain takes only domain and hang, not "__proto__"'},
    ],
    ['{"command":"freeze","how":1}', {reason: 'line 1: freeze takes no arguments, not "how" (1)'}],
    [
      '{"command":"hang_domain","domain":"net","hang":"zzz"}',
      {reason: 'line 1: command.hang "zzz" is not stuck, deaf, silent, spin or thread'},
    ],
    [
      '{"command":"slow_domain","domain":"net","extraNs":9007199254740991}',
      {reason: 'extraNs is a whole number of ns up to 1000 s, not 9007199254740991'},
    ],
    [
      '{"command":"set_affinity","line":"5","cpu":1e999}',
      {reason: 'line 1: command.cpu is not a whole number from 0 to 1099511627776'},
    ],
    ['[1]', {reason: 'line 1: command is not an object'}],
    ['hang net', {reason: 'line 1: it is not JSON'}],
    ['\n\n"', {reason: 'line 3: it is not JSON'}],
    ['x'.repeat(1_100_000), {reason: 'line 1: it is longer than 1,048,576 bytes'}],
  ])('%.50s', async (line, answer) => {
    const {status, stdout, stderr} = await irqdeck(['run', '--serve'], {stdin: Readable.from([Buffer.from(line)])});
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    const answers = recordsOf(stdout).filter(({kind}) => /^command_/.test(kind));
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject(answer);
  });

  const named = fc.constantFrom('net', 'disk', 'eth0', 'libata', '5', '10', 'nobody', 'constructor', '__proto__', '');
  const odd = fc.oneof(
    named,
    fc.constantFrom(0, -0, -1, 1, 0.5, 2 ** 31, 2 ** 40, 2 ** 53, 'deaf', 'zzz', 'flr', null),
  );
  const keys = [...new Set(Object.values(COMMANDS).flatMap(({args}) => args.map(({name}) => name)))];
  const given = fc
    .tuple(fc.constantFrom(...COMMAND_NAMES), fc.dictionary(fc.constantFrom(...keys, 'how', '__proto__'), odd))
    .map(([command, args]) => ({command, ...args}));
  const complete = fc.constantFrom(...COMMAND_NAMES).chain(command =>
    fc.record({
      command: fc.constant(command),
      ...Object.fromEntries(COMMANDS[command].args.map(({name}) => [name, odd])),
    }),
  );

  test('whatever it is, once, and what is applied is understood whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(complete, given, fc.jsonValue()), {minLength: 20, maxLength: 60}),
        async values => {
          const stdin = Readable.from([Buffer.from(values.map(value => `${JSON.stringify(value)}\n`).join(''))]);
          const {status, stdout, stderr} = await irqdeck(['run', '--serve'], {stdin});
          expect({status, stderr}).toEqual({status: 0, stderr: ''});
          const answers = recordsOf(stdout).filter(({kind}) => /^command_/.test(kind));
          expect(answers).toHaveLength(values.length);
          for (const [at, answer] of answers.entries())
            if (answer.kind === 'command_applied') {
              expect(answer.command).toEqual(JSON.parse(JSON.stringify(values[at])));
              expect(commandFault(answer.command)).toBe(null);
            } else expect(answer).toHaveProperty('reason', expect.stringMatching(/\w/));
        },
      ),
      {numRuns: 40},
    );
  });

  test('a thousand at once', async () => {
    const commands = Array.from({length: 2_500}, (_, at) => ({command: 'add_marker', text: `marker ${at}`}));
    const stdin = Readable.from([Buffer.from(commands.map(command => `${JSON.stringify(command)}\n`).join(''))]);
    const records = recordsOf((await irqdeck(['run', '--serve'], {stdin})).stdout);
    const applied = records.flatMap(record => (record.kind === 'command_applied' ? [record.command] : []));
    expect(applied).toEqual(commands);
    // Each is followed by what was done.
    const markers = records.flatMap(record => (record.kind === 'marker_added' ? [record.text] : []));
    expect(markers).toEqual(commands.map(({text}) => text));
  });
});

test('a command acts at the time at which it came, and time goes on', async () => {
  const stdin = open();
  let asked = false;
  const {stdout} = await irqdeck(['run', '--serve', '--speed', '100', '--until', '20s'], {
    stdin,
    onWrite(all) {
      if (!asked && all.includes('"t":2000000000')) {
        asked = true;
        stdin.write('{"command":"hang_domain","domain":"net"}\n');
      }
      return true;
    },
  });
  const records = recordsOf(stdout);
  const hung = records.find(({kind}) => kind === 'domain_hung')!;
  expect(hung.t).toBeGreaterThanOrEqual(2 * S);
  expect(records.every(({t}, at) => at === 0 || t >= records[at - 1].t)).toBe(true);
  expect(records.findLast(({kind}) => kind === 'sample')).toMatchObject({t: 20 * S});
});

test('it ends quietly when nobody reads any more, and when its stdin closes', async () => {
  const closed = await irqdeck(['run', '--serve', '--speed', 'max'], {
    stdin: open(),
    onWrite: all => all.length < 100_000,
  });
  expect({status: closed.status, stderr: closed.stderr}).toEqual({status: 0, stderr: ''});
  const stdin = open();
  const [ended] = await Promise.all([irqdeck(['run', '--serve'], {stdin}), pause(150).then(() => stdin.end())]);
  expect({status: ended.status, stderr: ended.stderr}).toEqual({status: 0, stderr: ''});
  expect(recordsOf(ended.stdout).length).toBeGreaterThan(0);
});

test('an interruption ends it with 130', async () => {
  const interruption = new AbortController();
  setTimeout(() => interruption.abort(), 100);
  const {status} = await irqdeck(['run', '--serve'], {stdin: open(), signal: interruption.signal});
  expect(status).toBe(130);
});

test('an interruption ends it though its reader takes nothing and commands flood in', async () => {
  const served = spawn(process.execPath, [MAIN, 'run', '--serve', '--speed', 'max']);
  const ended = once(served, 'exit');
  await once(served.stdout, 'readable');
  const commands = '{"command":"add_marker","text":"x"}\n'.repeat(1_000);
  served.stdin.on('error', () => {});
  const flood = () => {
    while (served.stdin.write(commands));
  };
  served.stdin.on('drain', flood);
  flood();
  // Until it takes no more.
  for (let taken = -1; taken !== (served.stdin as Socket).bytesWritten; await pause(1_000))
    taken = (served.stdin as Socket).bytesWritten;
  expect((served.stdin as Socket).bytesWritten).toBeLessThan(10_000_000);
  const used = cpuMsToTheEnd(served.pid!);
  served.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(await used).toBeLessThan(10_000);
});

test('who reads slowly makes it wait, and nothing piles up', async () => {
  let written = 0;
  let most = 0;
  await irqdeck(['run', '--serve', '--speed', 'max', '--until', '20s'], {
    stdin: open(),
    onWrite(all) {
      most = Math.max(most, all.length - written);
      written = all.length;
      return true;
    },
  });
  // A second of simulated time at once: ten samples.
  expect(most).toBeLessThan(40_000);
});

test.each([
  [['run', '--serve', '-J'], '--serve writes records, not frames; it can not be used with --json.'],
  [['run', '--serve', '-n', '3'], '--serve writes records, not frames; it can not be used with --iterations.'],
  [['replay', '--serve', '--from', '3s', 'x'], '--serve plays from the beginning; it can not be used with --from.'],
  [
    ['replay', '--serve', '-'],
    '--serve reads commands from stdin, so the recording can not come from stdin; name a file.',
  ],
])('%j is refused', async (argv, sentence) => {
  expect(await irqdeck(argv, {stdin: Readable.from([series(['1', 'x']) as string])})).toEqual({
    status: 2,
    stdout: '',
    stderr: `irqdeck: ${sentence}\n`,
  });
});
