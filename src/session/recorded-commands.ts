import type {TraceRecord} from '../protocol/record/record.ts';
import type {Scheduled} from './schedule.ts';

const PAGE = 'page: ';

/** What somebody asked for, as it can be asked again; `null`: the record answers nothing that was asked. */
export function askedIn(record: TraceRecord): Scheduled | null {
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
