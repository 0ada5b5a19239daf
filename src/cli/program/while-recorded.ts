import type {RecordingFile} from '../../setup/recording/recording-file.ts';
import {EXIT, type Io} from './io.ts';

/** Runs `work` on a recorded session and ends the recording. Resolves with the status of `work`; a failed recording makes it an error. */
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

/** Ends a recording and prints its failures. Resolves with whether it is complete. */
export function endRecording(recording: RecordingFile, io: Io, patienceMs?: number): Promise<boolean> {
  return recording.end(sentence => io.say(`irqdeck: ${sentence}`), {signal: io.signal, patienceMs});
}
