import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openRecording, type Recording} from '../../src/source/recording/recording.ts';
import {InputError} from '../../src/trace/fault.ts';
import {captureText, printed, series} from '../helpers/proc.ts';

const TEXT = captureText('04-interrupts.series.txt.gz');
const three = series(
  ...['1.5', '2.5', '4.25'].map((uptime, at): [string, string] => [uptime, printed([0], {5: [[at]], ERR: [[0]]})]),
);

function pieces(bytes: string | Uint8Array, size = 1000): Readable {
  const buffer = Buffer.from(bytes);
  const list = Array.from({length: Math.ceil(buffer.length / size)}, (_, at) =>
    buffer.subarray(at * size, (at + 1) * size),
  );
  return Readable.from(list);
}

async function all(source: Recording): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(Number.MAX_SAFE_INTEGER));
  }
  return records;
}

const opened = async (bytes: string | Uint8Array, size?: number) =>
  all(await openRecording({name: 'file', input: pieces(bytes, size)}));

test('the header says what is replayed and how often it was sampled', async () => {
  const source = await openRecording({name: 'a\x1b[31mb', input: pieces(three)});
  expect(source.header).toEqual({
    format: 'irqdeck-recording',
    version: 1,
    source: 'replay',
    intervalNs: 1e9,
    knows: ['counts'],
    file: 'ab',
  });
  expect(source.send).toBeUndefined();
});

test('records are read up to a time, and the next one is known', async () => {
  const source = await openRecording({name: 'file', input: pieces(three)});
  const read = (t: number) => source.read(t).map(({kind, t: at}) => `${kind} ${at / 1e9}`);
  expect([source.nextNs, read(0), source.ended]).toEqual([0, ['keyframe 0'], false]);
  await source.arrival();
  expect([source.nextNs, read(0.9e9), read(1e9)]).toEqual([1e9, [], ['sample 1']]);
  await source.arrival();
  expect([source.nextNs, read(9e9), source.nextNs, source.ended]).toEqual([2.75e9, ['sample 2.75'], Infinity, true]);
});

test('what has not arrived is waited for, and nothing is read ahead of it', async () => {
  let given = 0;
  const blocks = three.split(/(?==== )/);
  const input = Readable.from(
    (function* () {
      for (const block of blocks) {
        given++;
        yield Buffer.from(block);
      }
    })(),
    {highWaterMark: 1},
  );
  const source = await openRecording({name: 'file', input});
  // The second mark ends the first snapshot.
  expect(given).toBeLessThanOrEqual(3);
  source.read(0);
  expect(source.nextNs).toBeNull();
  await source.arrival();
  expect(source.nextNs).toBe(1e9);
});

test('plain or gzip, in one member or several, in pieces of any size: the same records', async () => {
  const records = await opened(TEXT);
  expect(records.filter(({kind}) => kind === 'sample')).toHaveLength(199);
  const half = TEXT.length >> 1;
  const members = Buffer.concat([gzipSync(TEXT.slice(0, half)), gzipSync(TEXT.slice(half))]);
  expect(await opened(TEXT.slice(0, 20_000), 1)).toEqual(await opened(TEXT.slice(0, 20_000), 1 << 20));
  expect(await opened(gzipSync(TEXT), 7)).toEqual(records);
  expect(await opened(members, 5000)).toEqual(records);
});

describe('gzip that is cut or damaged is shown up to there', () => {
  const packed = gzipSync(TEXT);

  test('cut', async () => {
    const records = await opened(packed.subarray(0, packed.length >> 1));
    expect(records.filter(({kind}) => kind === 'sample').length).toBeGreaterThan(50);
    expect(records.at(-1)).toMatchObject({kind: 'input_skipped', snapshots: 1});
  });

  test('cut within its last bytes', async () => {
    const records = await opened(packed.subarray(0, packed.length - 4));
    expect(records.filter(({kind}) => kind === 'sample')).toHaveLength(199);
    expect(records.at(-1)).toMatchObject({lines: 0, snapshots: 0, reason: 'its gzip data is cut off'});
  });

  test('damaged', async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xa5, 9000, 9100);
    const records = await opened(damaged);
    expect(records.filter(({kind}) => kind === 'sample').length).toBeGreaterThan(50);
    expect(records.at(-1)).toMatchObject({kind: 'input_skipped'});
  });
});

describe('an error names file and reason', () => {
  const unknown = 'file: line 1: unknown format; known: recording, proc-interrupts, proc-interrupts-series.';
  test.each([
    ['empty', '', 'file: it is empty.'],
    ['empty gzip', gzipSync(''), 'file: it is empty.'],
    ['binary', Buffer.from('\x7fELF\0\x01\x02'.repeat(50_000), 'latin1'), unknown],
    ['text', 'hello\n', unknown],
    ['a line of 10 MB', 'x'.repeat(1e7), unknown],
    ['gzip of nothing that is known', gzipSync('hello'), unknown],
    ['gzip that is cut at once', gzipSync(TEXT).subarray(0, 12), 'file: its gzip data is cut off.'],
    ['gzip that is none', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9]), /^file: its gzip data is damaged \(.+\)\.$/],
    ['no row', ' CPU0\n', 'file: line 1: no row follows its header.'],
    ['a header of 10 MB', ` CPU0 ${'CPU1 '.repeat(2e6)}\n`, 'file: line 1: it is longer than 1048576 bytes.'],
  ])('%s', async (_what, bytes, message) => {
    const error = await opened(bytes, 100_000).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
  });

  test('a stream that fails', async () => {
    const failing = (code: string) =>
      new Readable({
        read() {
          this.destroy(Object.assign(new Error(`${code}: sorry`), {code}));
        },
      });
    const messageOf = (code: string) =>
      openRecording({name: 'file', input: failing(code)}).catch((error: Error) => error.message);
    expect(await messageOf('ENOENT')).toBe('file: there is no such file.');
    expect(await messageOf('EIO')).toBe('file: reading it failed: EIO: sorry.');
  });
});

test('once closed it reads no more and lets the process go', async () => {
  const input = new Readable({read() {}});
  input.push(three.slice(0, three.lastIndexOf('===') + 20));
  const source = await openRecording({name: 'file', input});
  source.close();
  expect(input.destroyed).toBe(true);
  await source.arrival();
});
