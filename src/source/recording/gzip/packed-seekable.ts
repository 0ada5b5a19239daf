import type {Header} from '../../../protocol/record/header.ts';
import type {Index} from '../../../protocol/record/index.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import type {Ns} from '../../../protocol/words.ts';
import type {Bytes} from '../bytes.ts';
import {openGaps} from '../gaps.ts';
import {BEGINNING, type EntryPoint, type Seekable} from '../seekable.ts';
import {isComplete, type Member, memberAfter, memberAt, memberBefore, memberOf} from './members.ts';
import {memberHeader, readMembers, segmentRecords} from './packed.ts';
import {indexOf, openSegment} from './segment.ts';

/** A recording of gzip members; `null`: this is not one. Throws an InputError when nothing in it can be shown. */
export async function openPackedSeekable(bytes: Bytes): Promise<Seekable | null> {
  const first = await memberAt(bytes, 0);
  if (first === null) return null;
  const header = await memberHeader(bytes, first);
  return {
    header,
    endNs: await lastNs(bytes, header),
    entryFor: t => entryFor(bytes, header, first, t),
    read: (entry, onGap) => readMembers(bytes, header, entry.at, onGap),
    indexes: () => indexes(bytes, first),
  };
}

async function lastNs(bytes: Bytes, header: Header): Promise<Ns> {
  for (let member = await memberBefore(bytes, bytes.size); member; member = await memberBefore(bytes, member.at)) {
    const gaps = openGaps();
    for await (const _ of segmentRecords(header, await openSegment(bytes, member), gaps));
    if (gaps.lastNs > 0 || member.at === 0) return gaps.lastNs;
  }
  return 0;
}

async function entryFor(bytes: Bytes, header: Header, first: Member, t: Ns): Promise<EntryPoint> {
  let member: Member | null = await memberOf(bytes, first, t);
  for (; member !== null; member = await memberBefore(bytes, member.at)) {
    const record = await firstRecord(bytes, header, member);
    if (record !== null && record.t <= t) return {at: member.at, t: record.t};
  }
  return {...BEGINNING, t: first.fromNs};
}

async function firstRecord(bytes: Bytes, header: Header, member: Member): Promise<TraceRecord | null> {
  for await (const [record] of segmentRecords(header, await openSegment(bytes, member), openGaps())) return record;
  return null;
}

async function* indexes(bytes: Bytes, first: Member): AsyncGenerator<Index, void> {
  for (let member: Member | null = first; member; member = await memberAfter(bytes, member)) {
    const index = isComplete(bytes, member) ? await indexOf(bytes, member) : null;
    if (index) yield index;
  }
}
