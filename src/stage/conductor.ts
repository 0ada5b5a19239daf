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
import {type HiddenHost, openHiddenHost} from './hidden-host.ts';
import {type HostReader, openBareReader, openFoldingReader} from './host-reader.ts';

export type ConductorOptions = {
  drill: Drill;
  cause: Cause;
  /** The text of the drill's file, for the recording. */
  text: string;
  /** The simulated host. */
  source: Source;
  names: Names;
  /** Makes, for the header of the recording, a tap that gets all records, the truth included, and their view. */
  tapFor?(header: Header): Tap;
  /** Gets all records too, but no view, which is much cheaper. */
  hear?(records: readonly TraceRecord[]): void;
  /** Nothing breaks: the run without the fault. */
  healthy?: boolean;
  /** The run goes on to this time, even when the drill is over. */
  untilNs?: Ns;
};

/** A drill as its trainee sees it: a source of observable records, with its own desk. */
export type DrillSource = Source & {
  /** The header of the recording, with the truth. */
  readonly whole: Header;
  /** The outcome; `null`: the drill goes on. */
  readonly over: Outcome | null;
  /** Carries out a command of the instructor, hidden from the trainee. */
  inject(command: MachineCommand): TraceRecord[];
};

type Outcome = {won: boolean; reason: string};

/**
 * Plays a drill: carries out its plan at samples, and detects its end. All records go to the recording; the source passes on only
 * what the operator of a real host could see.
 */
export function openConductor(options: ConductorOptions): DrillSource {
  const state = begin(options);
  const {drill, source, names} = options;
  const {whole, desk} = state;
  return {
    header: {...observedHeader(whole), briefing: briefingOf(drill)},
    hardware: source.hardware,
    whole,
    get over() {
      return state.over;
    },
    get ended() {
      return state.stopped && state.unread.length === 0;
    },
    read(until) {
      const {host} = state;
      while (host.t < until && !state.stopped && host.advance(until)) onSample(state);
      return takeObserved(state);
    },
    send: command => send(state, command),
    desk(command: DeskCommand, usual: Fact) {
      const isOver = state.over !== null && command.command !== 'add_marker';
      return note(state, isOver ? refusedAtEnd(usual, command) : answerInDrill(desk, command, usual, names));
    },
    inject(command) {
      state.hidden.hide(() => state.host.send(command));
      return takeObserved(state);
    },
  };
}

type State = {
  readonly drill: Drill;
  readonly cause: Cause;
  readonly untilNs: Ns | undefined;
  readonly whole: Header;
  readonly hidden: HiddenHost;
  readonly host: HostReader;
  /** What must hold, checked at each sample. */
  readonly monitor: ReturnType<typeof openHoldMonitor>;
  readonly desk: Desk;
  /** Injects and calls that are still to come. */
  readonly plan: ScheduledInject[];
  /** Records since the last read. */
  readonly unread: TraceRecord[];
  over: Outcome | null;
  stopped: boolean;
  /** What must hold has been broken since the last inject. */
  broken: boolean;
};

function begin({drill, cause, text, source, names, healthy, untilNs, ...taps}: ConductorOptions): State {
  const whole: Header = {...source.header, source: 'drill', drill: {name: drill.drill, text: inPieces(text)}};
  const hidden = openHiddenHost(source, whole);
  const unread: TraceRecord[] = [];
  const monitor = openHoldMonitor(drill);
  const take = (records: readonly TraceRecord[]) => {
    unread.push(...records);
    taps.hear?.(records);
    for (const record of records) if (record.kind === 'sample') monitor.add(record);
  };
  const tap = taps.tapFor?.(whole);
  const host = tap
    ? openFoldingReader(hidden.source, bothTaps({wantsView: () => false, take}, tap))
    : openBareReader(hidden.source, take);
  const plan = healthy ? [] : scheduleInjects(cause, whole.seed ?? 0, names, whole.intervalNs);
  const desk: Desk = {drill, hints: 0, frozen: 0, acknowledgedNs: null, answeredNs: null};
  return {
    ...{drill, cause, untilNs, whole, hidden, host, monitor, desk, plan, unread},
    ...{over: null, stopped: false, broken: false},
  };
}

