import type {Ns} from '../../protocol/words.ts';
import type {Recorder} from '../../session/recorder/recorder.ts';
import type {FileWriter} from '../../store/writer.ts';

/** A file writer that knows up to which recorded time its file is complete. */
export type TimedWriter = FileWriter & {
  /** The time of the last bytes that were written, and why writing failed; `null`: it did not. */
  readonly fault: Recorder['fault'];
};

/** Bytes are written some time after the recorder makes them, so each piece is remembered with its recorded time. */
export function openTimedWriter(writer: FileWriter, recorder: Recorder): TimedWriter {
  const waiting: {end: number; t: Ns}[] = [];
  let end = 0;
  let writtenNs = 0;

  function update(): void {
    while (waiting.length > 0 && waiting[0].end <= writer.written) writtenNs = waiting.shift()!.t;
  }

  return {
    ...writer,
    append(bytes) {
      update();
      writer.append(bytes);
      end += bytes.length;
      waiting.push({end, t: recorder.reachedNs});
    },
    get failure() {
      return writer.failure;
    },
    get written() {
      return writer.written;
    },
    get fault() {
      update();
      return writer.failure && {t: writtenNs, reason: writer.failure.message};
    },
  };
}
