import {crc32, deflateRawSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openRecorder} from '../../src/session/recorder/recorder.ts';
import {openSession} from '../../src/session/session.ts';
import {openRecordedBytes, type RecordedFile} from '../../src/source/recording/recorded-bytes.ts';
import {MEMBER_HEAD_BYTES, readHead, writeHead, writeTail} from '../../src/trace/recording/member.ts';
import {openPacked} from '../../src/trace/recording/writer.ts';
import {MS, S} from '../helpers/host.ts';
import {bytesOf, linesOf, memory, plainStory, recorded, story} from '../helpers/recorded.ts';
import {simulator} from '../helpers/simulated.ts';

const open = async (content: Uint8Array) => (await openRecordedBytes(bytesOf(content), 'file'))!;

async function rest(source: RecordedFile): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(Number.MAX_SAFE_INTEGER));
  }
  return records;
}

const all = async (content: Uint8Array) => rest(await open(content));
/** What stands in a recording, read by nothing of ours. */
const written = (content: Uint8Array) => linesOf(content).slice(1) as TraceRecord[];

const PACKED = story(35 * S);
const PLAIN = plainStory(35 * S);
const RECORDS = written(PACKED);
const LAYOUTS = [
  ['gzip members', PACKED],
  ['plain lines', PLAIN],
] as const;

/** Where the members begin. */
function members(content: Buffer): number[] {
  const at = [0];
  for (let next = readHead(content)!.length; next < content.length; next += readHead(content, next)!.length)
    at.push(next);
  return at;
}

describe.each(LAYOUTS)('%s', (_layout, content) => {
  test('all of it is read, with the header of who recorded it', async () => {
    const source = await open(content);
    expect(source.header).toEqual({...simulator().header, source: 'replay', file: 'file'});
    expect([source.nextNs, source.endNs]).toEqual([0, 35 * S]);
    expect(await rest(source)).toEqual(RECORDS);
  });

  test('it is entered at the last keyframe at or before a time', async () => {
    const times = fc.array(fc.integer({min: -2, max: 45}), {minLength: 1, maxLength: 8});
    await fc.assert(
      fc.asyncProperty(times, async seconds => {
        const source = await open(content);
        for (const t of seconds) {
          const readTo = (t + 5) * S;
          if (!(await source.seek!(t * S))) continue;
          const entered = Math.min(Math.max(Math.floor(t / 10) * 10, 0), 30) * S;
          const from = RECORDS.findIndex(({kind, t: at}) => kind === 'keyframe' && at === entered);
          const records: TraceRecord[] = [];
          while (source.nextNs !== null && source.nextNs! <= readTo) {
            records.push(...source.read(readTo));
            await source.arrival();
          }
          expect(records).toEqual(RECORDS.slice(from).filter(({t: at}) => at <= readTo));
        }
      }),
      {numRuns: 12},
    );
  });

  test('it stays where it is when reading on is as near', async () => {
    const source = await open(content);
    while (source.nextNs !== null && source.nextNs! <= 12 * S) {
      source.read(12 * S);
      await source.arrival();
    }
    expect(await source.seek!(19 * S)).toBe(false);
    expect(source.read(12.1 * S).map(({t}) => t)).toEqual([12.1 * S]);
    expect(await source.seek!(12.05 * S)).toBe(true);
    expect(source.nextNs).toBe(10 * S);
    expect(await source.seek!(20 * S)).toBe(true);
    expect(source.nextNs).toBe(20 * S);
  });

  test('its indexes tell where to go', async () => {
    const indexes = [];
    for await (const index of (await open(content)).indexes()) indexes.push(index);
    expect(indexes).toEqual(RECORDS.filter(({kind}) => kind === 'index'));
    expect(indexes.flatMap(({moments}) => moments).length).toBeGreaterThan(5);
  });
});

const lost = (record: TraceRecord) => (record.kind === 'input_skipped' ? [record.reason] : []);

/** A recording, and how far it was when it had which size. */
function watched(untilNs: number): {content: Buffer; flushed: {size: number; t: number}[]} {
  const flushed: {size: number; t: number}[] = [];
  const content = recorded(simulator(), untilNs, [], {
    open(sink) {
      const append = (bytes: Uint8Array) => {
        sink.append(bytes);
        flushed.push({size: (flushed.at(-1)?.size ?? 0) + bytes.length, t: reachedNs});
      };
      return openPacked({...sink, append});
    },
    drive(session) {
      for (; session.t < untilNs; session.advance(session.t + 100 * MS)) reachedNs = session.t;
      reachedNs = untilNs;
    },
  });
  return {content, flushed};
}
let reachedNs = 0;

/** The readable part of a cut recording is its beginning, all that was flushed before the cut, and a report of the cut. */
async function expectCut({content, flushed}: ReturnType<typeof watched>, cut: number): Promise<void> {
  const whole = linesOf(content).slice(1);
  const size = content.length - cut;
  const records = await all(content.subarray(0, size));
  const read = records.filter(({kind}) => kind !== 'input_skipped');
  expect(JSON.stringify(read), `${cut} bytes`).toBe(JSON.stringify(whole.slice(0, read.length)));
  expect(read.at(-1)!.t, `${cut} bytes`).toBeGreaterThanOrEqual(flushed.findLast(flush => flush.size <= size)!.t);
  // A loss is reported, when it was more than the index or the checksum.
  const told = records.flatMap(lost);
  expect(told.length).toBeLessThanOrEqual(1);
  if (read.length < whole.length - 1) expect(told[0]).toMatch(/^it is cut off after /);
}

