import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {checkedCommands, scheduleOf} from '../session/recorded-commands.ts';
import {openRecorder} from '../session/recorder/recorder.ts';
import {openSession} from '../session/session.ts';
import {simulatorOf} from '../setup/simulator.ts';
import {openRecordedLines} from './recorded-lines.ts';

/** A recording that is made again, line by line. */
export type Rerun = {
  /** The number of recorded commands. */
  readonly commands: number;
  /** The next lines up to a time; the header comes first. */
  linesTo(t: Ns): string[];
  /** The last lines, when the recording is stopped. */
  rest(): string[];
};

/**
 * Runs a recorded simulation again, with its recorded commands, and records it again from `startNs` on, the time of its first record.
 * Commands before that time are in the header.
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
