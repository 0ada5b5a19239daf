import {createReadStream} from 'node:fs';
import {sanitize} from '../../protocol/sanitize.ts';
import type {Ns} from '../../protocol/words.ts';
import {fetchOf, named, openArrivals} from './arrivals.ts';
import {type Bytes, openBytes} from './bytes.ts';
import {openPackedTrack} from './gzip/packed-track.ts';
import {openPlainTrack} from './plain-track.ts';
import {type Recording, refuseEmpty} from './recording.ts';
import type {Gap, Track} from './seekable.ts';
import {openStreamed, type Streamed} from './streamed.ts';

export type RecordedFile = Recording & Pick<Track, 'indexes'>;

/** The recording at a path; `null`: there is none of ours, or one that can only be read from its beginning. */
export async function openRecordedFile(path: string, name: string): Promise<RecordedFile | null> {
  // What is wrong with it is told by whoever reads it from its beginning.
  const bytes = await openBytes(path).catch(() => null);
  if (bytes === null) return null;
  const source = await openRecordedBytes(bytes, name).catch(async error => {
    await bytes.close();
    throw error;
  });
  if (source === null) await bytes.close();
  return source;
}

/**
 * A recording of ours, as a source that can be entered anywhere. Nothing is read but what is asked for: to open it costs as
 * much as reading its first and last ten seconds, to seek as much as the logarithm of its length. `null`: it is none of ours, or one
 * that has to be read from its beginning. Rejects with an InputError when nothing in it can be shown.
 */
export async function openRecordedBytes(bytes: Bytes, name: string): Promise<RecordedFile | null> {
  const track = await named(name, () => openTrack(bytes));
  if (track === null) return null;
  const losses: Gap[] = [];
  const records = openArrivals(fetchOf(track.read({at: 0, t: 0}, loss => losses.push(loss))));

  async function seek(t: Ns): Promise<boolean> {
    const place = await track!.placeOf(t);
    if (t >= records.takenNs && place.t <= records.takenNs) return false;
    await records.restart(fetchOf(track!.read(place)));
    return true;
  }

  await named(name, records.arrival);
  refuseEmpty(name, records.waiting, losses);
  return {
    header: {...track.header, source: 'replay', file: sanitize(name)},
    get nextNs() {
      return records.nextNs;
    },
    get ended() {
      return records.ended;
    },
    endNs: track.endNs,
    arrival: records.arrival,
    read: records.read,
    seek,
    indexes: track.indexes,
    records: () => track.read({at: 0, t: 0}),
    close: () => void bytes.close(),
  };
}

/** A recording of ours to be read from end to end, however it is packed; `null`: it is none, or no file. */
export async function openWholeFile(path: string): Promise<(Streamed & {close(): Promise<void>}) | null> {
  const bytes = await openBytes(path).catch(() => null);
  if (bytes === null) return null;
  const streamed = await named(path, async () => {
    const track = await openTrack(bytes);
    if (track === null) return openStreamed(() => createReadStream(path));
    return {header: track.header, read: (tell?: (loss: Gap) => void) => track.read({at: 0, t: 0}, tell)};
  }).catch(async error => {
    await bytes.close();
    throw error;
  });
  if (streamed === null) await bytes.close();
  return streamed && {...streamed, close: bytes.close};
}

async function openTrack(bytes: Bytes): Promise<Track | null> {
  return (await openPackedTrack(bytes)) ?? (await openPlainTrack(bytes));
}
