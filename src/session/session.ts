import {advance as fold} from '../model/fold.ts';
import {frame} from '../model/frame.ts';
import {initialView, type View} from '../model/view.ts';
import type {Command} from '../protocol/command.ts';
import type {Frame} from '../protocol/frame.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';
import {answer, isDeskCommand} from './desk.ts';
import {openReader} from './reader.ts';

/** Is shown all that is folded, in order: what a recording is made of. */
export type Tap = {
  /** Whether the view is to be shown as it stands right after this record, and not only after those that are folded with it. */
  wantsView(record: Record): boolean;
  /** Records, and what is known after them. */
  take(records: readonly Record[], view: View): void;
  /** Somebody went back and did something else; the last record taken said so. What comes now is of another run, with this header. */
  branched?(header: Header, view: View): void;
};

/** Shows everything to both. */
export function both(one: Tap, other: Tap): Tap {
  return {
    wantsView: record => [one, other].some(tap => tap.wantsView(record)),
    take(records, view) {
      one.take(records, view);
      other.take(records, view);
    },
  };
}

/** A command to be sent when the session reaches `t`. */
export type Scheduled = {t: Ns; command: Command};

export type Session = {
  readonly header: Header;
  /** How far it came: the end of the last advance, or the last record of a source that ended. */
  readonly t: Ns;
  readonly view: View;
  /** True once nothing more will come and everything was folded. */
  readonly ended: boolean;
  /**
   * Reads and folds up to and including `untilNs` (finite), and sends the commands that are due on the way, each at exactly its
   * time, after the events and the sample there. With `atSample` it stops after the first sample for which that returns true, and
   * returns true; what was scheduled for that very time is sent by the next call. It goes no further than what has arrived.
   */
  advance(untilNs: Ns, atSample?: (view: View) => boolean): boolean;
  /** Resolves when what comes next has arrived, so that `advance` can go on. At once where nothing needs to be waited for. */
  arrival(): Promise<void>;
  /** Whether the source takes commands; the desk answers its own in any case. */
  readonly takesCommands: boolean;
  /** Sends a command now. It is answered by facts, refusals included. */
  send(command: Command): void;
  /** What is known now, over the interval since the last frame, at first since the start. */
  frame(): Frame;
  /** Shows to somebody all that is folded from now on; `null`: to nobody any more. */
  tap(tap: Tap | null): void;
  /** Calls back after every change of the view; returns how to end that. */
  subscribe(listener: () => void): () => void;
};

// How many sampling intervals are read and folded at once: enough to spread the cost of a fold, and hours of simulated time
// never stand in memory as records.
const CHUNK = 100;

/** A session on a source: what comes from it, folded, and what is asked of it. Reads up to t = 0 at once, with the keyframe. */
export function openSession(source: Source, options: {schedule?: readonly Scheduled[]; tap?: Tap} = {}): Session {
  const {header} = source;
  const reader = openReader(source);
  // The sort is stable: at one time, in the order given.
  const schedule = (options.schedule ?? []).toSorted((one, other) => one.t - other.t);
  const listeners = new Set<() => void>();
  let t = 0;
  let tap = options.tap ?? null;
  let view = initialView(header);
  foldUpTo(reader.take(0), 0);
  let since = view;

  function run(untilNs: Ns, atSample?: (view: View) => boolean): boolean {
    sendDue();
    while (t < untilNs && !reader.ended && reader.nextNs !== null) {
      const stop = nextStop(untilNs, header.intervalNs * (atSample ? 1 : CHUNK));
      if (takeUpTo(stop, atSample)) return true;
      sendDue();
    }
    return false;
  }

  function sendDue(): void {
    while (schedule.length > 0 && schedule[0].t <= t) deliver(schedule.shift()!.command);
  }

  /**
   * One sampling interval at a time where a sample may end it: what is asked of the source then reaches it at that sample. Of a source
   * that knows when its next record comes, up to there: gaps may be of any length.
   */
  function nextStop(untilNs: Ns, stretchNs: Ns): Ns {
    const due = Math.min(untilNs, schedule[0]?.t ?? untilNs);
    return Math.min(due, reader.nextNs ?? (Math.floor(t / stretchNs) + 1) * stretchNs);
  }

  function takeUpTo(stop: Ns, atSample?: (view: View) => boolean): boolean {
    const records = reader.take(stop);
    let folded = 0;
    for (let next = 0; atSample && next < records.length; next++) {
      if (records[next].kind !== 'sample') continue;
      foldUpTo(records.slice(folded, next + 1), records[next].t);
      folded = next + 1;
      if (!atSample(view)) continue;
      reader.putBack(records.slice(folded));
      return true;
    }
    foldUpTo(records.slice(folded), reader.ended ? (records.at(-1)?.t ?? t) : stop);
    return false;
  }

  function foldUpTo(records: readonly Record[], untilNs: Ns): void {
    let shown = 0;
    for (let next = 0; tap !== null && next < records.length; next++) {
      if (!tap.wantsView(records[next])) continue;
      foldAndShow(records.slice(shown, next + 1));
      shown = next + 1;
    }
    foldAndShow(records.slice(shown), untilNs);
    t = untilNs;
  }

  function foldAndShow(records: readonly Record[], untilNs?: Ns): void {
    view = fold(view, records, untilNs);
    tap?.take(records, view);
  }

  function deliver(command: Command): void {
    foldUpTo(answers(command), t);
  }

  function answers(command: Command): Record[] {
    if (isDeskCommand(command)) return [answer(view, command, t)];
    if (source.send) return source.send(command);
    return [{t, kind: 'command_refused', command, reason: `this source (${header.source}) takes no commands`}];
  }

  function tellIfChanged(before: View): void {
    if (view !== before) for (const listener of listeners) listener();
  }

  return {
    header,
    takesCommands: source.send !== undefined,
    get t() {
      return t;
    },
    get view() {
      return view;
    },
    get ended() {
      return reader.ended;
    },
    advance(untilNs, atSample) {
      const before = view;
      const stopped = run(untilNs, atSample);
      tellIfChanged(before);
      return stopped;
    },
    arrival: async () => source.arrival?.(),
    send(command) {
      const before = view;
      deliver(command);
      tellIfChanged(before);
    },
    frame() {
      const from = since;
      since = view;
      return frame(view, from);
    },
    tap(next) {
      tap = next;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
