import type {Header} from '../../../protocol/record/header.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import {openReading} from '../../../trace/recording/reading.ts';
import type {Bytes} from '../bytes.ts';
import {decodePieces, headerOf, type Pieces, reportUnusable} from '../decode.ts';
import {type Gaps, openGaps} from '../gaps.ts';
import type {OnGap} from '../seekable.ts';
import type {Window} from '../window.ts';
import {type Member, memberAt, memberFrom, piecesOf} from './members.ts';
import {openSegment, type Segment} from './segment.ts';

// A recording of gzip members, read forward: the same for files and pipes.

/** From the member at a byte on to the end. What can not be used is reported by facts in its place, and to `onGap`. */
export async function* readMembers(
  bytes: Bytes & Partial<Pick<Window, 'release'>>,
  header: Header,
  at: number,
  onGap?: OnGap,
): AsyncGenerator<TraceRecord[], void> {
  const gaps = openGaps(onGap);
  for (let member = await memberAt(bytes, at); member !== null; ) {
    bytes.release?.(member.at);
    const segment = await openSegment(bytes, member);
    yield* segmentRecords(header, segment, gaps, onGap);
    member = await memberFrom(bytes, segment.to);
    gaps.addBytes(segment.to, member?.at ?? bytes.size);
  }
  yield gaps.rest();
}

/** The records of one segment, with the gaps before it. */
export async function* segmentRecords(
  header: Header,
  segment: Segment,
  gaps: Gaps,
  onGap?: OnGap,
): AsyncGenerator<TraceRecord[], void> {
  const reading = openReading({inPlace: true, ...(segment.at > 0 && {after: {header, t: gaps.lastNs}})});
  const batches = decodePieces(reading, smallPieces(segment.pieces()), segment.state !== 'whole');
  gaps.beginSegment();
  let next = await batches.next();
  for (; !next.done; next = await batches.next()) if (next.value.length > 0) yield gaps.addTo(next.value);
  reportUnusable(reading, onGap);
  gaps.endSegment(segment, next.value);
}

const PIECE_BYTES = 262_144;

/** A whole segment is unpacked at once. Parsing one of a large host would block the keys: between pieces the event loop goes on. */
async function* smallPieces(pieces: AsyncGenerator<Buffer, string | null>): AsyncGenerator<Buffer, string | null> {
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done) return next.value;
    for (let at = 0; at < next.value.length; at += PIECE_BYTES) yield next.value.subarray(at, at + PIECE_BYTES);
  }
}

/** The header, as far as the first member can be unpacked. */
export function memberHeader(bytes: Bytes, first: Member): Promise<Header> {
  return headerOf(torn(piecesOf(bytes, first, bytes.size)));
}

/** A text that always ends early, so that a header without its newline does not count. */
async function* torn(pieces: Pieces): Pieces {
  return (yield* pieces) ?? '';
}