function onSample(state: State): void {
  const {host, monitor, plan, untilNs} = state;
  if (!monitor.holding) state.broken = true;
  while (plan.length > 0 && isDue(state, plan[0])) carryOut(state, plan.shift()!);
  if (state.over === null) checkEnd(state);
  state.stopped = host.ended || (untilNs === undefined ? state.over !== null : host.t >= untilNs);
}

function isDue({host, monitor, broken}: State, {t, when}: ScheduledInject): boolean {
  if (host.t < t) return false;
  return when === 'always' || (when === 'broken' ? !monitor.holding : broken && monitor.holding);
}

function carryOut(state: State, planned: ScheduledInject): void {
  const {host, hidden, unread, monitor} = state;
  if ('text' in planned) {
    host.note([{t: host.t, kind: 'paged', text: planned.text}]);
    return;
  }
  const before = unread.length;
  hidden.hide(() => host.send(planned.command));
  const applied = unread.slice(before).some(({kind}) => kind === 'inject_applied');
  // A host that was whole before the next inject has not recovered from it; a refused inject changes nothing.
  if (applied && monitor.holding) state.broken = false;
}

function checkEnd(state: State): void {
  const {host, drill} = state;
  const ending = host.ended ? {won: false, reason: 'the host is lost'} : outcomeOf(state);
  state.over = ending ?? (host.t >= drill.limit ? {won: false, reason: 'the time is up'} : null);
  if (state.over !== null) host.note([{t: host.t, kind: 'drill_ended', ...state.over}]);
}

function outcomeOf(state: State): Outcome | null {
  const {cause, plan, monitor, broken, host, drill} = state;
  if (!cause.fault) return outcomeWithoutFault(state);
  const moreComes = plan.some(each => 'command' in each && each.when !== 'broken');
  const restored = monitor.holding && !moreComes;
  if (restored && broken) return {won: true, reason: `all is well again, and was for ${drill.for / NS_PER_S} s`};
  return restored && host.t >= drill.limit ? {won: true, reason: 'nobody felt it'} : null;
}

function outcomeWithoutFault({broken, desk, host, drill}: State): Outcome | null {
  if (broken) return {won: false, reason: 'nothing was wrong, and now something is'};
  const {acknowledgedNs, answeredNs} = desk;
  const done =
    acknowledgedNs !== null && answeredNs !== null && host.t >= Math.max(acknowledgedNs, answeredNs) + drill.for;
  return done || host.t >= drill.limit ? {won: true, reason: 'all was well, and is'} : null;
}

/** The records since the last read that a trainee may see. */
function takeObserved({unread}: State): TraceRecord[] {
  return unread.splice(0).flatMap(record => observed(record) ?? []);
}

function send(state: State, command: MachineCommand): TraceRecord[] {
  const {host, drill} = state;
  const reason = state.over !== null ? OVER : refusal(drill, command);
  if (reason !== null) return note(state, {t: host.t, kind: 'command_refused', command, reason});
  host.send(command);
  return takeObserved(state);
}

function note(state: State, fact: Fact): TraceRecord[] {
  state.host.note([fact]);
  return takeObserved(state);
}

const OVER = 'the drill is over';

function refusedAtEnd({t}: Fact, command: DeskCommand): Fact {
  return {t, kind: 'command_refused', command, reason: OVER};
}

function refusal({allow}: Drill, {command}: MachineCommand): string | null {
  if (COMMANDS[command].inject) return 'in a drill nobody breaks anything on purpose';
  return allow === undefined || allow.includes(command) ? null : `this drill allows only ${allow.join(', ')}`;
}

function briefingOf({title, brief, objective, question, choices, limit: limitNs, hints}: Drill): Briefing {
  return {title, brief, objective, question, choices, limitNs, hints: hints.length};
}
