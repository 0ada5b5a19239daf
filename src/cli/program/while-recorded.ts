import type {RecordingFile} from '../../setup/recording/recording-file.ts';
import {EXIT, type Io} from './io.ts';

/** Does something with a session that is recorded, and ends the recording: one that failed is an error, whatever else came. */
export async function whileRecorded(recording: RecordingFile, io: Io, work: () => Promise<number>): Promise<number> {
  let sound = false;
  let status: number = EXIT.error;
  try {
    status = await work();
  } finally {
    sound = await endRecording(recording, io);
  }
  return sound ? status : EXIT.error;
}

/** Ends a recording; whether nothing failed, which is said in any case. */
export function endRecording(recording: RecordingFile, io: Io, patienceMs?: number): Promise<boolean> {
  return recording.end(sentence => io.say(`irqdeck: ${sentence}`), {signal: io.signal, patienceMs});
}
