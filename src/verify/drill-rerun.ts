import type {Drill} from '../drill/file/document.ts';
import {readDrill} from '../drill/file/read.ts';
import {fromPieces} from '../drill/file/text-pieces.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import {openRecorder, type Recorder} from '../session/recorder/recorder.ts';
import {openSession} from '../session/session.ts';
import {scheduleInDrill} from '../stage/schedule.ts';
import {KNOWN, openDrill, setUpDrill} from '../stage/setup.ts';
import {InputError} from '../trace/fault.ts';
import {openRecordedLines} from './recorded-lines.ts';
import type {Rerun} from './rerun.ts';

/**
 * Runs a recorded drill again, from its text in the header and with the commands of its trainee, and records it again. Rejects with an
 * InputError if that drill can not be played.
 */
export async function openDrillRerun(header: Header, asked: readonly TraceRecord[]): Promise<Rerun> {
  const text = fromPieces(header.drill?.text ?? []);
  if (text === null) throw new InputError('the drill in its header can not be read');
  const setup = await setUpDrill({drill: soundIn(text), text});
  const schedule = scheduleInDrill(asked, setup, header);
  const lines = openRecordedLines();
  let recorder: Recorder | null = null;
  const tapFor = (whole: Header) => {
    recorder = openRecorder(whole);
    recorder.start(() => lines.writer);
    return recorder;
  };
  const session = openSession(openDrill(setup, header.seed ?? 0, {tapFor}), {schedule});
  return {
    commands: schedule.length,
    linesTo(t) {
      session.advance(t);
      return lines.take();
    },
    rest() {
      recorder!.stop();
      return lines.take();
    },
  };
}

function soundIn(text: string): Drill {
  const read = readDrill(text, KNOWN);
  if (read.faults === undefined) return read.drill;
  const [{line, sentence}] = read.faults;
  throw new InputError(`the drill in its header has a fault in line ${line}: ${sentence}`);
}
