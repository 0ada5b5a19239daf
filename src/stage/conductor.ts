import type {Cause, Drill} from '../drill/file/document.ts';
import {type ScheduledInject, scheduleInjects} from '../drill/file/injects.ts';
import {inPieces} from '../drill/file/text-pieces.ts';
import {openHoldMonitor} from '../drill/judge/hold-monitor.ts';
import type {Names} from '../model/words/command-line.ts';
import {COMMANDS, type DeskCommand, type MachineCommand} from '../protocol/command/command.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Briefing, Header} from '../protocol/record/header.ts';
import {observed, observedHeader} from '../protocol/record/observed.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';
import {bothTaps, type Tap} from '../session/session.ts';
import type {Source} from '../source/source.ts';
import {answerInDrill, type Desk} from './desk.ts';
import {openBare, openTapped} from './inner.ts';

export type Staged = {
  drill: Drill;
  cause: Cause;
  /** The text of its file, for the recording. */
  text: string;
  /** The simulated host that it is played on. */
  source: Source;
  names: Names;
  /** Is shown everything, the truth included, with the view of it; made for the header of the recording. */
  tapFor?(header: Header): Tap;
  /** Likewise, without a view, which is much cheaper. */
  hear?(records: readonly TraceRecord[]): void;
  /** Nothing breaks: the twin without the fault. */
  healthy?: boolean;
  /** It goes on to this time, over or not. */
  untilNs?: Ns;
};

/** A drill as its trainee sees it: a source of what could be observed, with a desk of its own. */
export type Stage = Source & {
  /** The header of its recording, which tells all. */
  readonly whole: Header;
  /** How it ended. */
  readonly over: {won: boolean; reason: string} | null;
  /** Something that only the instructor knows: breaks it, hidden from the trainee. */
  inject(command: MachineCommand): TraceRecord[];
};

/**
 * Plays a drill: breaks what it says when it says, at samples, and notices the end. It folds everything for the recording; what it hands
 * on is what the operator of a real host could see.
 */
