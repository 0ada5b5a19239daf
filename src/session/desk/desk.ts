import type {View} from '../../model/view/view.ts';
import {COMMANDS, type Command, type DeskCommand} from '../../protocol/command/command.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import type {Source} from '../../source/source.ts';

/** Carries out a command at the time of the view, and returns the answer: the desk's, that of the source's own desk, or the source's. */
export function answersOf(source: Source, view: View, command: Command): TraceRecord[] {
  if (isDeskCommand(command)) {
    const answer = deskAnswer(view, command);
    return source.desk?.(command, answer) ?? [answer];
  }
  if (source.send) return source.send(command);
  const reason = `this source (${source.header.source}) takes no commands`;
  return [{t: view.t, kind: 'command_refused', command, reason}];
}

/** Whether the session itself answers the command, for any source. */
export function isDeskCommand(command: Command): command is DeskCommand {
  return COMMANDS[command.command].to === 'desk';
}

/** A fact that the command is done, or `command_refused` with the reason. */
function deskAnswer(view: View, command: DeskCommand): Fact {
  switch (command.command) {
    case 'add_marker':
      return addMarker(view, command);
    case 'acknowledge_alert':
      return acknowledgeAlert(view, command);
    case 'page':
    case 'say':
      return speak(view, command);
    default:
      return refuse(view, command, 'this is no drill');
  }
}

// The reasons stand in recordings, which `check` runs again and compares byte by byte: they stay as they are.
function refuse({t}: View, command: DeskCommand, reason: string): Fact {
  return {t, kind: 'command_refused', command, reason};
}

function addMarker(view: View, command: DeskCommand & {command: 'add_marker'}): Fact {
  const text = sanitize(command.text).trim();
  return text === '' ? refuse(view, command, 'a marker needs a text') : {t: view.t, kind: 'marker_added', text};
}

function speak(view: View, command: DeskCommand & {command: 'page' | 'say'}): Fact {
  const {t} = view;
  const text = sanitize(command.text).trim();
  if (text === '') return refuse(view, command, 'there is nothing to say');
  return command.command === 'page' ? {t, kind: 'paged', text: `page: ${text}`} : {t, kind: 'said', text};
}

function acknowledgeAlert(view: View, command: DeskCommand & {command: 'acknowledge_alert'}): Fact {
  const {t, alerts} = view;
  const alert = alerts.find(({id}) => id === command.alert);
  if (!alert) return refuse(view, command, `no alert ${command.alert} stands`);
  if (alert.acknowledged) return refuse(view, command, `alert ${command.alert} is acknowledged already`);
  return {t, kind: 'alert_acknowledged', alert: command.alert};
}
