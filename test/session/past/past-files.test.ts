import {readdirSync, readFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import type {Ns} from '../../../src/protocol/words.ts';
import {openLive} from '../../../src/session/live.ts';
import {openPace} from '../../../src/session/pace.ts';
import {openSession} from '../../../src/session/session.ts';
import {openRecordedBytes} from '../../../src/source/recording/recorded-bytes.ts';
import {openRecording, type Recording} from '../../../src/source/recording/recording.ts';
import {openPlain} from '../../../src/trace/recording/writer.ts';
import {S} from '../../helpers/host.ts';
import {type Seen, seen, straight, straightOf} from '../../helpers/past.ts';
import {bytesOf, recorded} from '../../helpers/recorded.ts';
import {STORY, simulator} from '../../helpers/simulated.ts';

// The user goes to and fro in a file, and sees what a fold of all of it from the beginning sees.

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const ours = (content: Uint8Array) => async () => (await openRecordedBytes(bytesOf(content), 'file'))!;
const imported = (content: Buffer) => () => {
  const input = () => Readable.from([content.subarray(0, content.length >> 1), content.subarray(content.length >> 1)]);
  return openRecording({name: 'file', input: input(), reopen: input});
};

const filesIn = (path: string, name: RegExp) => readdirSync(folder(path)).filter(file => name.test(file));
const LONG = [...STORY, {t: 200 * S, command: {command: 'hang_domain', domain: 'usb'}} as const];

/** Long ones are entered in their middle; short ones always at their beginning. */
const FILES: [name: string, open: () => Promise<Recording>, memoryBytes: number][] = [
  ...filesIn('recordings', /gz$/).map((file): (typeof FILES)[number] => [
    file,
    ours(readFileSync(folder(`recordings/${file}`))),
    16e6,
  ]),
  ...filesIn('test/captures', /interrupts\.series/).map((file): (typeof FILES)[number] => [
    file,
    imported(readFileSync(folder(`test/captures/${file}`))),
    16e6,
  ]),
  ['five minutes, packed', ours(recorded(simulator(), 300 * S, LONG)), 300_000],
  ['five minutes, plain', ours(recorded(simulator(), 300 * S, LONG, {open: openPlain})), 300_000],
];

async function allOf(source: Recording): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(Number.MAX_SAFE_INTEGER));
  }
  return records;
}

type Step = {play: number} | {step: 1 | -1} | {seek: number} | {speed: number} | {find: 1 | -1} | {end: boolean};

/** Times as shares of the whole. */
const walk: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({play: fc.integer({min: 0, max: 30_000})}),
    fc.record({step: fc.constantFrom(1 as const, -1 as const)}),
    fc.record({
      seek: fc.oneof(
        fc.nat(1000).map(thousandths => thousandths / 1000),
        fc.constantFrom(0, 0.5),
      ),
    }),
    fc.record({find: fc.constantFrom(1 as const, -1 as const)}),
    fc.record({speed: fc.constantFrom(0.5, 1, 7)}),
    // Once more, or to stay there.
    fc.record({end: fc.boolean()}),
  ),
  {minLength: 4, maxLength: 12},
);

/** Somebody at a recording, on a clock of their own. */
function open(source: Recording, memoryBytes: number) {
  let ms = 0;
  const pace = openPace({now: () => ms});
  const live = openLive(openSession(source), {pace, now: () => 0, memoryBytes});
  const arrive = async () => {
    for (let ticks = 0; ticks < 10_000 && live.timeline.seekingNs !== null; ticks++) {
      await new Promise(resolve => setImmediate(resolve));
      live.tick();
    }
    expect(live.timeline.seekingNs).toBeNull();
  };
  const pass = async (by: number) => {
    ms += by;
    const due = pace.due();
    for (let ticks = 0; ticks < 50 && live.view.t < due && !live.ended; ticks++) {
      await new Promise(resolve => setImmediate(resolve));
      live.tick();
    }
  };
  return {live, arrive, pass};
}

async function carryOut(step: Step, user: ReturnType<typeof open>, lengthNs: Ns): Promise<void> {
  const {live, arrive, pass} = user;
  if ('play' in step) {
    live.resume();
    await pass(step.play);
  }
  if ('step' in step) {
    live.pause();
    live.step(step.step);
  }
  if ('seek' in step) live.seek(Math.round(step.seek * lengthNs));
  if ('find' in step) live.find(step.find);
  if ('speed' in step) live.setSpeed(step.speed);
  if ('end' in step) await toTheEnd(user, step.end);
  await arrive();
}

/** And where it begins again there, over it. */
async function toTheEnd({live, arrive, pass}: ReturnType<typeof open>, loops: boolean): Promise<void> {
  live.seek(Number.POSITIVE_INFINITY);
  await arrive();
  if (!loops) return;
  live.resume();
  live.setLoop(true);
  // That nothing more comes is known when somebody has looked for it.
  for (let looks = 0; looks < 20 && live.view.t !== live.timeline.startNs; looks++) {
    await pass(1);
    live.tick();
    await arrive();
  }
  live.setLoop(false);
  expect(live.view.t).toBe(live.timeline.startNs);
}

describe('what is seen of a file at a time is the same however one came there', () => {
  test.each(FILES)('%s', async (name, source, memoryBytes) => {
    const whole = await source();
    const all = await allOf(whole);
    const lengthNs = all.at(-1)!.t;
    const run = straightOf(whole.header, all, lengthNs);
    const entered = name.startsWith('five');
    await fc.assert(
      fc.asyncProperty(walk, async steps => {
        const user = open(await source(), memoryBytes);
        for (const step of steps) {
          await carryOut(step, user, lengthNs);
          const {t} = user.live.view;
          expect(asKnown(seen(user.live), entered)).toEqual(asKnown(straight(run, t), entered));
        }
      }),
      {numRuns: entered ? 4 : 2},
    );
  });
});

/**
 * A reader that enters in the middle knows two minutes before: older alerts are raised again in the first seconds, and the usual rate
 * for a line that fires rarely is known from longer.
 */
function asKnown(all: Seen, entered: boolean): Seen {
  if (!entered) return all;
  const lasting = ({id = '', alert = ''}: {id?: string; alert?: string}) => !(id + alert).startsWith('stopped/');
  const log = all.log.filter(entry => entry.t > all.t - 110 * S && lasting(entry));
  const [frame, before] = [all.frame, all.before].map(each => ({...each, alerts: each.alerts.filter(lasting)}));
  return {...all, log, frame, before};
}