test('cut at each byte of its last kilobyte all is there that was recorded a second before', async () => {
  const short = watched(4 * S);
  // A flush every second: the lost part is at most a second more than the bytes that are gone.
  const seconds = short.flushed.slice(1).map(({t}) => t / S);
  expect(seconds.slice(0, 4).map(Math.round)).toEqual([1, 2, 3, 4]);
  expect(short.content.length).toBeGreaterThan(2048);
  for (let cut = 1; cut <= 1024; cut++) await expectCut(short, cut);
});

test('cut anywhere behind its first ten seconds it says so', async () => {
  const long = watched(25 * S);
  for (const cut of [1, 7, 8, 9, 60, 200, 3000]) await expectCut(long, cut);
});

test('while it is written all but the second in hand can be read', async () => {
  const sink = memory();
  const source = simulator();
  const recorder = openRecorder(source.header);
  recorder.start(() => openPacked(sink));
  const session = openSession(source, {tap: recorder});
  for (const seconds of [1.5, 4.2, 10.3, 12.7, 23]) {
    session.advance(seconds * S);
    const records = await all(sink.bytes());
    const read = records.filter(({kind}) => kind !== 'input_skipped');
    expect(read.at(-1)!.t).toBeGreaterThanOrEqual((Math.floor(seconds) - 0.1) * S);
    expect(records.flatMap(lost)).toEqual([expect.stringMatching(/^it is cut off after /)]);
  }
});

describe('a flipped byte', () => {
  const starts = members(PACKED);
  /** A byte of the second member, so far into it. */
  const flipped = (share: number) => {
    const content = Buffer.from(PACKED);
    const at = Math.floor(starts[1] + MEMBER_HEAD_BYTES + share * (starts[2] - starts[1] - MEMBER_HEAD_BYTES - 8));
    content[at] ^= 0x10;
    return content;
  };

  test.each([0, 0.2, 0.5, 0.8, 0.97])('%f into the second ten seconds', async share => {
    const records = await all(flipped(share));
    const at = records.findIndex(({kind}) => kind === 'input_skipped');
    const before = records.slice(0, at - 1);
    const resumed = RECORDS.findIndex(({kind, t}) => kind === 'keyframe' && t === 20 * S);
    // All before the damage, to the second; then all from the next keyframe on.
    expect(before).toEqual(RECORDS.slice(0, before.length));
    expect(before.at(-1)!.t).toBeGreaterThanOrEqual((10 + Math.floor(share * 10) - 2) * S);
    expect(records[at - 1]).toEqual(RECORDS[resumed]);
    expect(records.slice(at + 1)).toEqual(RECORDS.slice(resumed + 1));
    expect(records[at]).toMatchObject({kind: 'input_skipped', t: 20 * S, lines: 0});
    expect(lost(records[at])[0]).toMatch(new RegExp(`^bytes ${starts[1]} to ${starts[2]} are damaged`));
  });

  test('anywhere in the file: what is read was written, in order', async () => {
    const texts = new Set(RECORDS.map(record => JSON.stringify(record)));
    const everywhere = fc.tuple(fc.integer({min: 0, max: PACKED.length - 1}), fc.integer({min: 1, max: 255}));
    await fc.assert(
      fc.asyncProperty(everywhere, async ([at, by]) => {
        const content = Buffer.from(PACKED);
        content[at] ^= by;
        const source = await openRecordedBytes(bytesOf(content), 'file').catch((error: Error) => error.message);
        if (source === null || typeof source === 'string') {
          expect(at).toBeLessThan(starts[1]);
          return;
        }
        const records = await rest(source);
        for (const record of records)
          if (record.kind !== 'input_skipped') expect(texts).toContain(JSON.stringify(record));
        const times = records.map(({t}) => t);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      {numRuns: 60},
    );
  });
});

describe('bytes that unpack to what nobody can hold', () => {
  /** A member of so many blanks, which packs a thousand to one. */
  function bomb(bytes: number, fromNs: number): Buffer {
    const text = Buffer.alloc(bytes, ' ');
    const packed = deflateRawSync(text);
    const length = MEMBER_HEAD_BYTES + packed.length + 8;
    const head = writeHead({length, fromNs, indexAt: MEMBER_HEAD_BYTES, crc: 0});
    return Buffer.concat([head, packed, writeTail(crc32(text), bytes)]);
  }

  test('at its beginning there is no header', async () => {
    await expect(open(bomb(60e6, 0))).rejects.toThrow(
      'file: line 1: the header of a recording is longer than 1048576 bytes.',
    );
  });

  test('in the middle it is damage, the rest is read, and memory stays bounded', async () => {
    const [, second] = members(PACKED);
    const content = Buffer.concat([
      PACKED.subarray(0, second),
      bomb(100e6, 10 * S),
      PACKED.subarray(members(PACKED)[2]),
    ]);
    const source = await open(content);
    const before = process.memoryUsage().rss;
    const records = await rest(source);
    expect(process.memoryUsage().rss - before).toBeLessThan(80e6);
    expect(records.flatMap(lost)).toEqual([expect.stringMatching(/^bytes \d+ to \d+ are damaged; /)]);
    expect(records.at(-1)!.t).toBe(35 * S);
  });

  test('a line of 100 MB among plain lines is skipped and told', async () => {
    const lines = PLAIN.toString().split('\n');
    const content = Buffer.from(
      lines.toSpliced(5, 0, `{"kind":"marker_added","t":300000000,"text":"${'x'.repeat(100e6)}"}`).join('\n'),
    );
    const source = await open(content);
    const before = process.memoryUsage().rss;
    const records = await rest(source);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    expect(records.flatMap(lost)).toEqual(['line 4: after the keyframe of 0 ns, it is longer than 16777216 bytes']);
    expect(records.filter(({kind}) => kind !== 'input_skipped')).toEqual(RECORDS);
  });
});
