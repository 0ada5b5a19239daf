import {moment} from '../model/numbers.ts';
import {commandFault} from '../protocol/command-shape.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';
import {askedIn} from '../session/asked.ts';
import {openRecorder} from '../session/recorder.ts';
import {openSession, type Scheduled} from '../session/session.ts';
import type {Twin} from '../session/steps.ts';
import type {Recording} from '../source/recording.ts';
import {openSimulator} from '../source/simulator.ts';
import type {Source} from '../source/source.ts';
import {InputError} from '../trace/fault.ts';
import type {Writer} from '../trace/recording/writer.ts';
import {policyNamed} from './mechanisms.ts';
import {scenarioOfHeader} from './scenarios.ts';

/**
 * A simulation made again from what its header tells. Throws an InputError when something of it is not known here. `steps`: the last
 * hardware-level ones are kept.
 */
export async function simulatorOf(header: Header, steps = false): Promise<Source> {
  const {policy, seed, intervalNs, hardware = 'assumed', steps: tellSteps} = header;
  const scenario = await scenarioOfHeader(header);
  if (policy === undefined || seed === undefined) throw new InputError('its header names no policy or no seed');
  return openSimulator({
    scenario,
    policy: policyNamed(policy),
    seed,
    intervalNs,
    hardware,
    tellSteps,
    steps: steps || tellSteps,
  });
}

/** What is recorded of a simulation can be run again for its single steps; `undefined`: it is of something else. */
export function twinOf({header, records}: Recording): Twin | undefined {
  const {policy, seed, drill, steps: _, ...rest} = header;
  if (policy === undefined || seed === undefined || drill || !records) return undefined;
  return {open: () => simulatorOf({...rest, policy, seed}, true), recorded: records};
}

/** Only the answer of who takes it says that a command was given: what it caused comes again by itself. */
export function scheduleOf(records: Iterable<Record>): Scheduled[] {
  const schedule: Scheduled[] = [];
  for (const record of records) {
    const asked = askedIn(record);
    if (asked !== null) schedule.push(asked);
  }
  return understood(schedule);
}

/** Throws an InputError where a later version has asked for more than this one would do. */
export function understood(commands: readonly Scheduled[] = []): Scheduled[] {
  for (const {t, command} of commands) {
    const fault = commandFault(command);
    if (fault !== null) throw new InputError(`a command at ${moment(t)} can not be given again: ${fault}`);
  }
  return [...commands];
}

export type Rerun = {
  /** How many are given in it that are recorded. */
  readonly commands: number;
  /** The lines that are recorded up to a time, the header first. */
  linesTo(t: Ns): string[];
  /** What is still to come when recording stops. */
  rest(): string[];
};

/**
 * Runs a recorded simulation again, with what was asked in it, and records it again from `startNs` on, where its first record stood.
 * What was asked before stands in the header.
 */
export async function openRerun(header: Header, asked: readonly Record[], startNs: Ns): Promise<Rerun> {
  const source = await simulatorOf(header);
  const recorder = openRecorder(source.header);
  const lines = openLines();
  const start = () => recorder.start(() => lines.writer);
  if (startNs === 0) start();
  const session = openSession(source, {schedule: understood(header.commands), tap: recorder});
  if (header.branchOf) {
    session.tap(null);
    session.advance(startNs);
    session.tap(recorder);
    start();
    session.beginBranch(header.branchOf.file);
  }
  session.schedule(scheduleOf(asked));
  if (startNs > 0 && !header.branchOf) {
    session.advance(startNs - 1);
    start();
  }

  return {
    commands: asked.length,
    linesTo(t) {
      session.advance(t);
      return lines.take();
    },
    rest() {
      recorder.stop();
      return lines.take();
    },
  };
}

/** What is recorded, line by line, to be taken. */
export function openLines(): {writer: Writer; take(): string[]} {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  return {
    writer: {begin: () => {}, write, flush: () => {}, end: write},
    take() {
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      return lines;
    },
  };
}
