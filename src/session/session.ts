import {frame} from '../model/frame.ts';
import {initialView, type View} from '../model/view.ts';
import type {Command} from '../protocol/command.ts';
import type {Fact} from '../protocol/fact.ts';
import type {Frame} from '../protocol/frame.ts';
import type {Header} from '../protocol/header.ts';
import {NS_PER_S, type Ns} from '../protocol/words.ts';
import type {Source, SourceState} from '../source/source.ts';
import {openAgenda, type Scheduled, type Sent} from './agenda.ts';
import {answersOf, isDeskCommand} from './desk.ts';
import type {History} from './history.ts';
import {openKnown, type Tap} from './known.ts';
import {type Entry, openPlaces, type Place, type Places} from './places.ts';
import {openReader} from './reader.ts';

export type {Scheduled} from './agenda.ts';
export {both, type Tap} from './known.ts';

export type Session = {
  /** Of the source, or of the branch that was begun last. */
  readonly header: Header;
  /** Where it stands: at the end of the last advance, or the last record of a source that ended. */
  readonly t: Ns;
  /** Where its records begin. */
  readonly startNs: Ns;
  /** How far it ever came: whoever went back stands before it. */
  readonly farthestNs: Ns;
  /** Of a recording: where it ends, `null` as long as that is not known. Others have no end that could be known. */
  readonly endNs: Ns | null | undefined;
  readonly view: View;
  /** True once nothing more will come and everything was folded. */
  readonly ended: boolean;
  /**
   * Reads and folds up to and including `untilNs` (finite), and sends the commands that are due on the way, each at exactly its
   * time, after the events and the sample there. With `atSample` it stops after the first sample for which that returns true, and
   * returns true; what was scheduled for that very time is sent by the next call. It goes no further than what has arrived.
   */
  advance(untilNs: Ns, atSample?: (view: View) => boolean): boolean;
  /** Goes on to the next sample and all that is told of its moment, as far as that has arrived. */
  step(): void;
  /** Resolves when what comes next has arrived, so that `advance` can go on. At once where nothing needs to be waited for. */
  arrival(): Promise<void>;
  /** Hardware-level steps, from when on they are kept, what a recording tells of the whole of it; missing where there are none. */
  readonly steps?: Source['steps'];
  readonly stepsFromNs?: Source['stepsFromNs'];
  readonly indexes?: Source['indexes'];
  /** What was asked, and will be, as far as that is known. */
  readonly asked: readonly Scheduled[];
  /** Where the source can be entered to be run again up to `t`; missing where it can not be taken back. */
  entry?(t: Ns): Entry;
  /** Whether the source takes commands; the desk answers its own in any case. */
  readonly takesCommands: boolean;
  /**
   * Sends a command now. It is answered by facts, refusals included. Where somebody went back, a command to the machine begins a
   * branch: what had come later is no more. The desk answers only in the present; nothing happens to its commands in the past.
   */
  send(command: Command): void;
  /** Folds what somebody else found out now, as if the source had said it. */
  note(facts: readonly Fact[]): void;
  /** From now on keeps its past, in about so much memory; only the first call counts. */
  remember(bytes?: number): History;
  /** Commands to be sent when it comes to their times, after all of these times that it knows. */
  schedule(commands: readonly Scheduled[]): void;
  /** Makes what comes from now on a run of its own, a branch of what is recorded in a file; it begins here. */
  beginBranch(file?: string): void;
  /** Whether it can go back beyond what it keeps, once it remembers. */
  readonly canSeek: boolean;
  /**
   * Goes back, or on, to a time two minutes before `t` or earlier, from where `advance` leads to `t` with all that would be known
   * without the seek, charts of these two minutes included. Stays where `advance` leads there as well. Nothing else may be asked of
   * it until that is done.
   */
  seek(t: Ns): Promise<void>;
  /** Does it at once, where nothing needs to be waited for; `false`: it is not done. */
  seekNow(t: Ns): boolean;
  /** What is known now, over the interval since the last frame, at first since the start. */
  frame(): Frame;
  /** Shows to somebody all that is folded from now on; `null`: to nobody any more. */
  tap(tap: Tap | null): void;
  /** Calls back after every change of the view; returns how to end that. */
  subscribe(listener: () => void): () => void;
};

