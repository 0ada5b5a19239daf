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

/** The brief of a drill, its clock, calls, diagnosis and hints; when it is over, the debrief. */
export function drillSheet({at}: {at: number}, scene: Scene): Sheet {
  const {briefing} = scene.header;
  const debrief = scene.drill?.debrief ?? null;
  if (debrief?.state === 'ready') return debriefSheet({at}, debrief, scene);
  const rows = briefing ? rowsOf(briefing, scene) : [debrief ? debriefState(debrief) : NO_DRILL];
  const shown = scene.height - 4;
  return {
    title: briefing ? `drill: ${briefing.title}` : 'drill',
    hint: briefing && debrief === null ? '1-9 answer   h hint   space clock   j k scroll   Esc dashboard' : 'Esc back',
    rows,
    top: Math.min(at, Math.max(rows.length - shown, 0)),
    width: Math.min(WIDTH, scene.width - 6),
  };
}

const NO_DRILL = 'this is not a drill; `irqdeck drill` lists the drills';

function debriefState(debrief: Exclude<DebriefState, {state: 'ready'}>): Cell {
  if (debrief.state === 'failed') return [[`no debrief: ${debrief.reason}`, 'bad']];
  const {done, of} = debrief;
  return [[`preparing the debrief${of === 0 ? '' : `: ${done} of ${of} runs are done`}`, 'accent']];
}

function rowsOf(briefing: Briefing, scene: Scene): Cell[] {
  const facts = factsIn(scene.log);
  const width = Math.min(WIDTH, scene.width - 6);
  const wrapped = (text: string, tone: Tone = 'normal'): Cell[] =>
    paragraph(text, width).map((row): Piece[] => [[row, tone]]);
  const ended = facts.find(({kind}) => kind === 'drill_ended') as Extract<Fact, {kind: 'drill_ended'}> | undefined;
  return [
    ...clock(briefing, scene, ended),
    '',
    ...briefing.brief.flatMap(each => [...wrapped(each), '']),
    ...wrapped(`Objective: ${briefing.objective}`, 'strong'),
    '',
    ...called(facts).flatMap(({t, text}) => wrapped(`${clockTime(t)} ${text}`, 'warn')),
    ...diagnosis(briefing, facts).flatMap(([text, tone]) => wrapped(text, tone)),
    ...hints(briefing, facts).flatMap(([text, tone]) => wrapped(text, tone)),
    ...ghost(scene).flatMap(([text, tone]) => (text === '' ? [''] : wrapped(text, tone))),
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
      ...(drill?.debrief && drill.debrief.state !== 'ready' ? [debriefState(drill.debrief)] : []),
    ];
  const left = `${clockTime(frame.tNs)} of ${clockTime(limitNs)}`;
  if (!paused) return [[[left, 'accent']]];
  const resumed = drill?.resumedNs === frame.tNs ? 'it continues where you left it; ' : 'the clock is stopped; ';
  return [[[`${left}: ${resumed}space starts it`, 'accent']]];
}

function called(facts: readonly Fact[]): {t: Ns; text: string}[] {
  return facts.flatMap(fact => (fact.kind === 'paged' || fact.kind === 'said' ? [{t: fact.t, text: fact.text}] : []));
}

function diagnosis({question, choices}: Briefing, facts: readonly Fact[]): [string, Tone][] {
  const answered = facts.findLast(({kind}) => kind === 'diagnosis_answered') as
    | Extract<Fact, {kind: 'diagnosis_answered'}>
    | undefined;
  return [
    [question, 'strong'],
    ...choices.map((choice, at): [string, Tone] => [
      `  ${at + 1} ${choice}${answered?.answer === choice ? ' (your answer)' : ''}`,
      answered?.answer === choice ? 'accent' : 'normal',
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

/** A hint that was taken, or the refusal of one. */
function asksHint(fact: Fact): boolean {
  return fact.kind === 'hint_taken' || (fact.kind === 'command_refused' && fact.command?.command === 'take_hint');
}

function factsIn(log: readonly LogEntry[]): Fact[] {
  return log.flatMap(entry => (entry.kind === 'fact' ? [entry.fact] : []));
}

/** What the best run had done by this time, or only its score. */
function ghost({drill, frame}: Scene): [string, Tone][] {
  if (!drill?.ghost) return [];
  const {summary, events} = drill.ghost;
  const done = events.filter(({tNs}) => tNs <= frame.tNs);
  return [
    ['', 'normal'],
    [`Your ghost: of your runs ${summary}.`, 'strong'],
    ...done.map(({tNs, text}): [string, Tone] => [`${clockTime(tNs)} ${text}`, 'dim']),
  ];
}
