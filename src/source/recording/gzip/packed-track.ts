import type {Index} from '../../../protocol/record/index.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import type {Ns} from '../../../protocol/words.ts';
import type {Bytes} from '../bytes.ts';
import {openGaps} from '../gaps.ts';
import type {EntryPoint, Track} from '../seekable.ts';
import {isComplete, type Member, memberAfter, memberAt, memberBefore, memberOf} from './members.ts';
import {memberHeader, readMembers, stretchRecords} from './packed.ts';
import {indexOf, openStretch} from './segment.ts';

/** A recording of gzip members; `null`: it is none. Throws an InputError when nothing in it can be shown. */
export async function openPackedTrack(bytes: Bytes): Promise<Track | null> {
  const first = await memberAt(bytes, 0);
  if (first === null) return null;
  const header = await memberHeader(bytes, first);

  async function placeOf(t: Ns): Promise<EntryPoint> {
    let member: Member | null = await memberOf(bytes, first!, t);
    for (; member !== null; member = await memberBefore(bytes, member.at)) {
      const entered = await firstRecord(member);
      if (entered !== null && entered.t <= t) return {at: member.at, t: entered.t};
    }
    return {at: 0, t: first!.fromNs};
  }

  async function firstRecord(member: Member): Promise<TraceRecord | null> {
    for await (const [record] of stretchRecords(header, await openStretch(bytes, member), openGaps())) return record;
    return null;
  }

  async function lastNs(): Promise<Ns> {
    for (let member = await memberBefore(bytes, bytes.size); member; member = await memberBefore(bytes, member.at)) {
      const losses = openGaps();
      for await (const _ of stretchRecords(header, await openStretch(bytes, member), losses));
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

  return {
    header,
    endNs: await lastNs(),
    placeOf,
    read: (place, tell) => readMembers(bytes, header, place.at, tell),
    indexes,
  };
}
