import type {MachineCommand} from '../../protocol/command/command.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import {NS_PER_MS, type Ns} from '../../protocol/words.ts';
import {InputError} from '../../trace/fault.ts';
import type {Source} from '../source.ts';
import {openFlow} from './backpressure.ts';
import {type ChildExit, startChild} from './child.ts';
import {openHearing} from './decode.ts';
import {type Judge, type Liveness, openJudge} from './liveness.ts';
import {openQueue} from './queue.ts';
import {openMurmur} from './stderr.ts';

export type ProcessOptions = {
  /** The program and its arguments. */
  command: readonly string[];
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Nobody follows it in real time: it may say more than is taken in, and wait. */
  patient?: boolean;
};

/** A program that has been started. */
export type Process = {
  /** How it is called in sentences. */
  name: string;
  readonly pid: number | undefined;
  /** What has not come yet, as long as that is so. */
  readonly waiting: string;
  /** The last line that it wrote to its stderr. */
  readonly lastSaid: string | null;
  /** Resolves when it has said what it is and a first keyframe; rejects with an InputError that says why that never comes. */
  source: Promise<ProcessSource>;
  /** Looks how it behaves. To be called twice a second or so, from the start. */
  look(): void;
  /** How it ended, where that was no good end. */
  readonly failure: string | null;
  /** Ends it and all that it started; resolves when nothing is left of it. */
  close(): Promise<void>;
};

export type ProcessSource = Source & {
  /** Its first record. */
  readonly keyframe: Keyframe;
  arrival(): Promise<void>;
};

/** What is told of a program beside what it says itself, without a time. */
type Told =
  | Liveness
  | {kind: 'source_said'; text: string}
  | {kind: 'input_skipped'; lines: number; snapshots: 0; reason: string};

/** So long a program may be silent, or three times its own sampling interval. */
const SILENCE_MS = 5_000;
/** A program that has ended, or closed its stdout, gets so many looks to do the other as well. */
const LEAVE_LOOKS = 4;
/** Commands that it has not read may be so long together. */
const UNREAD_BYTES = 65_536;

/**
 * Starts a program that writes records to its stdout and reads commands from its stdin. What it says is read as fast as it is taken and
 * no faster; how it behaves, what it writes to its stderr and how it ends are told as facts at the time of its last record.
 */
