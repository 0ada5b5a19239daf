import {gunzipSync} from 'node:zlib';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openRecorder} from '../../src/session/recorder/recorder.ts';
import {openSession, type Scheduled, type Session} from '../../src/session/session.ts';
import type {Bytes} from '../../src/source/recording/bytes.ts';
import type {Source} from '../../src/source/source.ts';
import {openPacked, openPlain, type Sink, type Writer} from '../../src/trace/recording/writer.ts';
import {S} from './host.ts';
import {type SimulationOptions, STORY, simulator} from './simulated.ts';

/** A file in memory. */
export function memory(): Sink & {bytes(): Buffer} {
  let bytes = Buffer.alloc(0);
  return {
    append(more) {
      bytes = Buffer.concat([bytes, more]);
    },
    replace: (at, over) => void bytes.set(over, at),
    bytes: () => bytes,
  };
}

/** Bytes in memory, read like a file; `reads`: how many at a time. */
export function bytesOf(content: Uint8Array): Bytes & {reads: number[]} {
  const reads: number[] = [];
  return {
    size: content.length,
    reads,
    async read(at, length) {
      const piece = Buffer.from(content.subarray(at, at + length));
      reads.push(piece.length);
      return piece;
    },
    close: async () => {},
  };
}

/** All that a source gives up to some time, recorded. */
export function recorded(
  source: Source,
  untilNs: number,
  schedule: readonly Scheduled[] = [],
  {open = openPacked, drive = (session: Session) => void session.advance(untilNs)}: Partial<Recorded> = {},
): Buffer {
  const sink = memory();
  const recorder = openRecorder(source.header);
  recorder.start(() => open(sink));
  const session = openSession(source, {schedule, tap: recorder});
  drive(session);
  recorder.stop();
  if (recorder.fault !== null) throw new Error(recorder.fault.reason);
  return sink.bytes();
}

type Recorded = {open: (sink: Sink) => Writer; drive: (session: Session) => void};

/** The story as a recording of gzip members. */
export function story(untilNs = 35 * S, options?: SimulationOptions): Buffer {
  return recorded(simulator(options), untilNs, STORY);
}

export const plainStory = (untilNs = 35 * S) => recorded(simulator(), untilNs, STORY, {open: openPlain});

/** The lines of a recording, read by nothing of ours. */
export function linesOf(bytes: Uint8Array): (TraceRecord & {[field: string]: unknown})[] {
  return gunzipSync(bytes)
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}
