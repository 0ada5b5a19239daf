import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {openSession, type Scheduled, type Session, type Tap} from '../session/session.ts';
import {type DrillSetup, openDrill} from './setup.ts';

/** The parts needed to take a drill, or to resume it. */
export type DrillStart = {
  setup: DrillSetup;
  seed: number;
  /** The trainee's commands before the drill was left. */
  asked: readonly Scheduled[];
  /** Files that the drill and its recording are read from. */
  reads?: readonly string[];
  resumed?: Resumed;
};

/** The recording that is resumed. */
export type Resumed = {
  file: string;
  t: Ns;
  /** Plays a session again up to `t`. Throws an InputError if the new records differ from the recorded ones. */
  reach(session: Session, records: readonly TraceRecord[]): void;
};

/** A drill that is being taken. */
export type DrillRun = {
  session: Session;
  /** The header of the recording, with the truth. */
  header: Header;
  records: readonly TraceRecord[];
};

/** Begins a drill, or resumes one. `tapFor` makes the tap that gets all records, the truth included. */
export function openDrillRun({setup, seed, asked, resumed}: DrillStart, tapFor: (header: Header) => Tap): DrillRun {
  const records: TraceRecord[] = [];
  const played = openDrill(setup, seed, {
    hear: more => {
      records.push(...more);
    },
    tapFor,
  });
  const session = openSession(played, {schedule: asked});
  if (resumed) resumed.reach(session, records);
  return {session, header: played.whole, records};
}