export function openConductor(staged: Staged): Stage {
  const {drill, cause, text, source, names, healthy, untilNs} = staged;
  const whole: Header = {...source.header, source: 'drill', drill: {name: drill.drill, text: inPieces(text)}};
  const hidden = openHidden(source, whole);
  const seen: TraceRecord[] = [];
  const watch = openHoldMonitor(drill);
  const hear = (records: readonly TraceRecord[]) => {
    seen.push(...records);
    staged.hear?.(records);
    for (const record of records) if (record.kind === 'sample') watch.add(record);
  };
  const ears: Tap = {wantsView: () => false, take: hear};
  const tap = staged.tapFor?.(whole);
  const inner = tap ? openTapped(hidden.source, bothTaps(ears, tap)) : openBare(hidden.source, hear);
  const plan = healthy ? [] : scheduleInjects(cause, whole.seed ?? 0, names, whole.intervalNs);
  const desk: Desk = {drill, hints: 0, frozen: 0, acknowledgedNs: null, answeredNs: null};
  let over: Stage['over'] = null;
  let stopped = false;
  let broken = false;

  function onSample(): void {
    if (!watch.holding) broken = true;
    while (plan.length > 0 && isDue(plan[0])) carryOut(plan.shift()!);
    if (over === null) end(inner.ended ? {won: false, reason: 'the host is lost'} : ended());
    stopped = inner.ended || (untilNs === undefined ? over !== null : inner.t >= untilNs);
  }

  function end(ending: Stage['over']): void {
    over = ending ?? (inner.t >= drill.limit ? {won: false, reason: 'the time is up'} : null);
    if (over !== null) inner.note([{t: inner.t, kind: 'drill_ended', ...over}]);
  }

  function isDue({t, when}: ScheduledInject): boolean {
    if (inner.t < t) return false;
    return when === 'always' || (when === 'broken' ? !watch.holding : broken && watch.holding);
  }

  function carryOut(planned: ScheduledInject): void {
    if ('text' in planned) inner.note([{t: inner.t, kind: 'paged', text: planned.text}]);
    else {
      const before = seen.length;
      hidden.hide(() => inner.send(planned.command));
      const struck = seen.slice(before).some(({kind}) => kind === 'inject_applied');
      // What was whole before the next blow is no recovery from it; a blow that misses is none.
      if (struck && watch.holding) broken = false;
    }
  }

  function ended(): Stage['over'] {
    if (!cause.fault) return endedWithoutFault();
    const brewing = plan.some(each => 'command' in each && each.when !== 'broken');
    const restored = watch.holding && !brewing;
    if (restored && broken) return {won: true, reason: `all is well again, and was for ${drill.for / NS_PER_S} s`};
    return restored && inner.t >= drill.limit ? {won: true, reason: 'nobody felt it'} : null;
  }

  function endedWithoutFault(): Stage['over'] {
    if (broken) return {won: false, reason: 'nothing was wrong, and now something is'};
    const {acknowledgedNs, answeredNs} = desk;
    const done =
      acknowledgedNs !== null && answeredNs !== null && inner.t >= Math.max(acknowledgedNs, answeredNs) + drill.for;
    return done || inner.t >= drill.limit ? {won: true, reason: 'all was well, and is'} : null;
  }

  function drained(): TraceRecord[] {
    return seen.splice(0).flatMap(record => observed(record) ?? []);
  }

  function tell(fact: Fact): TraceRecord[] {
    inner.note([fact]);
    return drained();
  }

  return {
    header: {...observedHeader(whole), briefing: briefingOf(drill)},
    hardware: source.hardware,
    whole,
    get over() {
      return over;
    },
    get ended() {
      return stopped && seen.length === 0;
    },
    read(until) {
      while (inner.t < until && !stopped && inner.advance(until)) onSample();
      return drained();
    },
    send(command) {
      const reason = over !== null ? 'the drill is over' : refusal(drill, command);
      if (reason !== null) return tell({t: inner.t, kind: 'command_refused', command, reason});
      inner.send(command);
      return drained();
    },
    desk(command: DeskCommand, usual: Fact) {
      return tell(
        over !== null && command.command !== 'add_marker'
          ? refused(usual, command)
          : answerInDrill(desk, command, usual, names),
      );
    },
    inject(command) {
      hidden.hide(() => inner.send(command));
      return drained();
    },
  };
}

function briefingOf({title, brief, objective, question, choices, limit: limitNs, hints}: Drill): Briefing {
  return {title, brief, objective, question, choices, limitNs, hints: hints.length};
}

function refused({t}: Fact, command: DeskCommand): Fact {
  return {t, kind: 'command_refused', command, reason: 'the drill is over'};
}

function refusal({allow}: Drill, {command}: MachineCommand): string | null {
  if (COMMANDS[command].inject) return 'in a drill nobody breaks anything on purpose';
  return allow === undefined || allow.includes(command) ? null : `this drill allows only ${allow.join(', ')}`;
}

/** The simulated host, whose answers can be hidden from the trainee, and that says which drill it is. */
function openHidden(source: Source, header: Header): {source: Source; hide(work: () => void): void} {
  let hiding = false;
  const hidden = (record: TraceRecord): TraceRecord => {
    if (record.kind === 'command_applied')
      return {...record, kind: 'inject_applied', command: record.command as MachineCommand};
    if (record.kind !== 'command_refused') return record;
    return {t: record.t, kind: 'inject_refused', command: record.command as MachineCommand, reason: record.reason};
  };
  return {
    source: {
      header,
      get ended() {
        return source.ended;
      },
      read: until => source.read(until),
      send(command) {
        const records = source.send!(command);
        return hiding ? records.map(hidden) : records;
      },
    },
    hide(work) {
      hiding = true;
      work();
      hiding = false;
    },
  };
}
