import type {LogEntry} from '../../../model/view/view.ts';
import {clockTime} from '../../../model/words/numbers.ts';
import {paragraph} from '../../../model/words/paragraph.ts';
import type {Fact} from '../../../protocol/record/fact.ts';
import type {Briefing} from '../../../protocol/record/header.ts';
import type {Ns} from '../../../protocol/words.ts';
import type {DebriefState} from '../../drill-port.ts';
import type {Scene} from '../../scene/scene.ts';
import type {Tone} from '../../screen/paint/canvas.ts';
import type {Cell, Piece} from '../parts/table.ts';
import {debriefSheet} from './debrief.ts';
import type {Sheet} from './sheet.ts';

const WIDTH = 72;

/** What a drill is about, its clock, who called, the diagnosis, the hints that were taken; and once it is over, the debrief. */
export function drillSheet({at}: {at: number}, scene: Scene): Sheet {
  const {briefing} = scene.header;
  const debrief = scene.drill?.debrief ?? null;
  if (debrief?.state === 'told') return debriefSheet({at}, debrief, scene);
  const rows = briefing ? rowsOf(briefing, scene) : [debrief ? worked(debrief) : NO_DRILL];
  const shown = scene.height - 4;
  return {
    title: briefing ? `drill: ${briefing.title}` : 'drill',
    hint: briefing && debrief === null ? '1-9 answer   h hint   space clock   j k scroll   Esc dashboard' : 'Esc back',
    rows,
    top: Math.min(at, Math.max(rows.length - shown, 0)),
    width: Math.min(WIDTH, scene.width - 6),
  };
}

const NO_DRILL = 'this is no drill; irqdeck drill lists what there is';

function worked(debrief: Exclude<DebriefState, {state: 'told'}>): Cell {
  if (debrief.state === 'failed') return [[`there is no debrief: ${debrief.reason}`, 'bad']];
  const {done, of} = debrief;
  return [[`the debrief is being worked out${of === 0 ? '' : `: ${done} of ${of} runs are played`}`, 'accent']];
}

function rowsOf(briefing: Briefing, scene: Scene): Cell[] {
  const facts = factsIn(scene.log);
  const width = Math.min(WIDTH, scene.width - 6);
  const wrapped = (text: string, mark: Tone = 'normal'): Cell[] =>
    paragraph(text, width).map((row): Piece[] => [[row, mark]]);
  const ended = facts.find(({kind}) => kind === 'drill_ended') as Extract<Fact, {kind: 'drill_ended'}> | undefined;
  return [
    ...clock(briefing, scene, ended),
    '',
    ...briefing.brief.flatMap(each => [...wrapped(each), '']),
    ...wrapped(`Objective: ${briefing.objective}`, 'strong'),
    '',
    ...called(facts).flatMap(({t, text}) => wrapped(`${clockTime(t)} ${text}`, 'warn')),
    ...diagnosis(briefing, facts).flatMap(([text, mark]) => wrapped(text, mark)),
    ...hints(briefing, facts).flatMap(([text, mark]) => wrapped(text, mark)),
    ...ghost(scene).flatMap(([text, mark]) => (text === '' ? [''] : wrapped(text, mark))),
  ];
}

function clock(
  {limitNs}: Briefing,
  {frame, paused, drill}: Scene,
  ended: Extract<Fact, {kind: 'drill_ended'}> | undefined,
): Cell[] {
  if (ended)
    return [
      [[`${ended.won ? 'WON' : 'LOST'} at ${clockTime(ended.t)}: ${ended.reason}`, ended.won ? 'good' : 'bad']],
      ...(drill?.debrief && drill.debrief.state !== 'told' ? [worked(drill.debrief)] : []),
    ];
  const left = `${clockTime(frame.tNs)} of ${clockTime(limitNs)}`;
  if (!paused) return [[[left, 'accent']]];
  const resumed = drill?.resumedNs === frame.tNs ? 'it goes on from where you left it; ' : 'the clock stands; ';
  return [[[`${left}: ${resumed}space starts it`, 'accent']]];
}

function called(facts: readonly Fact[]): {t: Ns; text: string}[] {
  return facts.flatMap(fact => (fact.kind === 'paged' || fact.kind === 'said' ? [{t: fact.t, text: fact.text}] : []));
}

function diagnosis({question, choices}: Briefing, facts: readonly Fact[]): [string, Tone][] {
  const said = facts.findLast(({kind}) => kind === 'diagnosis_answered') as
    | Extract<Fact, {kind: 'diagnosis_answered'}>
    | undefined;
  return [
    [question, 'strong'],
    ...choices.map((choice, at): [string, Tone] => [
      `  ${at + 1} ${choice}${said?.answer === choice ? ' (your answer)' : ''}`,
      said?.answer === choice ? 'accent' : 'normal',
    ]),
  ];
}

function hints({hints: count}: Briefing, facts: readonly Fact[]): [string, Tone][] {
  const taken = facts.flatMap(fact => (fact.kind === 'hint_taken' ? [fact] : []));
  const last = facts.findLast(asksHint);
  return [
    ...taken.map(({hint, text}): [string, Tone] => [`hint ${hint}: ${text}`, 'accent']),
    ...(taken.length < count
      ? [[`${count - taken.length} of ${count} hints left; each costs points`, 'dim'] as [string, Tone]]
      : []),
    ...(last?.kind === 'command_refused' ? [[last.reason, 'warn'] as [string, Tone]] : []),
  ];
}

/** That it was taken, or why it could not be. */
function asksHint(fact: Fact): boolean {
  return fact.kind === 'hint_taken' || (fact.kind === 'command_refused' && fact.command?.command === 'take_hint');
}

function factsIn(log: readonly LogEntry[]): Fact[] {
  return log.flatMap(entry => (entry.kind === 'fact' ? [entry.fact] : []));
}

/** What was done by now in the best run, or only how well it went. */
function ghost({drill, frame}: Scene): [string, Tone][] {
  if (!drill?.ghost) return [];
  const {told, events} = drill.ghost;
  const done = events.filter(({tNs}) => tNs <= frame.tNs);
  return [
    ['', 'normal'],
    [`Your ghost: of your runs ${told}.`, 'strong'],
    ...done.map(({tNs, text}): [string, Tone] => [`${clockTime(tNs)} ${text}`, 'dim']),
  ];
}
