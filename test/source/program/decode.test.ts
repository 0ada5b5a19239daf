import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {openProgramDecoder} from '../../../src/source/program/decode.ts';
import {InputError} from '../../../src/trace/fault.ts';
import {encode} from '../../../src/trace/recording/encode.ts';
import {S} from '../../helpers/host.ts';
import {simulation} from '../../helpers/simulated.ts';
import {HEADER, KEYFRAME} from '../../model/machine.ts';

/** The records of a text that comes in these pieces, and what went wrong. */
function heard(pieces: readonly Uint8Array[], atEnd = true) {
  const records: TraceRecord[] = [];
  const skips: [number, string][] = [];
  let begun: string | null = null;
  const decoder = openProgramDecoder({
    begin: ({source}) => void (begun = source),
    record: record => void records.push(record),
    skipped: (lines, reason) => void skips.push([lines, reason]),
  });
  try {
    for (const piece of pieces) decoder.feed(piece);
    if (atEnd) decoder.end();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return {records, skips, begun, fault: error.message};
  }
  return {records, skips, begun};
}

const lines = (...texts: (string | object)[]) =>
  Buffer.from(texts.map(text => `${typeof text === 'string' ? text : JSON.stringify(text)}\n`).join(''));
const marker = (t: number, text = 'x') => ({t, kind: 'marker_added', text});

test('a simulation comes through as it is, however it is cut', () => {
  const {header, records} = simulation(12 * S);
  const bytes = Buffer.from([header, ...records].map(encode).join(''));
  expect(heard([bytes])).toEqual({records, skips: [], begun: 'run'});
  fc.assert(
    fc.property(fc.array(fc.integer({min: 1, max: 9000}), {minLength: 1}), lengths => {
      const pieces: Uint8Array[] = [];
      for (let from = 0, at = 0; from < bytes.length; at++) {
        const to = from + lengths[at % lengths.length];
        pieces.push(bytes.subarray(from, to));
        from = to;
      }
      expect(heard(pieces).records).toEqual(records);
    }),
    {numRuns: 20},
  );
});

describe('what does not begin as the protocol says is refused', () => {
  test.each([
    ['hello', 'line 1: the first line of a recording must be its header, and this line is not JSON'],
    ['{"a":1}', 'line 1: the first line of a recording must contain "format":"irqdeck-recording"'],
    [JSON.stringify({...HEADER, version: 2}), /^line 1: its format version is 2, and .+: use a newer irqdeck$/],
    [JSON.stringify({...HEADER, intervalNs: 0}), /^line 1: header\.intervalNs is not a whole number from 1/],
    [`${JSON.stringify(HEADER)}\n\nnonsense`, 'line 3: it is not JSON'],
    [
      `${JSON.stringify(HEADER)}\n${JSON.stringify(marker(0))}`,
      'line 2: the first record must be a keyframe, and the kind of this one is marker_added',
    ],
    ['x'.repeat(1_100_000), 'line 1: it is longer than 1,048,576 bytes'],
  ])('%.60s', (text, fault) => {
    // At once, and not only at the end.
    const {fault: told, records} = heard([Buffer.from(`${text}\n`)], false);
    expect(records).toEqual([]);
    if (typeof fault === 'string') expect(told).toBe(fault);
    else expect(told).toMatch(fault);
  });
});

test('later nonsense is skipped and counted: told of the 1st, the 10th, and how many there were at the end', () => {
  const nonsense = Array.from({length: 12}, () => 'Traceback (most recent call last):');
  expect(heard([lines(HEADER, KEYFRAME, ...nonsense, marker(5))])).toEqual({
    begun: 'run',
    records: [KEYFRAME, marker(5)],
    skips: [
      [1, 'line 3: it is not JSON'],
      [10, 'line 3: it is not JSON'],
      [12, 'line 3: it is not JSON'],
    ],
  });
});

test.each([
  ['time that goes back', marker(4), 'line 4: its time, 4 ns, is before that of the last record, 5 ns'],
  ['a field that is wrong', {...marker(6), text: 7}, 'line 4: marker_added.text is not a text'],
  ['a list that is none of ours', [1, 2], /^line 4: step is not a list/],
  ['a number', '7', /^line 4: it is not a record/],
  ['100 MB', 'x'.repeat(2_000_000), 'line 4: it is longer than 1,048,576 bytes'],
  ['arrays in arrays', `${'['.repeat(100_000)}`, /^line 4: /],
])('%s is skipped', (_, line, reason) => {
  const {records, skips} = heard([lines(HEADER, KEYFRAME, marker(5), line, marker(7))]);
  expect(records).toEqual([KEYFRAME, marker(5), marker(7)]);
  expect(skips).toHaveLength(1);
  if (typeof reason === 'string') expect(skips[0]).toEqual([1, reason]);
  else expect(skips[0][1]).toMatch(reason);
});

test('a line that is cut off by the end is skipped, and the rest of a name is no way to write on the terminal', () => {
  const cut = Buffer.concat([
    lines(HEADER, KEYFRAME, marker(1, 'a\x1b]0;b\x07\nc')),
    Buffer.from('{"t":2,"kind":"mar'),
  ]);
  expect(heard([cut])).toEqual({
    begun: 'run',
    records: [KEYFRAME, marker(1, 'a c')],
    skips: [[1, 'line 4: it is cut off']],
  });
});

test('whatever bytes come, records are in order and there is no crash', () => {
  const {header, records} = simulation(3 * S);
  const good = Buffer.from([header, ...records].map(encode).join(''));
  const mutation = fc.record({at: fc.nat(good.length - 1), bytes: fc.uint8Array({maxLength: 6}), drop: fc.nat(40)});
  fc.assert(
    fc.property(fc.array(mutation, {minLength: 1, maxLength: 6}), mutations => {
      let bytes = good;
      for (const {at, bytes: put, drop} of mutations)
        bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]);
      const {records: some, skips, begun, fault} = heard([bytes]);
      expect(begun === null).toBe(fault !== undefined);
      expect(some.every(({t}, at) => at === 0 || t >= some[at - 1].t)).toBe(true);
      if (fault === undefined && some.length < records.length) expect(skips.length).toBeGreaterThan(0);
    }),
    {numRuns: process.env.LONG ? 10_000 : 300},
  );
});
