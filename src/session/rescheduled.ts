import {moment} from '../model/words/numbers.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {commandFault} from '../protocol/shape/command-shapes.ts';
import {InputError} from '../trace/fault.ts';
import {askedIn} from './recorded-commands.ts';
import type {Scheduled} from './schedule.ts';

/** Only the answer of who takes it says that a command was given: what it caused comes again by itself. */
export function scheduleOf(records: Iterable<TraceRecord>): Scheduled[] {
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