export function startProcess({command, now, patient = false}: ProcessOptions): Process {
  const name = sanitize(command.join(' '), 40);
  const child = startChild(command);
  const flow = openFlow(child.stdout, now);
  const queue = openQueue();
  const murmur = openMurmur();
  const opened = Promise.withResolvers<ProcessSource>();
  // It may fail when nobody waits for it any more.
  opened.promise.catch(() => {});
  let waiting: PromiseWithResolvers<void> | null = null;
  let begun = false;
  let done = false;
  let judge: Judge | null = null;
  // Of what has arrived, and of what was read.
  let lastNs: Ns = 0;
  let readNs: Ns = 0;
  let looksLeft = LEAVE_LOOKS;
  let taken = {reads: 0, records: 0};

  const hearing = openHearing({
    begin(header, keyframe) {
      begun = true;
      judge = openJudge({name, now, patient, silenceMs: Math.max(SILENCE_MS, (3 * header.intervalNs) / NS_PER_MS)});
      opened.resolve(sourceOf({...header, source: 'watch', program: name}, keyframe));
    },
    record(record, bytes) {
      if (record.kind === 'command_applied' || record.kind === 'command_refused') judge?.answered(record);
      push(record, bytes);
    },
    skipped: (lines, reason) => tell({kind: 'input_skipped', lines, snapshots: 0, reason}),
  });

  function push(record: TraceRecord, bytes: number): void {
    lastNs = record.t;
    queue.push(record, bytes);
    wake();
  }

  function wake(): void {
    waiting?.resolve();
    waiting = null;
  }

  function tell(told: Told): void {
    push({t: lastNs, ...told}, 0);
  }

  function hear(piece: Uint8Array): void {
    looksLeft = LEAVE_LOOKS;
    judge?.heard();
    attempt(() => hearing.feed(piece));
    flow.hold(queue.full);
  }

  /** What does not begin as the protocol says will not learn it. */
  function attempt(hearMore: () => void): void {
    if (done) return;
    try {
      hearMore();
    } catch (error) {
      fail(`${name}: ${(error as Error).message}`);
    }
  }

  function fail(reason: string): void {
    done = true;
    opened.reject(new InputError(`${reason}${lastWords()}.`));
  }

  function finish(): void {
    murmur.end();
    attempt(() => hearing.end());
    if (done) return;
    if (!begun) fail(neverBegan());
    else sayLast();
  }

  function sayLast(): void {
    for (const text of murmur.take()) tell({kind: 'source_said', text});
    tell({kind: 'source_troubled', trouble: 'ended', text: ending()});
    done = true;
    wake();
  }

  function neverBegan(): string {
    return child.exit && 'never' in child.exit ? ending() : `${ending()} before it said what it is`;
  }

  function lastWords(): string {
    return murmur.last === null ? '' : `; its stderr ends with: ${murmur.last.replace(/\.$/, '')}`;
  }

  function ending(): string {
    const {exit} = child;
    if (exit === null) return `${name} has closed its stdout and can say no more`;
    if ('never' in exit) return `${name} can not be started: ${exit.never}`;
    if ('signal' in exit) return `${name} was ended by ${exit.signal}`;
    return `${name} has ended${exit.status === 0 ? '' : ` with status ${exit.status}`}`;
  }

  function look(): void {
    if (done) return;
    for (const text of begun ? murmur.take() : []) tell({kind: 'source_said', text});
    const {reads, records} = taken;
    const {share: heldUp, ms} = flow.heldUp();
    taken = {reads: 0, records: 0};
    const verdict = judge?.look({listening: reads > 0 || !flow.held, heldUp, perS: (1e3 * records) / Math.max(ms, 1)});
    if (verdict) tell(verdict);
    if (child.leaving && !flow.held && --looksLeft < 0) finish();
  }

  function sourceOf(header: Header, keyframe: Keyframe): ProcessSource {
    return {
      header,
      keyframe,
      get nextNs() {
        return queue.nextNs ?? (done ? Number.POSITIVE_INFINITY : null);
      },
      get ended() {
        return done && queue.nextNs === null;
      },
      async arrival() {
        if (queue.nextNs !== null || done) return;
        waiting ??= Promise.withResolvers();
        await waiting.promise;
      },
      read(untilNs) {
        const records = queue.take(untilNs);
        readNs = untilNs;
        taken.reads++;
        taken.records += records.length;
        flow.hold(queue.full);
        return records;
      },
      send: asked => send(asked),
    };
  }

  function send(asked: MachineCommand): TraceRecord[] {
    const reason = deafness();
    if (reason !== null) return [{t: Math.min(readNs, lastNs), kind: 'command_refused', command: asked, reason}];
    child.stdin.write(`${JSON.stringify(asked)}\n`);
    judge?.asked(asked);
    return [];
  }

  function deafness(): string | null {
    if (done) return ending();
    if (!child.stdin.writable) return `${name} reads no commands: its stdin is closed`;
    return child.stdin.writableLength < UNREAD_BYTES ? null : `${name} does not read its commands`;
  }

  child.stdout.on('data', hear);
  child.stderr.on('data', piece => murmur.feed(piece));
  child.over.then(finish);
  return {
    name,
    pid: child.pid,
    get waiting() {
      return hearing.named
        ? `${name} has said what it is, but not yet how it stands`
        : `${name} has not yet said what it is`;
    },
    get lastSaid() {
      return murmur.last;
    },
    source: opened.promise,
    look,
    get failure() {
      return done && failed(child.exit) ? ending() + lastWords() : null;
    },
    close: child.close,
  };
}

function failed(exit: ChildExit | null): boolean {
  return exit === null || !('status' in exit) || exit.status !== 0;
}
