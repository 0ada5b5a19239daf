import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {openLive} from '../../../src/session/live.ts';
import {openPace} from '../../../src/session/pace.ts';
import {openRecorder} from '../../../src/session/recorder/recorder.ts';
import {openSession} from '../../../src/session/session.ts';
import {openRecordedBytes} from '../../../src/source/recording/recorded-bytes.ts';
import {openPacked} from '../../../src/trace/recording/writer.ts';
import {MS, S} from '../../helpers/host.ts';
import {memory, recorded} from '../../helpers/recorded.ts';
import {expectSame, found, inside, LENGTH_NS, replay, SCRIPT, STRAIGHT, simulator, walk} from './single-steps.ts';

describe('the steps of a recorded simulation at any time are those of the run, wherever one was before', () => {
  test.each([
    ['which is run again', false],
    ['from its file', true],
  ])('%s', async (_, recordSteps) => {
    const bytes = recorded(simulator({recordSteps}), LENGTH_NS, SCRIPT);
    await fc.assert(
      fc.asyncProperty(walk, async times => {
        const user = await replay(bytes);
        user.live.pause();
        for (const ms of times) {
          const t = ms * MS;
          user.live.seek(t);
          await user.arrive();
          expect(user.live.view.t).toBe(t);
          expectSame(await found(user, Math.max(t - 2 * S, 0), t), inside(STRAIGHT, t - 2 * S, t));
        }
      }),
      {numRuns: 5},
    );
  });
});

test('a recording that began later is run again with all that was asked before', async () => {
  const source = simulator();
  const recorder = openRecorder(source.header);
  const session = openSession(source, {schedule: SCRIPT, tap: recorder});
  session.advance(15 * S);
  const sink = memory();
  recorder.start(() => openPacked(sink));
  session.advance(30 * S);
  recorder.stop();
  const user = await replay(sink.bytes());
  // It begins with the next sample.
  expect(user.live.view.t).toBe(15.1 * S);
  user.live.seek(20 * S);
  await user.arrive();
  expectSame(await found(user, 18 * S, 20 * S), inside(STRAIGHT, 18 * S, 20 * S));
});

test('a replica that differs from its recording gives no steps, and the reason', async () => {
  const bytes = recorded(simulator(), 30 * S, SCRIPT);
  const user = await replay(bytes, () => () => simulator({steps: true, seed: 2}));
  user.live.seek(20 * S);
  await user.arrive();
  expect(await found(user, 19 * S, 20 * S)).toEqual({
    missing: expect.stringMatching(
      /^no single steps: a second run differs from the recording from 0\.\d+ s on; irqdeck check shows how$/,
    ),
  });
});

test('a recording with an unknown scenario gives the reason', async () => {
  const bytes = recorded(simulator(), 30 * S, SCRIPT);
  const user = await replay(bytes, () => async () => {
    throw new Error('its scenario, tiny, is none that there is here');
  });
  expect(await found(user, 0, 0)).toEqual({missing: 'its scenario, tiny, is none that there is here'});
});

test('what takes longer than a minute to run again is given up, and what was reached is shown', async () => {
  const bytes = recorded(simulator(), 120 * S, SCRIPT);
  let ms = 0;
  const source = (await openRecordedBytes(
    {size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length), close: async () => {}},
    'a.gz',
  ))!;
  const session = openSession(source);
  // Every look at the clock takes a second of it.
  const now = () => (ms += 1000);
  const live = openLive(session, {
    pace: openPace({now: () => 0}),
    now,
    later: setImmediate,
    replica: {open: () => simulator({steps: true}), recorded: source.records},
  });
  live.seek(100 * S);
  for (let n = 0; n < 500 && live.timeline.seekingNs !== null; n++) {
    await new Promise(setImmediate);
    live.tick();
  }
  const said = new Set<string>();
  for (let n = 0; n < 500 && !said.has('missing'); n++) {
    await new Promise(setImmediate);
    const steps = live.steps('5', 99 * S, 100 * S);
    if ('coming' in steps) said.add(steps.coming.replace(/\d+ %/, 'N %'));
    if ('missing' in steps) said.add('missing').add(steps.missing);
  }
  expect([...said]).toEqual([
    'running it again up to 100.000 s to find its single steps: N %',
    'missing',
    'running it again up to 100.000 s takes more than a minute',
  ]);
});
