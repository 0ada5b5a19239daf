import {readFileSync} from 'node:fs';
import {Readable} from 'node:stream';
import {constants, gunzipSync, gzipSync, inflateRawSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openRecordedBytes} from '../../src/source/recording/recorded-bytes.ts';
import {openRecording, type Recording} from '../../src/source/recording/recording.ts';
import {MEMBER_HEAD_BYTES, readHead, SIGNATURE} from '../../src/trace/recording/member.ts';
import {S} from '../helpers/host.ts';
import {bytesOf, plainStory, recorded, story} from '../helpers/recorded.ts';
import {simulator} from '../helpers/simulated.ts';

// Every kind of recording, cut off within its last kilobyte, and with a byte flipped in its middle. With LONG=1 at each byte; of a
// simulation recorded-file.test.ts does so always.

const kept = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url));
const SYNC = {finishFlush: constants.Z_SYNC_FLUSH};

type Kind = {
  name: string;
  content: Buffer;
  open(content: Buffer): Promise<Recording>;
  /** As far as it can be had without us. */
  text(content: Buffer): string;
  /** Not each byte: so many apart. */
  every?: number;
};

const inPlace = async (content: Buffer) => (await openRecordedBytes(bytesOf(content), 'file'))!;
const fromBeginning = (content: Buffer) => openRecording({name: 'file', input: Readable.from([content])});

/** As far as zlib alone can unpack it. */
function textOf(content: Buffer): string {
  const texts: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const {length} = readHead(content, at) ?? {length: content.length};
    texts.push(inflateRawSync(content.subarray(at + MEMBER_HEAD_BYTES, at + length), SYNC));
    at += length;
  }
  return Buffer.concat(texts).toString();
}

const packed = (name: string, content: Buffer, every = 5): Kind => ({
  name,
  content,
  open: inPlace,
  text: content => textOf(content),
  every,
});

const KINDS: Kind[] = [
  packed('a simulation', story(12 * S)),
  packed('a simulation with its steps', recorded(simulator({recordSteps: true}), 3.2 * S), 31),
  packed('a drill', kept('test/captures/drill-hung-sharer.ndjson.gz'), 11),
  packed('an import', kept('recordings/shared.ndjson.gz')),
  {name: 'plain lines', content: plainStory(4 * S), open: inPlace, text: String},
  {
    name: 'one that somebody else packed',
    content: gzipSync(plainStory(4 * S)),
    open: fromBeginning,
    text: content => gunzipSync(content, SYNC).toString(),
  },
];

async function rest(source: Recording): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(Number.MAX_SAFE_INTEGER));
  }
  return records;
}

const wholeLines = (text: string) => text.split('\n').slice(0, -1);
/** The middle, or a byte after it: the head of a member has no checksum, and nothing is lost where one of its times is wrong. */
function middleOf(content: Buffer): number {
  const middle = content.length >> 1;
  const head = content.subarray(0, middle + SIGNATURE.length).lastIndexOf(Buffer.from(SIGNATURE));
  return head >= 0 && middle < head + MEMBER_HEAD_BYTES ? head + 2 * MEMBER_HEAD_BYTES : middle;
}

const isLoss = ({kind}: TraceRecord) => kind === 'input_skipped';

describe.each(KINDS)('$name', ({content, open, text, every = 5}) => {
  test('cut anywhere in its last kilobyte it opens, and all is there whose line is whole', async () => {
    const whole = await rest(await open(content));
    expect(whole.filter(isLoss)).toEqual([]);
    for (let cut = 1; cut <= 1024; cut += process.env.LONG ? 1 : every) {
      const left = content.subarray(0, -cut);
      const source = await open(left);
      // Its end alone, where that can be entered.
      await source.seek?.(whole.at(-1)!.t);
      const records = await rest(source);
      const read = records.filter(record => !isLoss(record));
      const from = whole.findIndex(({kind, t}) => kind === read[0].kind && t === read[0].t);
      expect(JSON.stringify(read.at(-1)), `${cut} bytes`).toBe(JSON.stringify(whole[from + read.length - 1]));
      const lines = wholeLines(text(left)).length - 1;
      expect(from + read.length, `${cut} bytes`).toBeGreaterThanOrEqual(lines);
      expect(records.filter(isLoss).length).toBeLessThanOrEqual(1);
    }
  });

  test('with a byte flipped in its middle it opens up to a second before, and says where it is', async () => {
    const damaged = Buffer.from(content);
    const at = middleOf(content);
    damaged[at] ^= 0x10;
    const records = await rest(await open(damaged));
    const whole = await rest(await open(content));
    const lost = records.findIndex(isLoss);
    // The report of the loss stands at once, or behind the keyframe with which it goes on.
    const read = records.slice(0, records[lost - 1].kind === 'keyframe' ? lost - 1 : lost);
    expect(read).toEqual(whole.slice(0, read.length));
    const intact: TraceRecord = JSON.parse(wholeLines(text(content.subarray(0, at))).at(-1)!);
    expect(read.at(-1)!.t).toBeGreaterThanOrEqual((intact.t ?? 0) - 1.1 * S);
    const {reason} = records[lost] as TraceRecord & {reason: string};
    const [, from, to] = /^bytes (\d+) to (\d+) /.exec(reason) ?? [];
    if (from === undefined) expect(reason).toMatch(/^line \d+: /);
    else expect(Number(from) <= at && at < Number(to), `${at} in ${reason}`).toBe(true);
  });
});
