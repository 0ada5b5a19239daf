import {crc32, createInflateRaw, inflateRawSync} from 'node:zlib';
import {
  MEMBER_HEAD_BYTES,
  MEMBER_TAIL_BYTES,
  type MemberHead,
  readHead,
  SIGNATURE,
} from '../../../trace/recording/member.ts';
import {type Bytes, findBytes, findLastBytes} from '../bytes.ts';
import {openUnpacker, PORTION_BYTES} from './unpacker.ts';

// A recording as a series of gzip members. A complete member has its length, so a reader can go from one to the next, and a checksum,
// so it knows whether the member is intact. The last one may be incomplete: its writer was stopped.

/** The head of a member; `at`: where the member begins, in bytes of the file. */
export type Member = MemberHead & {at: number};

/** The member that begins exactly at this byte. */
export async function memberAt(bytes: Bytes, at: number): Promise<Member | null> {
  const head = readHead(await bytes.read(at, MEMBER_HEAD_BYTES));
  return head && {...head, at};
}

/** The first member that begins at or after a byte, and below `to`. */
export async function memberFrom(bytes: Bytes, from: number, to = bytes.size): Promise<Member | null> {
  for (let at = from; ; at++) {
    at = await findBytes(bytes, SIGNATURE, at, to);
    if (at < 0) return null;
    const member = await memberAt(bytes, at);
    if (member) return member;
  }
}

/** The last member that begins below a byte. */
export async function memberBefore(bytes: Bytes, to: number): Promise<Member | null> {
  for (let at = to; ; ) {
    at = await findLastBytes(bytes, SIGNATURE, at);
    if (at < 0) return null;
    const member = await memberAt(bytes, at);
    if (member) return member;
  }
}

/** A part of the file that is small enough to go through all of its members. */
const SEARCH_BYTES = 65_536;

/** The last member that begins at or before `t`, the first one where all begin later. Costs the logarithm of the length. */
export async function memberOf(bytes: Bytes, first: Member, t: number): Promise<Member> {
  let [low, high] = [first, bytes.size];
  while (high - low.at > SEARCH_BYTES) {
    const middle = Math.floor((low.at + high) / 2);
    const member = await memberFrom(bytes, middle, high);
    if (member === null || member.fromNs > t) high = middle;
    else low = member;
  }
  for (
    let next = await memberAfter(bytes, low);
    next !== null && next.fromNs <= t;
    next = await memberAfter(bytes, low)
  )
    low = next;
  return low;
}

/** The next one, also after a damaged part. */
export async function memberAfter(bytes: Bytes, member: Member): Promise<Member | null> {
  const next = isComplete(bytes, member) ? await memberAt(bytes, member.at + member.length) : null;
  return next ?? (await memberFrom(bytes, member.at + MEMBER_HEAD_BYTES));
}

/** Whether the file reaches this byte; waits for a pipe. */
export async function reaches(bytes: Bytes, to: number): Promise<boolean> {
  if (Number.isFinite(bytes.size)) return to <= bytes.size;
  return (await bytes.read(to - 1, 1)).length > 0;
}

/** Its length is known, and all of it is there. */
export function isComplete(bytes: Bytes, {at, length}: Member): boolean {
  return length > 0 && at + length <= bytes.size;
}

/** At most this much is unpacked at once. */
export const AT_ONCE_BYTES = 16_777_216;

/** The whole text of a complete member; `long`: too much to unpack at once. */
export async function memberText(bytes: Bytes, {at, length}: Member): Promise<Buffer | 'damaged' | 'long'> {
  if (length > AT_ONCE_BYTES) return 'long';
  if (length < MEMBER_HEAD_BYTES + MEMBER_TAIL_BYTES) return 'damaged';
  const packed = await bytes.read(at, length);
  try {
    const text = inflateRawSync(packed.subarray(MEMBER_HEAD_BYTES, -MEMBER_TAIL_BYTES), {
      maxOutputLength: AT_ONCE_BYTES,
    });
    return packed.readUInt32LE(length - MEMBER_TAIL_BYTES) === crc32(text) ? text : 'damaged';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'long' : 'damaged';
  }
}

/** Whether a complete member of any length is as it was written. */
export async function isIntact(bytes: Bytes, member: Member): Promise<boolean> {
  const end = member.at + member.length - MEMBER_TAIL_BYTES;
  const pieces = piecesOf(bytes, member, end);
  let crc = 0;
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done) return next.value === null && (await bytes.read(end, 4)).readUInt32LE() === crc;
    crc = crc32(next.value, crc);
  }
}

/** Room for more than ten thousand moments. A longer index is not ours, and would block the screen. */
const INDEX_BYTES = 1_048_576;

/** The line of the index of a complete member, unpacked without the rest; `null`: it can not be unpacked. */
export async function indexLine(bytes: Bytes, {at, length, indexAt}: Member): Promise<string | null> {
  if (indexAt === 0) return null;
  const packed = await bytes.read(at + indexAt, Math.min(length - indexAt - MEMBER_TAIL_BYTES, INDEX_BYTES));
  try {
    return inflateRawSync(packed, {maxOutputLength: INDEX_BYTES}).toString();
  } catch {
    return null;
  }
}

/** The text of a member piece by piece, up to `to`, as far as it can be unpacked. Returns why it ends early. */
export async function* piecesOf(bytes: Bytes, {at}: Member, to: number): AsyncGenerator<Buffer, string | null> {
  const unpacker = openUnpacker(createInflateRaw());
  try {
    for (let from = at + MEMBER_HEAD_BYTES; from < to && unpacker.fault === null; from += PORTION_BYTES) {
      const portion = await bytes.read(from, Math.min(PORTION_BYTES, to - from));
      // A damaged head can give a length far beyond the end.
      if (portion.length === 0) break;
      yield* await unpacker.unpack(portion);
    }
    return unpacker.fault;
  } finally {
    unpacker.close();
  }
}
