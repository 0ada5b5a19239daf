import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {openSession, type Scheduled, type Session, type Tap} from '../session/session.ts';
import {type DrillSetup, openDrill} from './setup.ts';

/** A drill that is to be taken, or gone on with. */
export type DrillStart = {
  setup: DrillSetup;
  seed: number;
  /** What was asked before it was left. */
  asked: readonly Scheduled[];
  /** Files that it comes from. */
  reads?: readonly string[];
  resumed?: Resumed;
};

/** What is gone on with. */
export type Resumed = {
  file: string;
  t: Ns;
  /** Plays a session again up to there. Throws an InputError when that is not what was recorded. */
  reach(session: Session, records: readonly TraceRecord[]): void;
};

/** A drill that is being taken. */
export type DrillRun = {
  session: Session;
  /** What is recorded: the header, and all that came so far. */
  header: Header;
  records: readonly TraceRecord[];
};

/** Begins a drill, or goes on with one where it was left. `tapFor` is asked who is shown everything, the truth included. */
export function openDrillRun({setup, seed, asked, resumed}: DrillStart, tapFor: (header: Header) => Tap): DrillRun {
  const records: TraceRecord[] = [];
  const played = openDrill(setup, seed, {
    hear: heard => {
      records.push(...heard);
    },
    tapFor,
  });
  const session = openSession(played, {schedule: asked});
  if (resumed) resumed.reach(session, records);
  return {session, header: played.whole, records};
}
