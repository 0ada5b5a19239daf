import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterAll, expect, test} from 'vitest';
import {LONGEST_TEXT} from '../../src/protocol/bounds.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {parseYaml} from '../../src/scenario/read/yaml.ts';
import {readText, readTextNow} from '../../src/setup/read-text.ts';
import {openRecordedFile} from '../../src/source/recording/recorded-file.ts';
import {openRecording, type Recording} from '../../src/source/recording/recording.ts';
import {readHead, writeHead} from '../../src/trace/recording/member.ts';
import {type CheckVerdict, checkRecording} from '../../src/verify/recording.ts';
import {S} from '../helpers/host.ts';
import {plainStory, story} from '../helpers/recorded.ts';

// A file has one answer, whichever way it is read.

const folder = mkdtempSync(join(tmpdir(), 'irqdeck-one-answer-'));
afterAll(() => rmSync(folder, {recursive: true}));

const HEADER = '{"format":"irqdeck-recording","version":1,"source":"watch","intervalNs":1000}\n';
const KEYFRAME =
  '{"kind":"keyframe","t":0,"cpus":[0],"lines":[{"irq":"5","chip":null,"trigger":null,"devices":[],"domains":null,"state":null,"owedBy":null,"perCpu":[0]}],"domains":[],"devices":[]}\n';
const sample = (t: number) => `{"kind":"sample","t":${t},"spanNs":1,"lines":[{"irq":"5","counts":[[0,${t}]]}]}\n`;
const WHOLE =
  HEADER +
  KEYFRAME +
  sample(1) +
  sample(2) +
  KEYFRAME.replace('"t":0', '"t":3').replace('"perCpu":[0]', '"perCpu":[3]') +
  sample(4);

/** The records that are no remarks; or the sentence of a refusal. */
async function answer(open: () => Promise<Recording | null>): Promise<unknown> {
  try {
    const source = await open();
    if (source === null) return 'none of ours';
    const records = [];
    while (!source.ended) {
      await source.arrival();
      records.push(...source.read(Number.MAX_SAFE_INTEGER));
    }
    source.close();
    return records.filter(({kind}) => kind !== 'input_skipped');
  } catch (error) {
    return (error as Error).message;
  }
}

function ways(text: string | Buffer) {
  const bytes = Buffer.from(text);
  const file = join(folder, 'f');
  writeFileSync(file, bytes);
  return {
    path: () => answer(() => openRecordedFile(file, 'f')),
    pipe: () => answer(() => openRecording({name: 'f', input: Readable.from([bytes])})),
    packed: () => answer(() => openRecording({name: 'f', input: Readable.from([gzipSync(bytes)])})),
    check: () => checkRecording(file),
  };
}

test.each([
  ['a header only', HEADER, 'it holds no record: nothing follows its header'],
  [
    'a keyframe with too few counts',
    HEADER + KEYFRAME.replace('"perCpu":[0]', '"perCpu":[]'),
    'line 2: keyframe.lines[0].perCpu does not have one number for each CPU',
  ],
])('%s: the same sentence by path, pipe, gzip and check', async (_what, text, sentence) => {
  const {path, pipe, packed, check} = ways(text);
  expect([await path(), await pipe(), await packed()]).toEqual(Array(3).fill(`f: ${sentence}.`));
  expect(await check()).toEqual({ok: false, says: sentence});
});

test('a byte order mark before it is passed over', async () => {
  const [plain, marked] = [ways(WHOLE), ways(`\ufeff${WHOLE}`)];
  const expected = await plain.pipe();
  expect(await marked.path()).toEqual(expected);
  expect(await marked.pipe()).toEqual(expected);
  expect(await marked.packed()).toEqual(expected);
  expect(await marked.check()).toMatchObject({ok: true});
});

test('whatever is damaged behind the header: the same records, or the same sentence', async () => {
  const change = fc.record({
    at: fc.integer({min: HEADER.length, max: WHOLE.length - 1}),
    byte: fc.integer({min: 32, max: 126}),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, {maxLength: 4}),
      fc.integer({min: HEADER.length, max: WHOLE.length}),
      async (changes, length) => {
        const bytes = Buffer.from(WHOLE);
        for (const {at, byte} of changes) bytes[at] = byte;
        const {path, pipe, packed} = ways(bytes.subarray(0, length));
        const expected = await pipe();
        expect(await path()).toEqual(expected);
        expect(await packed()).toEqual(expected);
      },
    ),
    {numRuns: 150},
  );
});

const DAMAGED = {
  finished: story(25 * S),
  // The last of its members was never finished: its head does not say how long it is.
  unfinished: unfinished(story(25 * S)),
  'one that somebody else packed': gzipSync(plainStory(12 * S)),
  'plain lines': plainStory(12 * S),
};

