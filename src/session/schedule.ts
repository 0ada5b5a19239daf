import type {Command} from '../protocol/command/command.ts';
import type {Given} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import {isDeskCommand} from './desk/desk.ts';

/** A command to be sent when the session reaches `t`. */
export type Scheduled = {t: Ns; command: Command};

/** What is to be sent, and what was: whoever goes back in time sends it again. */
export type Schedule = {
  /** Commands that are to be sent, after the others of their times. */
  add(schedule: readonly Scheduled[]): void;
  /** The time of the next command that is due some time, `Infinity` where there is none. */
  readonly nextNs: Ns;
  /** The next command, if it is due at `t`; from now on it is sent. */
  take(t: Ns): Sent | null;
  /** Notes a command that is sent now, before everything that is still due. */
  note(t: Ns, command: Command): Sent;
  /** Those that were sent, and then those that are due. */
  readonly all: readonly Scheduled[];
  /** How many commands were sent to get here. */
  readonly sent: number;
  /** Goes back, or on, to where so many were sent. */
  goTo(sent: number): void;
  /** Forgets what was asked by hand after this; what was scheduled is due again. */
  branch(): void;
  /** What the machine has carried out up to here. */
  carriedOut(): Given[];
};

/** A command that is sent: whether not for the first time, and, to be filled in, whether it was carried out. */
export type Sent = Scheduled & {again: boolean; applied: boolean};

type Entry = Sent & {byHand: boolean; wasSent: boolean};

export function openSchedule(schedule: readonly Scheduled[]): Schedule {
  let entries: Entry[] = [];
  let sent = 0;

  /** The sort is stable: at one time, in the order given. */
  function add(more: readonly Scheduled[]): void {
    const later = entries.slice(sent).concat(more.map(each => entryOf(each, false)));
    entries = entries.slice(0, sent).concat(later.sort((one, other) => one.t - other.t));
  }

  add(schedule);
  return {
    add,
    get nextNs() {
      return entries[sent]?.t ?? Number.POSITIVE_INFINITY;
    },
    take(t) {
      const entry = entries[sent];
      if (entry === undefined || entry.t > t) return null;
      entry.again = entry.wasSent;
      entry.wasSent = true;
      sent++;
      return entry;
    },
    note(t, command) {
      const entry = entryOf({t, command}, true);
      entries.splice(sent++, 0, entry);
      return entry;
    },
    get all() {
      return entries;
    },
    get sent() {
      return sent;
    },
    goTo(count) {
      sent = count;
    },
    branch() {
      const later = entries.slice(sent).filter(({byHand}) => !byHand);
      entries = entries.slice(0, sent).concat(later.map(each => entryOf(each, false)));
    },
    carriedOut: () =>
      entries
        .slice(0, sent)
        .flatMap(({t, command, applied}) => (applied && !isDeskCommand(command) ? [{t, command}] : [])),
  };
}

function entryOf({t, command}: Scheduled, byHand: boolean): Entry {
  return {t, command, byHand, wasSent: byHand, again: false, applied: false};
}
