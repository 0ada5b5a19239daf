import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';
import {openRecorder} from '../session/recorder.ts';
import {openSession, type Scheduled} from '../session/session.ts';
import {openSimulator} from '../source/simulator.ts';
import type {Source} from '../source/source.ts';
import {InputError} from '../trace/fault.ts';
import {policyNamed} from './mechanisms.ts';
import {scenarioOfHeader} from './scenarios.ts';

/** A simulation made again from what its header tells. Throws an InputError when something of it is not known here. */
export async function simulatorOf(header: Header): Promise<Source> {
  const {policy, seed, intervalNs, hardware = 'assumed', steps: tellSteps} = header;
  const scenario = await scenarioOfHeader(header);
  if (policy === undefined || seed === undefined) throw new InputError('its header names no policy or no seed');
  return openSimulator({scenario, policy: policyNamed(policy), seed, intervalNs, hardware, tellSteps});
}

/** What somebody asked for, as it can be asked again; `null`: the record answers nothing that was asked. */
export function askedIn(record: Record): Scheduled | null {
  const {t} = record;
  switch (record.kind) {
    case 'command_applied':
      return {t, command: record.command};
    case 'command_refused':
      return record.command ? {t, command: record.command} : null;
    case 'marker_added':
      return {t, command: {command: 'add_marker', text: record.text}};
    case 'alert_acknowledged':
      return {t, command: {command: 'acknowledge_alert', alert: record.alert}};
    default:
      return null;
  }
}

/** Only the answer of who takes it says that a command was given: what it caused comes again by itself. */
export function scheduleOf(records: Iterable<Record>): Scheduled[] {
  const schedule: Scheduled[] = [];
  for (const record of records) {
    const asked = askedIn(record);
    if (asked !== null) schedule.push(asked);
  }
  return schedule;
}

export type Rerun = {
  /** The lines that are recorded up to a time, the header first. */
  linesTo(t: Ns): string[];
  /** What is still to come when recording stops. */
  rest(): string[];
};

/**
 * Runs a recorded simulation again, with what was asked in it, and records it again from `startNs` on, where its first record stood.
 * What was asked before stands in the header.
 */
export async function openRerun(header: Header, asked: Iterable<Record>, startNs: Ns): Promise<Rerun> {
  const source = await simulatorOf(header);
  const recorder = openRecorder(source.header);
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const start = () => recorder.start(() => ({begin: () => {}, write, flush: () => {}, end: write}));
  if (startNs === 0) start();
  const session = openSession(source, {schedule: header.commands ?? [], tap: recorder});
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

  function taken(): string[] {
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    return lines;
  }

  return {
    linesTo(t) {
      session.advance(t);
      return taken();
    },
    rest() {
      recorder.stop();
      return taken();
    },
  };
}
