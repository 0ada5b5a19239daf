import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {openRecorder} from '../../src/session/recorder/recorder.ts';
import {openSession} from '../../src/session/session.ts';
import {openPacked} from '../../src/trace/recording/writer.ts';
import {S} from '../helpers/host.ts';
import {linesOf, memory, plainStory, recorded, story} from '../helpers/recorded.ts';
import {STORY, simulator} from '../helpers/simulated.ts';
import {openCheck} from './checked.ts';

const {check} = openCheck();

const REPRODUCED = 'FILE: reproduced: 35.000 s of poweredge-400sc, policy xen-2005, seed 1; 371 records, 4 commands';

test('a simulation is reproduced, plain or packed, and what is there of one that is cut off', async () => {
  expect(await check(story())).toEqual([0, REPRODUCED]);
  expect(await check(plainStory())).toEqual([0, REPRODUCED]);
  const [status, cut] = await check(story().subarray(0, -3000));
  expect([status, cut]).toEqual([
    0,
    expect.stringMatching(/^FILE: reproduced: 3\d\.\d00 s of .*; it is cut off after 3\d\.\d s$/),
  ]);
});

test('packed by somebody else it has lost its places, and proves itself all the same', async () => {
  const text = plainStory();
  const packed = gzipSync(text);
  expect(await check(packed)).toEqual([0, REPRODUCED]);
  // As two members, and with none of its lines whole at the end.
  expect(await check(Buffer.concat([gzipSync(text.subarray(0, 50_000)), gzipSync(text.subarray(50_000))]))).toEqual([
    0,
    REPRODUCED,
  ]);
  expect(await check(packed.subarray(0, -5000))).toEqual([
    0,
    expect.stringMatching(/^FILE: reproduced: [23]\d\.\d00 s of .*; it is cut off after [23]\d\.?\d? s$/),
  ]);
  packed[9000] ^= 16;
  expect(await check(packed)).toEqual([
    5,
    expect.stringMatching(
      /^FILE: the recording can not be reproduced: its gzip data is damaged \(.*\); it could be read up to \d+\.?\d* s$/,
    ),
  ]);
  expect(await check(gzipSync(text).subarray(0, 150))).toEqual([
    5,
    'irqdeck: FILE: it is cut off or damaged before its first line ends.',
  ]);
  const told = gzipSync(text.toString().replace('"source":"run"', '"source":"watch"'));
  expect(await check(told)).toEqual([0, 'FILE: sound: 35.000 s of watch; 371 records']);
});

test('steps come again too', async () => {
  const stepped = recorded(simulator({recordSteps: true}), 5 * S, STORY);
  expect(await check(stepped)).toEqual([
    0,
    expect.stringMatching(/^FILE: reproduced: 5.000 s of .*; 1\d{4} records, 1 command$/),
  ]);
});

test('what was asked of the desk is asked again', async () => {
  const marked = recorded(simulator(), 12 * S, [
    ...STORY,
    {t: 3.21 * S, command: {command: 'add_marker', text: 'what now?'}},
    {t: 4 * S, command: {command: 'acknowledge_alert', alert: 'starvation/169/disk'}},
    {t: 4 * S, command: {command: 'acknowledge_alert', alert: 'none/such'}},
    {t: 5 * S, command: {command: 'page', text: 'the disk is slow'}},
    {t: 5 * S, command: {command: 'say', text: 'look at net'}},
  ]);
  expect(await check(marked)).toEqual([0, expect.stringMatching(/^FILE: reproduced: 12.000 s of .*, 9 commands$/)]);
});

test('a recording that began in the middle is reproduced alone', async () => {
  const source = simulator();
  const recorder = openRecorder(source.header);
  const session = openSession(source, {schedule: STORY, tap: recorder});
  session.advance(6.25 * S);
  const sink = memory();
  recorder.start(() => openPacked(sink));
  session.advance(22 * S);
  recorder.stop();
  expect(await check(sink.bytes())).toEqual([0, expect.stringMatching(/^FILE: reproduced: 22.000 s of /)]);
});

