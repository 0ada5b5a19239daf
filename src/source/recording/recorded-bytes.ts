import {sanitize} from '../../protocol/sanitize.ts';
import type {Ns} from '../../protocol/words.ts';
import {type Arrivals, fetchOf, openArrivals, withFileName} from './arrivals.ts';
import type {Bytes} from './bytes.ts';
import {openPackedSeekable} from './gzip/packed-seekable.ts';
import {openPlainSeekable} from './plain-seekable.ts';
import {type Recording, refuseEmpty} from './recording.ts';
import {BEGINNING, type Gap, type Seekable} from './seekable.ts';

export type RecordedFile = Recording & Pick<Seekable, 'indexes'>;

/**
 * A recording of ours as a source that can seek. It reads only what is needed: opening it costs as much as reading its first and last
 * ten seconds, a seek as much as the logarithm of its length. `null`: this is not a recording of ours, or must be read from its
 * beginning. Rejects with an InputError when nothing in it can be shown.
 */
export async function openRecordedBytes(bytes: Bytes, name: string): Promise<RecordedFile | null> {
  const recording = await withFileName(name, () => openSeekable(bytes));
  if (recording === null) return null;
  const gaps: Gap[] = [];
  const records = openArrivals(fetchOf(recording.read(BEGINNING, gap => gaps.push(gap))));
  await withFileName(name, records.arrival);
  refuseEmpty(name, records.waiting, gaps);
  return {
    header: {...recording.header, source: 'replay', file: sanitize(name)},
    get nextNs() {
      return records.nextNs;
    },
    get ended() {
      return records.ended;
    },
    endNs: recording.endNs,
    arrival: records.arrival,
    read: records.read,
    seek: t => seek(recording, records, t),
    indexes: recording.indexes,
    records: () => recording.read(BEGINNING),
    close: () => void bytes.close(),
  };
}

async function seek(recording: Seekable, records: Arrivals, t: Ns): Promise<boolean> {
  const entry = await recording.entryFor(t);
  if (t >= records.takenNs && entry.t <= records.takenNs) return false;
  await records.restart(fetchOf(recording.read(entry)));
  return true;
}

/** `null`: this is not a recording of ours, or must be read from its beginning. */
export async function openSeekable(bytes: Bytes): Promise<Seekable | null> {
  return (await openPackedSeekable(bytes)) ?? (await openPlainSeekable(bytes));
}
