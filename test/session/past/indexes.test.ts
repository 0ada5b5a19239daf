import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Bookmark} from '../../../src/model/view/timeline.ts';
import {parseTime} from '../../../src/protocol/time.ts';
import {openLive} from '../../../src/session/live.ts';
import {openPace} from '../../../src/session/pace.ts';
import {openBookmarks} from '../../../src/session/past/bookmarks.ts';
import {openSession} from '../../../src/session/session.ts';
import {partOf} from '../../../src/source/recording/part.ts';
import {openRecordedBytes} from '../../../src/source/recording/recorded-bytes.ts';
import type {Source} from '../../../src/source/source.ts';
import {openPacked, openPlain} from '../../../src/trace/recording/writer.ts';
import {poweredge, S} from '../../helpers/host.ts';
import {bytesOf, recorded, story} from '../../helpers/recorded.ts';
import {script} from '../../helpers/script.ts';
import {simulator} from '../../helpers/simulated.ts';

const open = async (content: Uint8Array) => (await openRecordedBytes(bytesOf(content), 'file'))!;

/** Lets what is read in the background arrive. */
const arrive = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
};

/** A screen on a clock that stands still. */
function shown(source: Source) {
  const live = openLive(openSession(source), {pace: openPace({now: () => 0}), now: () => 0});
  live.pause();
  return live;
}

/** Known as soon as it was opened, from the indexes alone. */
async function told(source: Source): Promise<readonly Bookmark[]> {
  const live = shown(source);
  const {t} = live.view;
  live.tick();
  await arrive();
  expect(live.view.t).toBe(t);
  return live.timeline.bookmarks;
}

/** Known when all of it was played, by somebody who reads no index. */
async function played(source: Source): Promise<readonly Bookmark[]> {
  const live = shown(Object.create(source, {indexes: {value: undefined}}));
  live.seek(Number.POSITIVE_INFINITY);
  for (let ticks = 0; ticks < 10_000 && live.timeline.seekingNs !== null; ticks++) {
    await new Promise(resolve => setImmediate(resolve));
    live.tick();
  }
  expect(live.timeline.seekingNs).toBeNull();
  return live.timeline.bookmarks;
}

const RECORDINGS = fileURLToPath(new URL('../../../recordings/', import.meta.url));
const FILES = readdirSync(RECORDINGS).filter(file => file.endsWith('.gz'));

test.each(FILES)('%s: what its indexes tell is what is seen by playing it', async file => {
  const content = readFileSync(RECORDINGS + file);
  expect(await told(await open(content))).toEqual(await played(await open(content)));
});

test('whatever is done to a machine: what the indexes tell is what is seen by playing it', async () => {
  const anyRun = fc.tuple(
    script(poweredge, 25),
    fc.constantFrom(openPacked, openPlain),
    fc.constantFrom('xen', 'linux'),
  );
  await fc.assert(
    fc.asyncProperty(anyRun, async ([commands, writer, policy]) => {
      const schedule = commands.map(({at, do: command}) => ({t: parseTime(at)!, command}));
      const content = recorded(simulator({policy}), 28 * S, schedule, {open: writer});
      const bookmarks = await told(await open(content));
      expect(bookmarks).toEqual(await played(await open(content)));
      expect(bookmarks.filter(({kind}) => kind === 'command').map(({t}) => t)).toEqual([
        ...new Set(schedule.map(({t}) => t)),
      ]);
    }),
    {numRuns: 12},
  );
});

test('of a part, what is told of that part', async () => {
  const whole = await told(await open(story(35 * S)));
  const part = await told(partOf(await open(story(35 * S)), 6 * S));
  expect(part).toEqual(whole.filter(({t}) => t <= 6 * S));
  expect(part.length).toBeLessThan(whole.length);
});

test('nothing of it is read before the first tick, and then the indexes alone', async () => {
  const marker = {t: 115 * S, command: {command: 'add_marker', text: 'late'}} as const;
  const bytes = bytesOf(recorded(simulator(), 120 * S, [marker]));
  const live = shown((await openRecordedBytes(bytes, 'file'))!);
  await arrive();
  const opened = bytes.reads.length;
  live.tick();
  await arrive();
  const read = bytes.reads.slice(opened).reduce((sum, length) => sum + length, 0);
  expect(live.timeline.bookmarks).toEqual([{t: 115 * S, kind: 'marker'}]);
  // Twelve members of about 5 kB, of each its head of 48 bytes and an index of less than 300.
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(12 * (48 + 300));
  live.tick();
  await arrive();
  expect(bytes.reads.slice(opened).reduce((sum, length) => sum + length, 0)).toBe(read);
});

test('a disk that does not give them costs only them', async () => {
  const bytes = bytesOf(story(35 * S));
  const source = (await openRecordedBytes(bytes, 'file'))!;
  const live = shown(source);
  bytes.read = () => Promise.reject(new Error('gone'));
  live.tick();
  await arrive();
  expect(live.timeline.bookmarks).toEqual([]);
});

test('an index tells of its own stretch and of nothing else', () => {
  const bookmarks = openBookmarks();
  bookmarks.addIndex({
    fromNs: 10 * S,
    t: 20 * S,
    moments: [
      [9 * S, 'alert'],
      [10 * S, 'command'],
      [20 * S, 'alert'],
      [20 * S, 'alert'],
      [21 * S, 'marker'],
    ],
  });
  bookmarks.addIndex({fromNs: 50 * S, t: 40 * S, moments: [[45 * S, 'alert']]});
  expect(bookmarks.all).toEqual([
    {t: 10 * S, kind: 'command'},
    {t: 20 * S, kind: 'alert'},
  ]);
  // A reader that enters in the middle may see an alert a little earlier or later.
  bookmarks.addLog([entry(14 * S), entry(24 * S)], 14 * S, 30 * S);
  expect(bookmarks.all.map(({t}) => t / S)).toEqual([10, 20, 24]);
  expect(bookmarks.spanAt(15 * S)).toEqual({fromNs: 10 * S, toNs: 30 * S});
  expect(bookmarks.spanAt(45 * S)).toEqual({fromNs: 45 * S, toNs: 45 * S});
});

const entry = (t: number) => ({t, kind: 'raised' as const, alert: 'storm/5', text: 'line 5 storms'});
