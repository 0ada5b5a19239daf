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

/** Lines that are not written yet: the recording of a session, from its beginning. */
export type OutputLines = {
  /** Begins, for a session of this header; what it returns is to be shown all that the session folds. */
  open(header: Header): Tap;
  readonly lines: string[];
  /** Nothing more will come. */
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

/** Throws a UsageError where options ask for frames as well, or for a part. */
export function refuseFrames(options: {[key: string]: unknown}): void {
  const given = Object.keys(FRAMES).find(key => options[key] !== undefined);
  if (given)
    throw new UsageError(`--serve writes records and no frames, so that ${FRAMES[given]} can not be used with it.`);
  if (options.from !== undefined)
    throw new UsageError('--serve plays from the beginning, so that --from can not be used with it.');
}

const FRAMES: {readonly [key: string]: string} = {
  batch: '--batch',
  json: '--json',
  iterations: '--iterations',
  delay: '--delay',
  failOn: '--fail-on',
};

/** Played in one go between looks at what came in: 1 ms of work, 50 in a storm. */
const SLICE_NS = NS_PER_S;
/** Whoever has closed our stdin and takes nothing more for so long is gone. */
const PATIENCE_MS = 1_000;
/** After an interruption a reader that takes nothing is waited for less long. */
const INTERRUPTED_MS = 300;
/** What happens between two samples is told no later than this. */
const LONGEST_WAIT_MS = 250;

export type ServeOptions = {
  speed?: Speed;
  until?: Ns;
  /** Waits while what is recorded besides is taken too slowly. */
  ready?(signal: AbortSignal): Promise<void>;
};

/**
 * Writes header and records of a session as lines, in real time unless told otherwise, and answers the commands that come in as lines:
 * until stdin ends, nobody reads any more, or the session is over. A reader that is slow makes it wait.
 */
export async function serve(
  session: Session,
  outbox: OutputLines,
  {speed = 1, until = Number.POSITIVE_INFINITY, ready}: ServeOptions,
  io: Io,
): Promise<number> {
  const deadlines: NodeJS.Timeout[] = [];
  const abandonIn = (ms: number) => void deadlines.push(setTimeout(() => io.abandon?.(), ms));
  const inbox = openInputLines(io.stdin(), () => abandonIn(PATIENCE_MS));
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
      for (const line of inbox.take()) answer(line, session, outbox);
      over = session.ended || session.t >= until || inbox.ended;
      if (over) outbox.end();
      read = await io.write({json: outbox.lines.splice(0).join('')});
      if (!over) await Promise.race([nextSample(session, Math.min(pace.due(), until), pace.waitMs), inbox.arrival()]);
    }
    return io.signal.aborted ? EXIT.interrupted : EXIT.done;
  } finally {
    inbox.close();
    io.signal.removeEventListener('abort', interrupt);
    for (const deadline of deadlines) clearTimeout(deadline);
  }
}

/** What is behind goes on at once; but signals and what came in are told only to a program that pauses. */
function nextSample({t, ended, header}: Session, due: Ns, waitMs: (t: Ns) => number): Promise<void> {
  if (t < due && !ended) return turn();
  const sampleNs = (Math.floor(t / header.intervalNs) + 1) * header.intervalNs;
  return sleep(Math.min(waitMs(sampleNs), LONGEST_WAIT_MS));
}

function answer(line: InputLine, session: Session, outbox: OutputLines): void {
  const read = 'fault' in line ? line : parseCommand(line.text);
  if ('fault' in read) {
    const reason = `line ${line.line}: ${read.fault}`;
    outbox.lines.push(encode({t: session.t, kind: 'command_refused', reason}));
  } else send(read.value, session, outbox);
}

/** The desk answers with what was done; who asks through a pipe waits for the same answer to everything. */
function send(command: Command, session: Session, {lines}: OutputLines): void {
  const asked = lines.length;
  session.send(command);
  if (lines.slice(asked).some(line => ANSWER.test(line))) return;
  lines.splice(asked, 0, encode({t: session.t, kind: 'command_applied', command}));
}

const ANSWER = /"kind":"command_(?:applied|refused)"/;
