import type {Ns} from '../../protocol/words.ts';

// A gzip member (RFC 1952) with one subfield in its extra field. Every gzip tool unpacks it, and a reader can go from one to the next,
// or find one anywhere in the file:
//
//   0  1f 8b 08 04   gzip, deflate, an extra field follows
//   4  00 00 00 00   no time: the same run gives the same bytes
//   8  00 ff         compression and system unknown
//  10  length of the extra field: 36
//  12  'I' 'Q'       our subfield
//  14  its length: 32
//  16  length of the whole member in bytes; 0 until it is complete
//  24  t of its keyframe in ns
//  32  where in the member its index begins, a deflate block that does not refer to earlier ones; 0: it has none
//  40  CRC-32 of the text before the index
//  48  deflate data
//
// All numbers are little-endian; the last four have 64 bits.

export const MEMBER_HEAD_BYTES = 48;
/** CRC-32 and length of the text. */
export const MEMBER_TAIL_BYTES = 8;

/** The first bytes of every member of ours. */
export const SIGNATURE = Uint8Array.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 36, 0, 0x49, 0x51, 32, 0);

export type MemberHead = {
  /** In bytes, with head and tail; 0: it is not complete. */
  length: number;
  /** The t of its keyframe. */
  fromNs: Ns;
  /** Where its index begins, from the start of the member; 0: it has none. */
  indexAt: number;
  /** CRC-32 of the text before the index. */
  crc: number;
};

export function writeHead({length, fromNs, indexAt, crc}: MemberHead): Uint8Array {
  const head = new Uint8Array(MEMBER_HEAD_BYTES);
  head.set(SIGNATURE);
  const view = new DataView(head.buffer);
  for (const [at, value] of [length, fromNs, indexAt, crc].entries())
    view.setBigUint64(SIGNATURE.length + at * 8, BigInt(value), true);
  return head;
}

/** `null`: none of our members begins here. */
export function readHead(bytes: Uint8Array, at = 0): MemberHead | null {
  if (bytes.length - at < MEMBER_HEAD_BYTES || SIGNATURE.some((byte, i) => bytes[at + i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + SIGNATURE.length);
  const [length, fromNs, indexAt, crc] = [0, 8, 16, 24].map(offset => Number(view.getBigUint64(offset, true)));
  const valid =
    [length, fromNs, indexAt, crc].every(Number.isSafeInteger) && indexAt <= Math.max(length - MEMBER_TAIL_BYTES, 0);
  return valid && (length === 0 || length > MEMBER_HEAD_BYTES) ? {length, fromNs, indexAt, crc} : null;
}

export function writeTail(crc: number, bytes: number): Uint8Array {
  const tail = new Uint8Array(MEMBER_TAIL_BYTES);
  const view = new DataView(tail.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, bytes % 2 ** 32, true);
  return tail;
}
