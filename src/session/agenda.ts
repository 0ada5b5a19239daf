import type {Command, MachineCommand} from '../protocol/command.ts';
import type {Ns} from '../protocol/words.ts';
import {isDeskCommand} from './desk.ts';

/** A command to be sent when the session reaches `t`. */
export type Scheduled = {t: Ns; command: Command};

/** What is to be sent, and what was: whoever goes back in time sends it again. */
export type Agenda = {
  /** The time of the next command that is due some time, `Infinity` where there is none. */
  readonly nextNs: Ns;
  /** The next command, if it is due at `t`, and whether it had been sent before; from now on it is sent. */
  take(t: Ns): {command: Command; again: boolean} | null;
  /** Notes a command that is sent now, before everything that is still due. */
  note(t: Ns, command: Command): void;
  /** How many commands were sent to get here. */
  readonly sent: number;
  /** Goes back, or on, to where so many were sent. */
  goTo(sent: number): void;
  /** Forgets what was asked by hand after this; what was scheduled is due again. */
  branch(): void;
  /** What was asked of the machine up to here. */
  machineCommands(): {t: Ns; command: MachineCommand}[];
};

type Entry = Scheduled & {byHand: boolean; wasSent: boolean};

export function openAgenda(schedule: readonly Scheduled[]): Agenda {
  // The sort is stable: at one time, in the order given.
  let entries = schedule.toSorted((one, other) => one.t - other.t).map(each => entryOf(each, false));
  let sent = 0;
  return {
    get nextNs() {
      return entries[sent]?.t ?? Number.POSITIVE_INFINITY;
    },
    take(t) {
      const entry = entries[sent];
      if (entry === undefined || entry.t > t) return null;
      const {command, wasSent: again} = entry;
      entry.wasSent = true;
      sent++;
      return {command, again};
    },
    note(t, command) {
      entries.splice(sent, 0, entryOf({t, command}, true));
      sent++;
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
    machineCommands: () =>
      entries.slice(0, sent).flatMap(({t, command}) => (isDeskCommand(command) ? [] : [{t, command}])),
  };
}

function entryOf({t, command}: Scheduled, byHand: boolean): Entry {
  return {t, command, byHand, wasSent: byHand};
}
