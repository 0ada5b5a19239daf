import type {Header} from '../../../protocol/record/header.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import {openReading} from '../../../trace/recording/reading.ts';
import type {Bytes} from '../bytes.ts';
import {headerOf, type Pieces} from '../decode.ts';
import {type Gaps, openGaps} from '../gaps.ts';
import type {Gap} from '../seekable.ts';
import type {Window} from '../window.ts';
import {type Member, memberAt, memberFrom, piecesOf} from './members.ts';
import {openStretch, type Stretch} from './segment.ts';

// A recording of gzip members, read onward: the same for a file and for what comes through a pipe.

/** From the member at a byte on to the end. What can not be used is told by facts in between, and to `tell`. */
export async function* readMembers(
  bytes: Bytes & Partial<Pick<Window, 'release'>>,
  header: Header,
  at: number,
  tell?: (loss: Gap) => void,
): AsyncGenerator<TraceRecord[], void> {
  const losses = openGaps(tell);
  for (let member = await memberAt(bytes, at); member !== null; ) {
    bytes.release?.(member.at);
    const stretch = await openStretch(bytes, member);
    yield* stretchRecords(header, stretch, losses, tell);
    member = await memberFrom(bytes, stretch.to);
    losses.gap(stretch.to, member?.at ?? bytes.size);
  }
  yield losses.rest();
}

/** The records of one stretch, with what was lost before it. */
export async function* stretchRecords(
  header: Header,
  stretch: Stretch,
  losses: Gaps,
  tell?: (loss: Gap) => void,
): AsyncGenerator<TraceRecord[], void> {
  const reading = openReading({inPlace: true, ...(stretch.at > 0 && {after: {header, t: losses.lastNs}})});
  const pieces = inTurns(stretch.pieces());
  losses.enter();
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    const records = next.done ? reading.rest(stretch.state !== 'whole') : reading.feed(next.value);
    if (records.length > 0) yield losses.told(records);
    if (!next.done) continue;
    if (reading.unusable) tell?.({reason: reading.unusable.reason, cut: false});
    return losses.note(stretch, next.value);
  }
}

const PIECE_BYTES = 262_144;

/** A whole stretch is unpacked at once; to parse one of a large host takes longer than a key can wait. Who reads has turns of the loop in between. */
async function* inTurns(pieces: AsyncGenerator<Buffer, string | null>): AsyncGenerator<Buffer, string | null> {
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done) return next.value;
    for (let at = 0; at < next.value.length; at += PIECE_BYTES) yield next.value.subarray(at, at + PIECE_BYTES);
  }
}

/** The header, as far as the first member can be unpacked. */
export function memberHeader(bytes: Bytes, first: Member): Promise<Header> {
  return headerOf(torn(piecesOf(bytes, first, bytes.size)));
}

/** What is cut off within its first line says so. */
async function* torn(pieces: Pieces): Pieces {
  return (yield* pieces) ?? '';
}
