import type {Command} from '../protocol/command/command.ts';
import type {Given} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import {isDeskCommand} from './desk/desk.ts';

/** A command to be sent when the session reaches `t`. */
export type Scheduled = {t: Ns; command: Command};

/** The commands that were sent, and those that are due later. After a session went back, they are due again. */
export type Schedule = {
  /** Adds commands, after the others of their times. */
  add(schedule: readonly Scheduled[]): void;
  /** The time of the next command that is due, `Infinity` if there is none. */
  readonly nextNs: Ns;
  /** The next command if it is due at `t`; from now on it counts as sent. */
  take(t: Ns): Sent | null;
  /** Adds a command that the user sends now, before all that are still due. */
  addSent(t: Ns, command: Command): Sent;
  /** Those that were sent, and then those that are due. */
  readonly all: readonly Scheduled[];
  /** How many commands were sent up to here. */
  readonly sent: number;
  /** Goes back, or on, to where so many were sent. */
  goTo(sent: number): void;
  /** Drops the user's commands after this; those that were scheduled are due again. */
  branch(): void;
  /** The commands that the machine has applied up to here. */
  applied(): Given[];
};

/** A command that is sent. `again`: not for the first time. The sender sets `applied`. */
export type Sent = Scheduled & {again: boolean; applied: boolean};

type Entry = Sent & {byUser: boolean; wasSent: boolean};

export function openSchedule(schedule: readonly Scheduled[]): Schedule {
  let entries: Entry[] = [];
  let sent = 0;

  /** The sort is stable: commands of one time stay in the order given. */
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
    addSent(t, command) {
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
      const later = entries.slice(sent).filter(({byUser}) => !byUser);
      entries = entries.slice(0, sent).concat(later.map(each => entryOf(each, false)));
    },
    applied: () => entries.slice(0, sent).flatMap(appliedToMachine),
  };
}

function entryOf({t, command}: Scheduled, byUser: boolean): Entry {
  return {t, command, byUser, wasSent: byUser, again: false, applied: false};
}

function appliedToMachine({t, command, applied}: Entry): Given[] {
  return applied && !isDeskCommand(command) ? [{t, command}] : [];
}