// So many sampling intervals are folded at once: the cost of a fold is spread, and hours never stand in memory as records.
const CHUNK = 100;

export type SessionOptions = {schedule?: readonly Scheduled[]; tap?: Tap};

/** How much of the time before it has to be folded, so that a view is known with its alerts and charts. */
export const WINDOW_NS = 121 * NS_PER_S;

/** A session on a source: what comes from it, folded, and what is asked of it. Reads its first moment at once, with the keyframe. */
export function openSession(source: Source, options: SessionOptions = {}): Session {
  // A recording may begin later.
  let startNs = Number.isFinite(source.nextNs ?? 0) ? (source.nextNs ?? 0) : 0;
  const known = openKnown(source.header, startNs, options.tap ?? null);
  const agenda = openAgenda(options.schedule ?? []);
  const listeners = new Set<() => void>();
  let {header} = source;
  let reader = openReader(source);
  let places: Places | null = null;
  known.fold(reader.take(startNs), startNs);
  let since = known.view;

  function run(untilNs: Ns, atSample?: (view: View) => boolean): boolean {
    // What an advance that stopped at a sample has left of that moment.
    if (reader.pending(known.t)) known.fold(reader.take(known.t), known.t);
    sendDue();
    while (known.t < untilNs && !reader.ended && reader.nextNs !== null) {
      const stop = nextStop(untilNs, atSample !== undefined);
      if (takeUpTo(stop, atSample)) return true;
      sendDue();
      if (places?.due(known.t) && known.t === stop) places.add(placeHere(source.snapshot!()));
    }
    return false;
  }

  function sendDue(): void {
    for (let due = agenda.take(known.t); due !== null; due = agenda.take(known.t)) send(due);
  }

  /**
   * One sampling interval at a time where a sample may end it: what is asked of the source then reaches it at that sample. Of a source
   * that knows when its next record comes, at least up to there: gaps may be of any length. Never over where it was before, so that what
   * is new can be told from what is read again.
   */
  function nextStop(untilNs: Ns, bySample: boolean): Ns {
    const due = Math.min(untilNs, agenda.nextNs, known.t < known.farthestNs ? known.farthestNs : untilNs);
    const stretchNs = header.intervalNs * (bySample ? 1 : CHUNK);
    const endNs = (Math.floor(known.t / stretchNs) + 1) * stretchNs;
    return Math.min(due, bySample ? (reader.nextNs ?? endNs) : Math.max(reader.nextNs ?? 0, endNs));
  }

  function takeUpTo(stop: Ns, atSample?: (view: View) => boolean): boolean {
    const again = known.t < known.farthestNs;
    const records = reader.take(stop);
    let folded = 0;
    for (let next = 0; atSample && next < records.length; next++) {
      if (records[next].kind !== 'sample') continue;
      known.fold(records.slice(folded, next + 1), records[next].t, again);
      folded = next + 1;
      if (!atSample(known.view)) continue;
      reader.putBack(records.slice(folded));
      return true;
    }
    const all = !reader.ended && reader.nextNs !== null;
    known.fold(records.slice(folded), all ? stop : (records.at(-1)?.t ?? known.t), again);
    return false;
  }

  function deliver(command: Command): void {
    const {t, farthestNs} = known;
    if (t < farthestNs) {
      if (isDeskCommand(command)) return;
      branch();
    }
    send(agenda.note(t, command));
  }

  function send(sent: Sent): void {
    const records = answersOf(source, known.view, sent.command);
    sent.applied = records.some(({kind}) => kind === 'command_applied');
    known.fold(records, known.t, sent.again);
  }

  function branch(): void {
    agenda.branch();
    places?.forgetAfter(known.t);
    beginBranch();
  }

  /** From now on it is a run of its own. */
  function beginBranch(file?: string): void {
    const commands = agenda.carriedOut();
    const {commands: _, ...rest} = header;
    const branchOf = {t: known.t, ...(file !== undefined && {file})};
    header = {...rest, branchOf, ...(commands.length > 0 && {commands})};
    known.branch(header);
  }

  function placeHere(state: SourceState): Place {
    return {t: known.t, view: known.view, state, sent: agenda.sent};
  }

  function seekNow(untilNs: Ns): boolean {
    if (places) toldIfChanged(() => restore(untilNs));
    return places !== null || source.seek === undefined;
  }

  /** Back, or on, to a moment that is remembered, in a source that can be taken back to it. */
  function restore(untilNs: Ns): void {
    // So that the way back to the present is short.
    if (known.t === known.farthestNs) places!.add(placeHere(source.snapshot!()));
    const place = places!.at(untilNs - WINDOW_NS);
    if (untilNs >= known.t && place.t <= known.t) return;
    source.restore!(place.state);
    agenda.goTo(place.sent);
    enter(place.view);
  }

  /** To a keyframe early enough, in a source that stands in a file. Its past begins with what is known there. */
  async function reenter(untilNs: Ns): Promise<void> {
    const earlyNs = Math.max(untilNs - WINDOW_NS, startNs);
    if ((untilNs >= known.t && earlyNs <= known.t) || !(await source.seek!(earlyNs))) return;
    await source.arrival?.();
    const {nextNs} = source;
    enter({...initialView(header), t: Number.isFinite(nextNs ?? Infinity) ? nextNs! : earlyNs});
    known.fold(reader.take(known.t), known.t, known.t <= known.farthestNs);
    known.enter(known.view);
  }

  function enter(view: View): void {
    reader = openReader(source);
    known.enter(view);
    since = view;
  }

  function toldIfChanged<Value>(act: () => Value): Value {
    const before = known.view;
    const done = act();
    if (known.view !== before) for (const listener of listeners) listener();
    return done;
  }

  return {
    get header() {
      return header;
    },
    steps: source.steps,
    stepsFromNs: source.stepsFromNs,
    indexes: source.indexes,
    get asked() {
      return agenda.all;
    },
    ...(source.snapshot && {entry: (t: Ns) => places!.at(t)}),
    takesCommands: source.send !== undefined,
    canSeek: source.snapshot !== undefined || source.seek !== undefined,
    get startNs() {
      return startNs;
    },
    get t() {
      return known.t;
    },
    get farthestNs() {
      return known.farthestNs;
    },
    get endNs() {
      return source.endNs;
    },
    get view() {
      return known.view;
    },
    get ended() {
      return reader.ended;
    },
    advance: (untilNs, atSample) => toldIfChanged(() => run(untilNs, atSample)),
    step: () =>
      toldIfChanged(() => {
        const next = (Math.floor(known.t / header.intervalNs) + 1) * header.intervalNs;
        run(source.nextNs === undefined ? next : Number.MAX_SAFE_INTEGER, () => true);
        run(known.t);
      }),
    arrival: async () => source.arrival?.(),
    send: command => toldIfChanged(() => deliver(command)),
    schedule: agenda.add,
    beginBranch(file) {
      startNs = known.t;
      since = known.view;
      beginBranch(file);
    },
    remember(bytes) {
      if (source.snapshot) places ??= openPlaces(placeHere(source.snapshot()));
      return known.remember(bytes);
    },
    note: facts => {
      toldIfChanged(() => known.fold(facts, known.t));
    },
    async seek(untilNs) {
      if (seekNow(untilNs)) return;
      const before = known.view;
      await reenter(untilNs);
      if (known.view !== before) for (const listener of listeners) listener();
    },
    seekNow,
    frame() {
      const from = since;
      since = known.view;
      return frame(known.view, from);
    },
    tap(next) {
      known.tap = next;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
