import {createReadStream} from 'node:fs';
import {withFileName} from './arrivals.ts';
import {type Bytes, openBytes} from './bytes.ts';
import {openRecordedBytes, openSeekable, type RecordedFile} from './recorded-bytes.ts';
import {BEGINNING} from './seekable.ts';
import {openStreamed, type Streamed} from './streamed.ts';

/** The recording at a path; `null`: there is none of ours, or it must be read from its beginning. */
export async function openRecordedFile(path: string, name: string): Promise<RecordedFile | null> {
  return openOrClose(path, bytes => openRecordedBytes(bytes, name));
}

/** A recording of ours to be read from end to end, however it is packed; `null`: this is not one, or not a file. */
export async function openWholeFile(path: string): Promise<(Streamed & {close(): Promise<void>}) | null> {
  return openOrClose(path, async bytes => {
    const streamed = await withFileName(path, () => openWhole(bytes, path));
    return streamed && {...streamed, close: bytes.close};
  });
}

async function openWhole(bytes: Bytes, path: string): Promise<Streamed | null> {
  const recording = await openSeekable(bytes);
  if (recording === null) return openStreamed(() => createReadStream(path));
  return {header: recording.header, read: onGap => recording.read(BEGINNING, onGap)};
}

/** Closes the file again unless something was opened in it. */
async function openOrClose<Value>(path: string, open: (bytes: Bytes) => Promise<Value | null>): Promise<Value | null> {
  // Reading it from its beginning gives the reason.
  const bytes = await openBytes(path).catch(() => null);
  if (bytes === null) return null;
  const opened = await open(bytes).catch(async error => {
    await bytes.close();
    throw error;
  });
  if (opened === null) await bytes.close();
  return opened;
}
