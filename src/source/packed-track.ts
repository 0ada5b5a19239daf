import {LONGEST_LINE} from '../protocol/bounds.ts';
import type {Header} from '../protocol/header.ts';
import type {Index} from '../protocol/index-record.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';
import {InputError} from '../trace/fault.ts';
import {parseHeader} from '../trace/recording/parse.ts';
import {openReading} from '../trace/recording/reading.ts';
import type {Bytes} from './bytes.ts';
import {type Losses, openLosses} from './losses.ts';
import {
  isComplete,
  type Member,
  memberAfter,
  memberAt,
  memberBefore,
  memberFrom,
  memberOf,
  piecesOf,
} from './members.ts';
import {indexOf, openStretch, type Stretch} from './stretch.ts';
import type {Loss, Place, Track} from './track.ts';

/** A recording of gzip members; `null`: it is none. Throws an InputError when nothing in it can be shown. */
export async function openPackedTrack(bytes: Bytes): Promise<Track | null> {
  const first = await memberAt(bytes, 0);
  if (first === null) return null;
  const header = await headerOf(bytes, first);

  async function* read({at}: Place, tell?: (loss: Loss) => void): AsyncGenerator<Record[], void> {
    const losses = openLosses(tell);
    for (let member = await memberAt(bytes, at); member !== null; ) {
      const stretch = await openStretch(bytes, member);
      yield* recordsOf(stretch, losses, tell);
      member = await memberFrom(bytes, stretch.to);
      losses.gap(stretch.to, member?.at ?? bytes.size);
    }
    yield losses.rest();
  }

  async function* recordsOf(
    stretch: Stretch,
    losses: Losses,
    tell?: (loss: Loss) => void,
  ): AsyncGenerator<Record[], void> {
    const reading = openReading({inPlace: true, ...(stretch.at > 0 && {after: {header, t: losses.lastNs}})});
    const pieces = inTurns(stretch.pieces());
    losses.enter();
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      const records = next.done ? reading.rest(stretch.state !== 'whole') : reading.feed(next.value);
      if (records.length > 0) yield losses.told(records);
      if (!next.done) continue;
      if (reading.faulty) tell?.({reason: reading.faulty.reason, cut: false});
      return losses.note(stretch, next.value);
    }
  }

  async function placeOf(t: Ns): Promise<Place> {
    let member: Member | null = await memberOf(bytes, first!, t);
    for (; member !== null; member = await memberBefore(bytes, member.at)) {
      const entered = await firstRecord(member);
      if (entered !== null && entered.t <= t) return {at: member.at, t: entered.t};
    }
    return {at: 0, t: first!.fromNs};
  }

  async function firstRecord(member: Member): Promise<Record | null> {
    for await (const [record] of recordsOf(await openStretch(bytes, member), openLosses())) return record;
    return null;
  }

  async function lastNs(): Promise<Ns> {
    for (let member = await memberBefore(bytes, bytes.size); member; member = await memberBefore(bytes, member.at)) {
      const losses = openLosses();
      for await (const _ of recordsOf(await openStretch(bytes, member), losses));
      if (losses.lastNs > 0 || member.at === 0) return losses.lastNs;
    }
    return 0;
  }

  async function* indexes(): AsyncGenerator<Index, void> {
    for (let member = first; member; member = await memberAfter(bytes, member)) {
      const index = isComplete(bytes, member) ? await indexOf(bytes, member) : null;
      if (index) yield index;
    }
  }

  return {header, endNs: await lastNs(), placeOf, read, indexes};
}

const PIECE_BYTES = 262_144;

/** A whole stretch is unpacked at once; to parse one of a large host takes longer than a key can wait. Who reads has turns of the loop in between. */
async function* inTurns(pieces: AsyncGenerator<Buffer, string | null>): AsyncGenerator<Buffer, string | null> {
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done) return next.value;
    for (let at = 0; at < next.value.length; at += PIECE_BYTES) yield next.value.subarray(at, at + PIECE_BYTES);
  }
}

/** The first line, as far as it can be unpacked. */
async function headerOf(bytes: Bytes, first: Member): Promise<Header> {
  let head = Buffer.alloc(0);
  for await (const piece of piecesOf(bytes, first, bytes.size)) {
    head = Buffer.concat([head, piece]);
    if (head.includes(LF) || head.length > LONGEST_LINE) break;
  }
  const end = head.indexOf(LF);
  if (head.length > LONGEST_LINE && (end < 0 || end > LONGEST_LINE))
    throw new InputError(`the header of a recording is longer than ${LONGEST_LINE} bytes`, 1);
  if (end < 0) throw new InputError('it is cut off or damaged before its first line ends');
  const parsed = parseHeader(new TextDecoder().decode(head.subarray(0, end)));
  if ('fault' in parsed) throw new InputError(parsed.fault, 1);
  return parsed.value;
}

const LF = 10;
