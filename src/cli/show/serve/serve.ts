import {setTimeout as sleep, setImmediate as turn} from 'node:timers/promises';
import type {Command} from '../../../protocol/command/command.ts';
import type {Header} from '../../../protocol/record/header.ts';
import {NS_PER_S, type Ns} from '../../../protocol/words.ts';
import {openPace, type Speed} from '../../../session/pace.ts';
import {openRecorder, type Recorder} from '../../../session/recorder/recorder.ts';
import type {Session, Tap} from '../../../session/session.ts';
import {UsageError} from '../../../setup/usage.ts';
import {encode} from '../../../trace/recording/encode.ts';
import {parseCommand} from '../../../trace/recording/parse.ts';
import {EXIT, type Io} from '../../program/io.ts';
import {type InputLine, openInputLines} from './input-lines.ts';

/** The records of a session as lines of JSON, until they are written. */
export type OutputLines = {
  /** Begins with this header. The returned tap must get everything that the session folds. */
  open(header: Header): Tap;
  readonly lines: string[];
  /** There will be no more records. */
  end(): void;
};

export function openOutputLines(): OutputLines {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  let recorder: Recorder | null = null;
  return {
    open(header) {
      recorder = openRecorder(header);
      recorder.start(() => ({begin() {}, write, flush() {}, end: write}));
      return recorder;
    },
    lines,
    end: () => recorder?.stop(),
  };
}

/** Throws a UsageError if options ask for frames too, or for a part of a recording. */
export function refuseFrames(options: {[key: string]: unknown}): void {
  const given = Object.keys(FRAMES).find(key => options[key] !== undefined);
  if (given) throw new UsageError(`--serve writes records, not frames; it can not be used with ${FRAMES[given]}.`);
  if (options.from !== undefined)
    throw new UsageError('--serve plays from the beginning; it can not be used with --from.');
}

const FRAMES: {readonly [key: string]: string} = {
  batch: '--batch',
  json: '--json',
  iterations: '--iterations',
  delay: '--delay',
  failOn: '--fail-on',
};

/** Time played between two checks of the input: 1 ms of work, 50 ms in a storm. */
const SLICE_NS = NS_PER_S;
/** A reader that has closed our stdin, and takes nothing for this long, is gone. */
const PATIENCE_MS = 1_000;
/** The same after an interruption. */
const INTERRUPTED_MS = 300;
/** Records between two samples are written after this time at the latest. */
const LONGEST_WAIT_MS = 250;

export type ServeOptions = {
  speed?: Speed;
  until?: Ns;
  /** Waits while the recording of `-w` is written too slowly. */
  ready?(signal: AbortSignal): Promise<void>;
};

/**
 * Writes the header and records of a session as lines, in real time unless `speed` sets another pace, and answers commands that arrive as
 * lines. It goes on until stdin ends, the reader is gone, or the session is over. A slow reader slows it down.
 */
export async function serve(
  session: Session,
  output: OutputLines,
  {speed = 1, until = Number.POSITIVE_INFINITY, ready}: ServeOptions,
  io: Io,
): Promise<number> {
  const deadlines: NodeJS.Timeout[] = [];
  const abandonIn = (ms: number) => void deadlines.push(setTimeout(() => io.abandon?.(), ms));
  const input = openInputLines(io.stdin(), () => abandonIn(PATIENCE_MS));
  const interrupt = () => abandonIn(INTERRUPTED_MS);
  io.signal.addEventListener('abort', interrupt, {once: true});
  const pace = openPace({now: () => performance.now(), speed, startNs: session.t});
  try {
    for (let [read, over] = [true, false]; read && !over; ) {
      if (io.signal.aborted) return EXIT.interrupted;
      await session.arrival();
      await ready?.(io.signal);
      session.advance(Math.min(pace.due(), until, session.t + SLICE_NS));
      pace.reached(session.t);
      for (const line of input.take()) answerLine(line, session, output);
      over = session.ended || session.t >= until || input.ended;
      if (over) output.end();
      read = await io.write({json: output.lines.splice(0).join('')});
      if (!over) await Promise.race([nextSample(session, Math.min(pace.due(), until), pace.waitMs), input.arrival()]);
    }
    return io.signal.aborted ? EXIT.interrupted : EXIT.done;
  } finally {
    input.close();
    io.signal.removeEventListener('abort', interrupt);
    for (const deadline of deadlines) clearTimeout(deadline);
  }
}

/** A session that is late goes on at once, after one turn of the event loop, so that signals and input arrive. */
function nextSample({t, ended, header}: Session, due: Ns, waitMs: (t: Ns) => number): Promise<void> {
  if (t < due && !ended) return turn();
  const sampleNs = (Math.floor(t / header.intervalNs) + 1) * header.intervalNs;
  return sleep(Math.min(waitMs(sampleNs), LONGEST_WAIT_MS));
}

function answerLine(line: InputLine, session: Session, output: OutputLines): void {
  const read = 'fault' in line ? line : parseCommand(line.text);
  if ('fault' in read) {
    const reason = `line ${line.line}: ${read.fault}`;
    output.lines.push(encode({t: session.t, kind: 'command_refused', reason}));
  } else send(read.value, session, output);
}

/** Every command gets `command_applied` or `command_refused`, also a desk command, which the desk answers with another fact. */
function send(command: Command, session: Session, {lines}: OutputLines): void {
  const before = lines.length;
  session.send(command);
  if (lines.slice(before).some(line => ANSWER.test(line))) return;
  lines.splice(before, 0, encode({t: session.t, kind: 'command_applied', command}));
}

const ANSWER = /"kind":"command_(?:applied|refused)"/;
