import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {encode} from '../../../src/trace/recording/encode.ts';
import {openReading} from '../../../src/trace/recording/reading.ts';
import {HEADER, KEYFRAME, sample, stream} from '../../model/machine.ts';

const text = (...records: TraceRecord[]) => [HEADER, ...records].map(encode).join('');

/** All that a text gives, fed in pieces of some size. */
function read(whole: string, size = Number.POSITIVE_INFINITY, cut: string | null = null): TraceRecord[] {
  const reading = openReading();
  const bytes = Buffer.from(whole);
  const records: TraceRecord[] = [];
  for (let at = 0; at < bytes.length; at += size) records.push(...reading.feed(bytes.subarray(at, at + size)));
  return [...records, ...reading.end(cut)];
}

test('in pieces of any size, the same records', () => {
  fc.assert(
    fc.property(stream, fc.integer({min: 1, max: 2000}), (records, size) => {
      expect(read(text(...records), size)).toEqual(records);
    }),
  );
});

test('the header is known with the first line', () => {
  const reading = openReading();
  const [first, ...rest] = text(KEYFRAME).split(/(?<=\n)/);
  expect([reading.feed(Buffer.from(first.slice(0, 20))), reading.header]).toEqual([[], null]);
  expect([reading.feed(Buffer.from(first.slice(20))), reading.header]).toEqual([[], HEADER]);
  expect(reading.feed(Buffer.from(rest.join('')))).toEqual([KEYFRAME]);
  expect(reading.unusable).toBeNull();
});

const at = (t: number): TraceRecord => sample(t);
const skipped = (t: number, lines: number, reason: string) => ({t, kind: 'input_skipped', lines, snapshots: 0, reason});

describe('what can not be used is skipped, counted, and told last', () => {
  test.each([
    [
      'nonsense',
      `${text(KEYFRAME, at(1))}nonsense\n{}\n${encode(at(2))}`,
      [at(1), at(2)],
      [2, 'line 4: it is not JSON'],
    ],
    [
      'back in time',
      text(KEYFRAME, at(9e6), at(4e6), at(9e6)),
      [at(9e6), at(9e6)],
      [1, 'line 4: sample goes back in time, by 5.00 ms'],
    ],
    ['torn', text(KEYFRAME, at(1), at(2)).slice(0, -9), [at(1)], [1, 'line 4: it is not JSON']],
    [
      'before the first keyframe',
      text(at(1), KEYFRAME, at(2)),
      [at(2)],
      [1, 'line 2: sample comes before the first keyframe'],
    ],
    [
      'a line of 20 MB',
      `${text(KEYFRAME)}"${'x'.repeat(2e7)}"\n${encode(at(2))}`,
      [at(2)],
      [1, 'line 3: it is longer than 16777216 bytes'],
    ],
    [
      'a line of a million and a half lists',
      `${text(KEYFRAME)}[${'[],'.repeat(1_500_000)}1]\n${encode(at(2))}`,
      [at(2)],
      [1, 'line 3: it has more than 1,500,000 quotes and brackets'],
    ],
    ['blank lines', `${text(KEYFRAME)}\n\r\n${encode(at(1))}\n`, [at(1)], null],
  ])('%s', (_what, whole, records, fault) => {
    const last = records.at(-1)!.t;
    const told = fault === null ? [] : [skipped(last, fault[0] as number, fault[1] as string)];
    expect(read(whole, 100_000)).toEqual([KEYFRAME, ...records, ...told]);
  });

  test('an end that comes too early', () => {
    expect(read(text(KEYFRAME), 10, 'its gzip data is cut off')).toEqual([
      KEYFRAME,
      skipped(0, 0, 'its gzip data is cut off'),
    ]);
  });
});

test.each([
  ['', 'it is empty'],
  ['{"kind":"sample"}\n', 'line 1: the first line of a recording must contain "format":"irqdeck-recording"'],
  [encode(HEADER), 'it holds no record: nothing follows its header'],
  [text(at(1)), 'line 2: sample comes before the first keyframe'],
  [`"${'x'.repeat(2e6)}\n`, 'line 1: the header of a recording is longer than 1048576 bytes'],
])('nothing of it can be shown: %.40s', (whole, message) => {
  expect(() => read(whole)).toThrow(message);
});
