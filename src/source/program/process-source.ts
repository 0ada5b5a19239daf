import type {MachineCommand} from '../../protocol/command/command.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Source} from '../source.ts';
import {ending, type ProgramRun} from './run.ts';

export type ProcessSource = Source & {
  /** Its first record. */
  readonly keyframe: Keyframe;
  arrival(): Promise<void>;
};

/** Commands that the program has not read may have so many bytes together. */
const UNREAD_BYTES = 65_536;

/** The records of a program, and commands for it. */
export function processSource(run: ProgramRun, header: Header, keyframe: Keyframe): ProcessSource {
  return {
    header: {...header, source: 'watch', program: run.name},
    live: true,
    keyframe,
    get nextNs() {
      return run.queue.nextNs ?? (run.done ? Number.POSITIVE_INFINITY : null);
    },
    get ended() {
      return run.done && run.queue.nextNs === null;
    },
    arrival: () => arrival(run),
    read: untilNs => read(run, untilNs),
    send: command => send(run, command),
  };
}

async function arrival(run: ProgramRun): Promise<void> {
  if (run.queue.nextNs !== null || run.done) return;
  run.arrival ??= Promise.withResolvers();
  await run.arrival.promise;
}

function read(run: ProgramRun, untilNs: Ns): TraceRecord[] {
  const records = run.queue.take(untilNs);
  run.readNs = untilNs;
  run.taken.reads++;
  run.taken.records += records.length;
  run.backpressure.pause(run.queue.full);
  return records;
}

function send(run: ProgramRun, command: MachineCommand): TraceRecord[] {
  const reason = refusal(run);
  if (reason !== null) return [{t: Math.min(run.readNs, run.receivedNs), kind: 'command_refused', command, reason}];
  run.child.stdin.write(`${JSON.stringify(command)}\n`);
  run.liveness?.asked(command);
  return [];
}

/** Why it can not get a command; `null`: it can. */
function refusal(run: ProgramRun): string | null {
  const {name, child} = run;
  if (run.done) return ending(run);
  if (!child.stdin.writable) return `${name} reads no commands: its stdin is closed`;
  return child.stdin.writableLength < UNREAD_BYTES ? null : `${name} does not read its commands`;
}
