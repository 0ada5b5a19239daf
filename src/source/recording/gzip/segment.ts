import {crc32} from 'node:zlib';
import type {Index} from '../../../protocol/record/index.ts';
import {MEMBER_HEAD_BYTES, MEMBER_TAIL_BYTES} from '../../../trace/recording/member.ts';
import {parseRecord} from '../../../trace/recording/parse.ts';
import {intactBytes} from '../../../trace/recording/parts.ts';
import type {Bytes} from '../bytes.ts';
import {AT_ONCE_BYTES, indexLine, isIntact, type Member, memberFrom, memberText, piecesOf, reaches} from './members.ts';

/** The text of a member, and how much of it can be used. */
export type Segment = {
  /** Where it begins and ends, in bytes of the file. */
  readonly at: number;
  readonly to: number;
  /** `whole`: as it was written. `open`: its writer was stopped. `damaged`: only the text that its index has checksums for can be used. */
  readonly state: 'whole' | 'open' | 'damaged';
  /** Its text; returns why it ends early. */
  pieces(): AsyncGenerator<Buffer, string | null>;
};

export async function openSegment(bytes: Bytes, member: Member): Promise<Segment> {
  const {at, length} = member;
  const whole = length > 0 && (await reaches(bytes, at + length)) && (await wholeSegment(bytes, member));
  if (whole) return whole;
  // Its head may be damaged, or was never completed: then it ends where the next member begins.
  const next = await memberFrom(bytes, at + MEMBER_HEAD_BYTES);
  const to = next?.at ?? bytes.size;
  const measured = await wholeSegment(bytes, {...member, length: to - at});
  if (measured) return measured;
  const stopped = next === null && (length === 0 || at + length > bytes.size);
  if (stopped) return {at, to, state: 'open', pieces: () => piecesOf(bytes, member, to)};
  return {at, to, state: 'damaged', pieces: () => intactPieces(bytes, {...member, length: length || to - at})};
}

async function wholeSegment(bytes: Bytes, member: Member): Promise<Segment | null> {
  const {at, length} = member;
  const segment = {at, to: at + length, state: 'whole'} as const;
  const text = await memberText(bytes, member);
  if (typeof text !== 'string') return {...segment, pieces: () => only(text)};
  if (text === 'damaged' || !(await isIntact(bytes, member))) return null;
  return {...segment, pieces: () => piecesOf(bytes, member, at + length - MEMBER_TAIL_BYTES)};
}

async function* only(text: Buffer): AsyncGenerator<Buffer, null> {
  yield text;
  return null;
}

/** The intact text of a damaged member: all before its index, or second by second up to the damage. */
async function* intactPieces(bytes: Bytes, member: Member): AsyncGenerator<Buffer, null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of piecesOf(bytes, member, member.at + member.indexAt)) {
    pieces.push(piece);
    length += piece.length;
    if (length > AT_ONCE_BYTES) break;
  }
  const text = Buffer.concat(pieces);
  if (crc32(text) === member.crc) yield text;
  else yield text.subarray(0, intactBytes(text, (await indexOf(bytes, member))?.parts ?? []));
  return null;
}

/** The index of a complete member; `null`: it can not be read. */
export async function indexOf(bytes: Bytes, member: Member): Promise<Index | null> {
  const line = await indexLine(bytes, member);
  const parsed = line === null ? null : parseRecord(line.trimEnd());
  return parsed !== null && 'value' in parsed && parsed.value.kind === 'index' ? parsed.value : null;
}
