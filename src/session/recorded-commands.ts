import {moment} from '../model/words/numbers.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {commandFault} from '../protocol/shape/command-shapes.ts';
import {InputError} from '../trace/fault.ts';
import type {Scheduled} from './schedule.ts';

const PAGE = 'page: ';

/** The commands of a recording, to be sent again at their times. Only their answers count: their effects come again by themselves. */
export function scheduleOf(records: Iterable<TraceRecord>): Scheduled[] {
  const schedule: Scheduled[] = [];
  for (const record of records) {
    const command = commandIn(record);
    if (command !== null) schedule.push(command);
  }
  return checkedCommands(schedule);
}

/** A copy of the commands. Throws an InputError for a command of a later version: this version would do only a part of it. */
export function checkedCommands(commands: readonly Scheduled[] = []): Scheduled[] {
  for (const {t, command} of commands) {
    const fault = commandFault(command);
    if (fault !== null) throw new InputError(`the command at ${moment(t)} can not be sent again: ${fault}`);
  }
  return [...commands];
}

/** The command that a record answers; `null`: the record is not an answer. */
export function commandIn(record: TraceRecord): Scheduled | null {
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
    case 'hint_taken':
      return {t, command: {command: 'take_hint'}};
    case 'diagnosis_answered':
      return {t, command: {command: 'answer_diagnosis', answer: record.answer}};
    case 'frozen':
      return {t, command: {command: 'freeze'}};
    case 'said':
      return {t, command: {command: 'say', text: record.text}};
    case 'paged':
      return record.text.startsWith(PAGE)
        ? {t, command: {command: 'page', text: record.text.slice(PAGE.length)}}
        : null;
    default:
      return null;
  }
}
