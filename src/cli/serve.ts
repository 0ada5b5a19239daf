import {setTimeout as sleep, setImmediate as turn} from 'node:timers/promises';
import type {Command} from '../protocol/command.ts';
import type {Record} from '../protocol/record.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';
import {openPace, type Speed} from '../session/pace.ts';
import type {Session, Tap} from '../session/session.ts';
import {encode} from '../trace/recording/encode.ts';
import {parseCommand} from '../trace/recording/parse.ts';
import {type Line, openInbox} from './inbox.ts';
import {EXIT, type Io} from './io.ts';
import {UsageError} from './usage.ts';

/** Keeps all that a session folds, from its beginning, until it is written. */
export type Outbox = Tap & {records: Record[]};

export function openOutbox(): Outbox {
  const records: Record[] = [];
  return {records, wantsView: () => false, take: news => void records.push(...news)};
}

/** Throws a UsageError where options ask for frames or a screen as well. */
export function refuseFrames(options: {[key: string]: unknown}): void {
  const given = Object.keys(FRAMES).find(key => options[key] !== undefined);
  if (given)
    throw new UsageError(`--serve writes records and no frames, so that ${FRAMES[given]} can not be used with it.`);
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
/** What happens between two samples is told no later than this. */
const LONGEST_WAIT_MS = 250;

/**
 * Writes header and records of a session as lines, in real time unless told otherwise, and answers the commands that come in as lines:
 * until stdin ends, nobody reads any more, or the session is over. A reader that is slow makes it wait.
 */
export async function serve(
  session: Session,
  outbox: Outbox,
  {speed = 1, until = Number.POSITIVE_INFINITY}: {speed?: Speed; until?: Ns},
  io: Io,
): Promise<number> {
  const inbox = openInbox(io.stdin());
  const pace = openPace({now: () => performance.now(), speed});
  try {
    let read = await io.write(encode(session.header));
    for (let over = false; read && !over; ) {
      if (io.signal.aborted) return EXIT.interrupted;
      await session.arrival();
      session.advance(Math.min(pace.due(), until, session.t + SLICE_NS));
      pace.reached(session.t);
      for (const line of inbox.take()) answer(line, session, outbox);
      over = session.ended || session.t >= until || inbox.ended;
      read = await io.write(outbox.records.splice(0).map(encode).join(''));
      if (!over) await Promise.race([nextSample(session, Math.min(pace.due(), until), pace.waitMs), inbox.arrival()]);
    }
    return EXIT.done;
  } finally {
    inbox.close();
  }
}

/** What is behind goes on at once; but signals and what came in are told only to a program that pauses. */
function nextSample({t, ended, header}: Session, due: Ns, waitMs: (t: Ns) => number): Promise<void> {
  if (t < due && !ended) return turn();
  const sampleNs = (Math.floor(t / header.intervalNs) + 1) * header.intervalNs;
  return sleep(Math.min(waitMs(sampleNs), LONGEST_WAIT_MS));
}

function answer(line: Line, session: Session, outbox: Outbox): void {
  const read = 'fault' in line ? line : parseCommand(line.text);
  if ('fault' in read) {
    const reason = `line ${line.line}: ${read.fault}`;
    outbox.records.push({t: session.t, kind: 'command_refused', reason});
  } else send(read.value, session, outbox);
}

/** The desk answers with what was done; who asks through a pipe waits for the same answer to everything. */
function send(command: Command, session: Session, {records}: Outbox): void {
  const asked = records.length;
  session.send(command);
  const answers = records.slice(asked);
  if (answers.some(({kind}) => kind === 'command_applied' || kind === 'command_refused')) return;
  records.splice(asked, 0, {t: session.t, kind: 'command_applied', command});
}
