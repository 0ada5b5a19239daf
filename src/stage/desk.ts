import type {Drill} from '../drill/file/document.ts';
import type {Names} from '../model/words/command-line.ts';
import type {DeskCommand} from '../protocol/command/command.ts';
import type {Fact} from '../protocol/record/fact.ts';
import {formatTime} from '../protocol/time.ts';
import type {Ns} from '../protocol/words.ts';

/** The state of the desk: what the trainee has done so far. */
export type Desk = {
  drill: Drill;
  /** The number of hints taken. */
  hints: number;
  /** The number of times the clock was stopped. */
  frozen: number;
  acknowledgedNs: Ns | null;
  answeredNs: Ns | null;
};

/** The answer of a drill's desk to a command; `usual` is the answer of an ordinary session. */
export function answerInDrill(desk: Desk, command: DeskCommand, usual: Fact, names: Names): Fact {
  const {t} = usual;
  const refused = (reason: string): Fact => ({t, kind: 'command_refused', command, reason});
  switch (command.command) {
    case 'take_hint':
      return takeHint(desk, t, refused);
    case 'answer_diagnosis':
      return answerDiagnosis(desk, command.answer, t, refused);
    case 'freeze':
      desk.frozen++;
      return {t, kind: 'frozen'};
    case 'acknowledge_alert':
      return acknowledge(desk, command.alert, usual, names);
    default:
      return usual;
  }
}

function takeHint(desk: Desk, t: Ns, refused: (reason: string) => Fact): Fact {
  const hint = desk.drill.hints[desk.hints];
  if (hint === undefined) return refused(desk.hints === 0 ? 'this drill has no hints' : 'there are no more hints');
  if (t < hint.after) return refused(`the next hint can be taken from ${formatTime(hint.after)} on`);
  desk.hints++;
  return {t, kind: 'hint_taken', hint: desk.hints, cost: hint.cost, text: hint.text};
}

/** `answer` is a choice, or its number from 1. */
function answerDiagnosis(desk: Desk, answer: string, t: Ns, refused: (reason: string) => Fact): Fact {
  const {choices} = desk.drill;
  const chosen = choices.find(choice => choice.toLowerCase() === answer.toLowerCase()) ?? choices[Number(answer) - 1];
  if (chosen === undefined)
    return refused(`the choices are: ${choices.map((choice, at) => `${at + 1} ${choice}`).join(', ')}`);
  desk.answeredNs = t;
  return {t, kind: 'diagnosis_answered', answer: chosen};
}

/** Without an alert, a trainee can acknowledge the line or the domain that is wrong. */
function acknowledge(desk: Desk, alert: string, usual: Fact, names: Names): Fact {
  const {t} = usual;
  const named = usual.kind === 'command_refused' && [...names.line, ...names.domain].includes(alert);
  if (usual.kind !== 'alert_acknowledged' && !named) return usual;
  desk.acknowledgedNs ??= t;
  return {t, kind: 'alert_acknowledged', alert};
}
