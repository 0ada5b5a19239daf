import {gunzipSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {POLICIES} from '../../../src/machine/policy/policy.ts';
import {openRecorder} from '../../../src/session/recorder/recorder.ts';
import {openSession, type Scheduled} from '../../../src/session/session.ts';
import {MEMBER_HEAD_BYTES, readHead} from '../../../src/trace/recording/member.ts';
import {openPacked, openPlain} from '../../../src/trace/recording/writer.ts';
import {MS, S} from '../../helpers/host.ts';
import {linesOf, memory, plainStory, recorded, story} from '../../helpers/recorded.ts';
import {STORY, simulation, simulator} from '../../helpers/simulated.ts';

test('a recording is the header and the records, with a keyframe and an index every ten seconds', () => {
  const [header, ...lines] = linesOf(story());
  const simulated = simulation(35 * S);
  expect(header).toEqual(simulated.header);
  const ours = lines.filter(({kind, t}) => kind === 'index' || (kind === 'keyframe' && t > 0));
  expect(lines.filter(line => !ours.includes(line))).toEqual(simulated.records);
  expect(ours.map(({kind, t}) => `${kind} ${t / S}`)).toEqual([
    'index 10',
    'keyframe 10',
    'index 20',
    'keyframe 20',
    'index 30',
    'keyframe 30',
    'index 35',
  ]);
});

test('a segment begins right after a sample, with the commands of that time', () => {
  const lines = linesOf(recorded(simulator(), 12 * S, [{t: 10 * S, command: {command: 'hang_domain', domain: 'net'}}]));
  const around = lines.filter(({t}) => t === 10 * S).map(({kind}) => kind);
  expect(around).toEqual(['sample', 'index', 'keyframe', 'command_applied', 'domain_hung']);
});

test('the index lists alerts, markers and commands', () => {
  const mark = {t: 3 * S, command: {command: 'add_marker', text: 'here'}} as const;
  const lines = linesOf(recorded(simulator(), 19 * S, [...STORY, mark]));
  const indexes = lines.filter(({kind}) => kind === 'index');
  const starved = indexes.flatMap(({moments}) => moments as [number, string][]).filter(([, what]) => what === 'alert');
  expect(indexes.map(({fromNs, t}) => [fromNs, t])).toEqual([
    [0, 10 * S],
    [10 * S, 19 * S],
  ]);
  expect(indexes[0].moments).toEqual([
    [2 * S, 'command'],
    ...(indexes[0].moments as [number, string][]).filter(([t, what]) => what === 'alert' && t < 3 * S),
    [3 * S, 'marker'],
    ...(indexes[0].moments as [number, string][]).filter(([t, what]) => what === 'alert' && t > 3 * S),
    [6 * S, 'command'],
    [9 * S, 'command'],
    [9 * S, 'command'],
  ]);
  // disk and usb starve half a second after net hangs, at the first sample at which that has lasted.
  expect(starved.length).toBeGreaterThanOrEqual(2);
  expect(starved[0][0]).toBeGreaterThanOrEqual(2.5 * S);
});

test('however a session is driven, the same text is recorded', () => {
  const whole = gunzipSync(story(25 * S)).toString();
  const gaps = fc.array(fc.tuple(fc.integer({min: 1, max: 4e9}), fc.boolean()), {minLength: 1, maxLength: 20});
  fc.assert(
    fc.property(gaps, steps => {
      const bytes = recorded(simulator(), 25 * S, STORY, {
        drive(session) {
          let t = 0;
          for (const [gap, bySample] of steps)
            session.advance(Math.min((t += gap), 25 * S), bySample ? () => true : undefined);
          session.advance(25 * S);
        },
      });
      expect(gunzipSync(bytes).toString()).toBe(whole);
    }),
    {numRuns: 20},
  );
});

test('plain or packed, the same text', () => {
  expect(plainStory().toString()).toBe(gunzipSync(story()).toString());
});

test('facts and samples of the machine of ten lines take less than 40 kB a minute', () => {
  const minute = (policy: string, schedule: readonly Scheduled[]) =>
    bytesBeforeIndexes(recorded(simulator({policy}), 60 * S, schedule));
  for (const {name} of POLICIES) expect(minute(name, STORY), name).toBeLessThan(40_000);
  expect(minute('xen-2005', [])).toBeLessThan(40_000);
  // A line that re-fires a thousand times a second all the minute long, and lines of lower vectors that wait for it have more records.
  expect(minute('xen', [STORY[0]])).toBeLessThan(61_000);
});

/** Keyframes, facts and samples of all members, without their heads and indexes. */
function bytesBeforeIndexes(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; ) {
    const {length, indexAt} = readHead(bytes, at)!;
    sum += indexAt - MEMBER_HEAD_BYTES;
    at += length;
  }
  return sum;
}