/** As it stands while the last member is written. */
function unfinished(content: Buffer): Buffer {
  const bytes = Buffer.from(content);
  let at = 0;
  for (let next = readHead(bytes, 0)!.length; next < bytes.length; next += readHead(bytes, next)!.length) at = next;
  bytes.set(writeHead({...readHead(bytes, at)!, length: 0, indexAt: 0, crc: 0}), at);
  return bytes.subarray(0, -500);
}

/** All that is read, what was lost included, with the header. */
async function everything(open: () => Promise<Recording | null>): Promise<unknown> {
  try {
    const source = await open();
    if (source === null) return null;
    const records: TraceRecord[] = [];
    while (!source.ended) {
      await source.arrival();
      records.push(...source.read(Number.MAX_SAFE_INTEGER));
    }
    source.close();
    return {header: source.header, records};
  } catch (error) {
    return (error as Error).message;
  }
}

/** The sentence with which it is refused, as `replay` has it; `null`: check does not know it. */
function refusal(told: CheckVerdict | string | null): string | null {
  if (told === null) return null;
  if (typeof told === 'string') return `f: ${told.slice(told.indexOf(': ') + 2)}`;
  return told.ok ? 'it is taken' : `f: ${told.says.replace(/^the recording can not be reproduced: /, '')}.`;
}

const flips = fc.record({
  // Of all doubles from 0 to 1 nearly every one is next to 0.
  at: fc.oneof(fc.nat(1_000_000), fc.nat(3_000)),
  bit: fc.nat(7),
});

test.each(Object.entries(DAMAGED))(
  'whatever bits are flipped in a recording, %s: by path, through a pipe in pieces of any size, to check: one answer',
  async (what, content) => {
    const foreign = what === 'one that somebody else packed';
    await fc.assert(
      fc.asyncProperty(
        fc.array(flips, {minLength: 1, maxLength: 3}),
        // Of gzip that nothing vouches for zlib gives what came before the damage by the piece.
        foreign ? fc.constant(65_536) : fc.constantFrom(7, 1000, 65_536),
        fc.boolean(),
        async (some, size, cut) => {
          const bytes = Buffer.from(content);
          for (const {at, bit} of some) bytes[Math.floor((at / 1_000_001) * bytes.length)] ^= 1 << bit;
          const whole = cut ? bytes.subarray(0, Math.floor((some[0].at / 1_000_001) * bytes.length)) : bytes;
          const file = join(folder, 'd');
          writeFileSync(file, whole);
          const input = () =>
            Readable.from(
              (function* () {
                for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
              })(),
            );
          const pipe = await everything(() => openRecording({name: 'f', input: input()}));
          const path = await everything(() => openRecordedFile(file, 'f'));
          // What has to be read from its beginning is read so by its path too.
          if (path !== null) expect(pipe).toEqual(path);
          const told = await checkRecording(file).catch((error: Error) => error.message);
          if (typeof pipe === 'string') expect(refusal(told)).toBe(told === null ? null : pipe);
          else expect(told).toMatchObject({ok: expect.any(Boolean)});
        },
      ),
      {numRuns: process.env.LONG ? 5_000 : 60},
    );
  },
);

test('a text that people write has bounds, whatever file it is said to be', async () => {
  const tooMuch = /can not be read: it has more than 1,048,576 bytes/;
  await expect(readText('/dev/zero')).rejects.toThrow(tooMuch);
  expect(() => readTextNow('/dev/zero')).toThrow(tooMuch);
  await expect(readText(folder)).rejects.toThrow('it is a directory');
  writeFileSync(join(folder, 'text'), 'x'.repeat(LONGEST_TEXT));
  expect(await readText(join(folder, 'text'))).toHaveLength(LONGEST_TEXT);
});

test.each([
  ['lists in lists', `a: ${'['.repeat(100_000)}`, 'here values are nested more than 64 levels deep'],
  [
    'maps in maps',
    Array.from({length: 3000}, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    'here values are nested more than 64 levels deep',
  ],
  ['dashes', `${'- '.repeat(1000)}a`, 'here values are nested more than 64 levels deep'],
  ['many values', `a: [${'[],'.repeat(250_000)}]`, 'the file has too many values; the maximum is 80000'],
])('YAML of %s is refused before it is parsed', (_what, text, sentence) => {
  expect(parseYaml(text).faults.map(fault => fault.sentence)).toEqual([sentence]);
});

test('a pipe with a name is opened once: whoever writes into it keeps the reader', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await openRecordedFile(pipe, 'pipe')).toBeNull();
});
