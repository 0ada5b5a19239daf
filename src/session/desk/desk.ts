import type {View} from '../../model/view/view.ts';
import {COMMANDS, type Command, type DeskCommand} from '../../protocol/command/command.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Source} from '../../source/source.ts';

/** What becomes of a command now: answered by the desk, the source's own where it has one, or by the source. */
export function answersOf(source: Source, view: View, command: Command): TraceRecord[] {
  const {t} = view;
  if (isDeskCommand(command)) {
    const usual = answer(view, command, t);
    return source.desk?.(command, usual) ?? [usual];
  }
  if (source.send) return source.send(command);
  return [{t, kind: 'command_refused', command, reason: `this source (${source.header.source}) takes no commands`}];
}

/** What the desk answers at `t`: what was done, or `command_refused` with the reason. */
export function answer(view: View, command: DeskCommand, t: Ns): Fact {
  switch (command.command) {
    case 'add_marker':
      return addMarker(command, t);
    case 'acknowledge_alert':
      return acknowledgeAlert(view, command, t);
    case 'page':
    case 'say':
      return speak(command, t);
    default:
      return {t, kind: 'command_refused', command, reason: 'this is no drill'};
  }
}

/** Commands that the session answers itself, for any source. */
export function isDeskCommand(command: Command): command is DeskCommand {
  return COMMANDS[command.command].to === 'desk';
}

function addMarker(command: DeskCommand & {command: 'add_marker'}, t: Ns): Fact {
  const text = sanitize(command.text).trim();
  if (text === '') return {t, kind: 'command_refused', command, reason: 'a marker needs a text'};
  return {t, kind: 'marker_added', text};
}

function speak(command: DeskCommand & {command: 'page' | 'say'}, t: Ns): Fact {
  const text = sanitize(command.text).trim();
  if (text === '') return {t, kind: 'command_refused', command, reason: 'there is nothing to say'};
  return command.command === 'page' ? {t, kind: 'paged', text: `page: ${text}`} : {t, kind: 'said', text};
}

function acknowledgeAlert(view: View, command: DeskCommand & {command: 'acknowledge_alert'}, t: Ns): Fact {
  const refused = (reason: string): Fact => ({t, kind: 'command_refused', command, reason});
  const standing = view.alerts.find(({id}) => id === command.alert);
  if (!standing) return refused(`no alert ${command.alert} stands`);
  if (standing.acknowledged) return refused(`alert ${command.alert} is acknowledged already`);
  return {t, kind: 'alert_acknowledged', alert: command.alert};
}