test('a branch has a recording of its own, which names the one that it left; both are reproduced alone', async () => {
  const files: {name: string; sink: ReturnType<typeof memory>}[] = [];
  const source = simulator();
  const recorder = openRecorder(source.header);
  recorder.start(() => {
    const sink = memory();
    files.push({name: `run${files.length}.gz`, sink});
    return {...openPacked(sink), file: files.at(-1)!.name};
  });
  const session = openSession(source, {schedule: STORY, tap: recorder});
  session.remember();
  session.advance(20 * S);
  expect(session.seekNow(7.3 * S)).toBe(true);
  session.advance(7.3 * S);
  session.send({command: 'reset_device', device: 'eth0'});
  session.advance(19 * S);
  recorder.stop();
  expect(files).toHaveLength(2);
  const [left, branch] = files.map(({sink}) => linesOf(sink.bytes()));
  expect(left.at(-2)).toEqual({kind: 'branched', t: 20 * S, toNs: 7.3 * S});
  // The reset at 6 s was refused.
  expect(branch.slice(0, 3)).toMatchObject([
    {source: 'run', branchOf: {t: 7.3 * S, file: 'run0.gz'}, commands: STORY.slice(0, 1)},
    {kind: 'keyframe', t: 7.3 * S},
    {kind: 'command_applied', t: 7.3 * S},
  ]);
  expect(await check(files[0].sink.bytes())).toEqual([0, expect.stringMatching(/^FILE: reproduced: 20.000 s of /)]);
  expect(await check(files[1].sink.bytes())).toEqual([0, expect.stringMatching(/^FILE: reproduced: 19.000 s of /)]);
});

describe('a record that does not come again is named, with what differs', () => {
  const lines = plainStory().toString().split('\n');
  const changed = (line: number, from: string | RegExp, to: string) => {
    const text = lines.with(line - 1, lines[line - 1].replace(from, to)).join('\n');
    expect(text).not.toBe(lines.join('\n'));
    return text;
  };
  test.each([
    [
      'a count',
      changed(5, '"counts":[[0,', '"counts":[[0,9'),
      /^FILE: line 5, the sample at 0.300 s, is different in the new run: lines\[0\]\.counts\[0\]\[1\] was 9\d\d and is \d\d$/,
    ],
    [
      'another seed',
      changed(1, '"seed":1', '"seed":2'),
      /^FILE: line 3, the sample at 0.100 s, is different in the new run: lines\[0\]/,
    ],
    [
      'a missing record',
      lines.toSpliced(4, 1).join('\n'),
      'FILE: line 5, the sample at 0.400 s, is different in the new run: t was 400000000 and is 300000000',
    ],
    [
      'a missing end',
      lines.slice(0, 300).join('\n'),
      /^FILE: the recording ends, but the run goes on: \{"kind":"index"/,
    ],
    [
      'a line that is none',
      changed(5, '{', '{{'),
      'FILE: the recording can not be reproduced: line 3: after the keyframe of 0 ns, it is not JSON',
    ],
    [
      'an unknown scenario',
      changed(1, 'poweredge-400sc', 'pdp-11'),
      'FILE: the recording can not be run again: unknown scenario pdp-11',
    ],
  ])('%s', async (_what, text, says) => {
    expect(await check(text)).toEqual([5, typeof says === 'string' ? says : expect.stringMatching(says)]);
  });
});

test('other recordings are sound when they add up', async () => {
  const told = plainStory().toString().replace('"source":"run"', '"source":"watch"');
  expect(await check(told)).toEqual([0, 'FILE: sound: 35.000 s of watch; 371 records']);
  const more = told.replace('"t":300000000,"spanNs":100000000,"lines":[{"irq":"0","counts":[[0,', '$&9');
  expect(await check(more)).toEqual([
    5,
    expect.stringMatching(
      /^FILE: at 10.000 s line 0 counts (\d+), \d+ in the keyframe, but \d+, \d+ by the records before$/,
    ),
  ]);
  const held = told.replace('"heldNs":{"in-flight":', '$&9999');
  expect(await check(held)).toEqual([
    5,
    expect.stringMatching(/^FILE: at 0.\d00 s line 169 was held for \d+ ns in a sample of 100000000 ns$/),
  ]);
});

test('damage is named, and a script is told in JSON', async () => {
  const flipped = story();
  flipped[9000] ^= 16;
  const says = expect.stringMatching(/^the recording can not be reproduced: bytes \d+ to \d+ are damaged; /);
  const [status, stdout] = await check(flipped, '--json');
  expect([status, JSON.parse(String(stdout))]).toEqual([5, {file: 'FILE', kind: 'recording', ok: false, says}]);
});

test.each([
  ['something else', 'hello\n'],
  ['something else that is packed', gzipSync('hello\n'.repeat(1000))],
  ['nothing', ''],
])('%s is no recording that can be checked', async (_what, content) => {
  expect(await check(content)).toEqual([
    5,
    'irqdeck: FILE: unknown kind of file, or it can not be read; irqdeck can check: recording, drill, scenario.',
  ]);
});