test('steps take less than 8 bytes each', () => {
  for (const policy of ['xen-2005', 'xen']) {
    const without = recorded(simulator({policy}), 30 * S, [STORY[0]]);
    const bytes = recorded(simulator({policy, recordSteps: true}), 30 * S, [STORY[0]]);
    const lines = gunzipSync(bytes).toString().trimEnd().split('\n');
    const steps = lines.filter(line => line.startsWith('['));
    expect(steps.length).toBeGreaterThan(50_000);
    expect((bytes.length - without.length) / steps.length).toBeLessThan(8);
    // Without them it is the same recording, but for the header and the checksums.
    const others = (text: string[]) => text.filter(line => !/^\[|"format"|"kind":"index"/.test(line));
    expect(others(lines)).toEqual(others(gunzipSync(without).toString().trimEnd().split('\n')));
  }
});

test('a recording that begins in the middle begins after the next sample, and its header has the earlier commands', () => {
  const source = simulator();
  const recorder = openRecorder(source.header);
  const session = openSession(source, {schedule: STORY, tap: recorder});
  session.advance(6.25 * S);
  const sink = memory();
  recorder.start(() => openPacked(sink));
  expect(recorder.state).toBe('waiting');
  session.advance(6.3 * S);
  expect(recorder.state).toBe('on');
  session.advance(12 * S);
  recorder.stop();
  expect(recorder.state).toBe('off');
  session.advance(13 * S);
  const [header, first, ...rest] = linesOf(sink.bytes());
  expect(header).toEqual({...source.header, commands: [{t: 2 * S, command: STORY[0].command}]});
  expect([first.kind, first.t]).toEqual(['keyframe', 6.3 * S]);
  const records = simulation(12 * S).records.filter(({t}) => t > 6.3 * S);
  expect(rest.filter(({kind, t}) => kind !== 'index' && !(kind === 'keyframe' && t === 10 * S))).toEqual(records);
});

test('it can be stopped before it began, and started again', () => {
  const source = simulator();
  const recorder = openRecorder(source.header);
  const session = openSession(source, {tap: recorder});
  session.advance(150 * MS);
  recorder.start(() => {
    throw new Error('never');
  });
  recorder.stop();
  session.advance(300 * MS);
  expect([recorder.state, recorder.fault]).toEqual(['off', null]);
  const sink = memory();
  recorder.start(() => openPlain(sink));
  session.advance(450 * MS);
  recorder.stop();
  const kinds = sink
    .bytes()
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).kind);
  expect(kinds).toEqual([undefined, 'keyframe', 'index']);
});

test('a disk that is full ends the recording and nothing else', () => {
  const whole = story(20 * S);
  const sink = memory();
  const source = simulator();
  const recorder = openRecorder(source.header);
  const full = {
    append(bytes: Uint8Array) {
      if (sink.bytes().length + bytes.length > 9000) throw new Error('no space left');
      sink.append(bytes);
    },
  };
  recorder.start(() => openPacked(full));
  const session = openSession(source, {schedule: STORY, tap: recorder});
  session.advance(20 * S);
  expect([recorder.state, recorder.fault, session.t]).toEqual([
    'off',
    {t: expect.any(Number), reason: 'no space left'},
    20 * S,
  ]);
  expect(sink.bytes().length).toBeGreaterThan(8000);
  // All but the head of the first member, where its length could not be written.
  const first = readHead(whole)!.length;
  expect(sink.bytes().subarray(MEMBER_HEAD_BYTES, first)).toEqual(whole.subarray(MEMBER_HEAD_BYTES, first));
});
