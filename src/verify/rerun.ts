import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {checkedCommands, scheduleOf} from '../session/recorded-commands.ts';
import {openRecorder} from '../session/recorder/recorder.ts';
import {openSession} from '../session/session.ts';
import {simulatorOf} from '../setup/simulator.ts';
import {openRecordedLines} from './lines.ts';

/** A recording that is made again, line by line. */
export type Rerun = {
  /** How many are given in it that are recorded. */
  readonly commands: number;
  /** The lines that are recorded up to a time, the header first. */
  linesTo(t: Ns): string[];
  /** What is still to come when recording stops. */
  rest(): string[];
};

/**
 * Runs a recorded simulation again, with what was asked in it, and records it again from `startNs` on, where its first record stood.
 * What was asked before stands in the header.
 */
export async function openRerun(header: Header, asked: readonly TraceRecord[], startNs: Ns): Promise<Rerun> {
  const source = await simulatorOf(header);
  const recorder = openRecorder(source.header);
  const lines = openRecordedLines();
  const start = () => recorder.start(() => lines.writer);
  if (startNs === 0) start();
  const session = openSession(source, {schedule: checkedCommands(header.commands), tap: recorder});
  if (header.branchOf) {
    session.tap(null);
    session.advance(startNs);
    session.tap(recorder);
    start();
    session.beginBranch(header.branchOf.file);
  }
  session.schedule(scheduleOf(asked));
  if (startNs > 0 && !header.branchOf) {
    session.advance(startNs - 1);
    start();
  }

  return {
    commands: asked.length,
    linesTo(t) {
      session.advance(t);
      return lines.take();
    },
    rest() {
      recorder.stop();
      return lines.take();
    },
  };
}
