import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openSession, type Session} from '../../src/session/session.ts';
import type {Bytes} from '../../src/source/recording/bytes.ts';
import {openRecordedBytes, type RecordedFile} from '../../src/source/recording/recorded-bytes.ts';
import {InputError} from '../../src/trace/fault.ts';
import {parseCommand} from '../../src/trace/recording/parse.ts';
import {openReading} from '../../src/trace/recording/reading.ts';
import {S} from '../helpers/host.ts';
import {linesOf, plainStory, story} from '../helpers/recorded.ts';

// Recordings that somebody's disk, editor or program has spoiled. LONG=1 tries ten thousand of each.
const RUNS = process.env.LONG ? 10_000 : 120;

const PACKED = story(12 * S);
const PLAIN = plainStory(12 * S);

/** The change of bytes at a place, given as a share of their length. */
type Edit = {what: 'flip' | 'drop' | 'double' | 'insert' | 'cut'; at: number; length: number; bytes: Uint8Array};

const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom('flip', 'flip', 'flip', 'drop', 'double', 'insert', 'cut'),
  // Of all doubles from 0 to 1 nearly every one is next to 0.
  at: fc.nat(1_000_000).map(millionths => millionths / 1_000_000),
  length: fc.oneof(fc.integer({min: 1, max: 8}), fc.integer({min: 1, max: 9000})),
  bytes: fc.oneof(
    fc.uint8Array({minLength: 1, maxLength: 12}),
    fc
      .constantFrom('9', '-1', '1e9', '.5', '"', '{', ']', '\\u202e', '\n', 'null', '[[0,1]]')
      .map(text => Buffer.from(text)),
  ),
});

function edited(content: Buffer, edits: readonly Edit[]): Buffer {
  return edits.reduce((bytes, {what, at, length, bytes: more}) => {
    const from = Math.floor(at * Math.max(bytes.length - 1, 0));
    const [before, part, after] = [
      bytes.subarray(0, from),
      bytes.subarray(from, from + length),
      bytes.subarray(from + length),
    ];
    if (what === 'cut') return Buffer.from(before);
    if (what === 'insert') return Buffer.concat([before, more, part, after]);
    if (what === 'drop') return Buffer.concat([before, after]);
    if (what === 'double') return Buffer.concat([before, part, part, after]);
    return Buffer.concat([before, Buffer.from(part).fill(more, 0, Math.min(more.length, part.length)), after]);
  }, content);
}

function bytesOf(content: Buffer): Bytes {
  return {
    size: content.length,
    read: async (at, length) => Buffer.from(content.subarray(at, at + length)),
    close: async () => {},
  };
}

/** The figures of a frame add up, whatever was read. */
function expectSums(session: Session): void {
  const frame = session.frame();
  for (const {total, perCpu} of frame.lines) expect(total).toBe(perCpu!.reduce((sum, count) => sum + count, 0));
  expect(JSON.stringify(frame)).not.toMatch(/NaN|Infinity/);
}

async function playThrough(source: RecordedFile): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  const session = openSession(source, {tap: {wantsView: () => false, take: more => records.push(...more)}});
  for (let steps = 0; !session.ended; steps++) {
    await session.arrival();
    session.advance(Number.MAX_SAFE_INTEGER);
    expect(steps).toBeLessThan(1000);
  }
  expectSums(session);
  return records;
}

/** All that can be read of it, then what can be read from somewhere in it; `null`: it reports that it has nothing. */
async function read(content: Buffer, seekNs: number): Promise<TraceRecord[] | null> {
  try {
    const source = await openRecordedBytes(bytesOf(content), 'file');
    if (source === null) return null;
    const records = await playThrough(source);
    await source.seek!(seekNs);
    await playThrough(source);
    return records;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return null;
  }
}

const edits = fc.array(edit, {minLength: 1, maxLength: 4});
const anyTime = fc.integer({min: 0, max: 15 * S});

test('a packed recording that is spoiled gives what was written, in order, or says why not', async () => {
  const written = new Set(linesOf(PACKED).map(line => JSON.stringify(line)));
  await fc.assert(
    // One at a time: a member that was cut off has no checksum, and what else is wrong with it nobody can know.
    fc.asyncProperty(edit, anyTime, async (one, seekNs) => {
      const records = (await read(edited(PACKED, [one]), seekNs)) ?? [];
      for (const record of records)
        if (record.kind !== 'input_skipped') expect(written).toContain(JSON.stringify(record));
    }),
    {numRuns: RUNS},
  );
});

test('plain lines that are spoiled are shown or skipped: nothing breaks, and all sums hold', async () => {
  await fc.assert(
    fc.asyncProperty(edits, anyTime, async (some, seekNs) => {
      const records = (await read(edited(PLAIN, some), seekNs)) ?? [];
      const times = records.map(({t}) => t);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
    }),
    {numRuns: RUNS},
  );
});

test('lines of the protocol that are spoiled are records, commands, or faults with a reason', () => {
  const lines = fc.constantFrom(
    ...PLAIN.toString().split('\n').slice(0, 60),
    '{"command":"hang_domain","domain":"net"}',
  );
  fc.assert(
    fc.property(lines, edits, (line, some) => {
      const bytes = edited(Buffer.from(line), some);
      const reading = openReading({after: {header: {} as never, t: 0}, inPlace: true});
      reading.feed(bytes);
      reading.rest();
      const parsed = parseCommand(bytes.toString());
      if ('fault' in parsed) expect(parsed.fault.length).toBeGreaterThan(5);
    }),
    {numRuns: 10 * RUNS},
  );
});
