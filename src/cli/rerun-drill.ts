import type {Drill} from '../drill/document.ts';
import {fromPieces} from '../drill/pieces.ts';
import {causeOf, planOf} from '../drill/plan.ts';
import {readDrill} from '../drill/read.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import {openRecorder, type Recorder} from '../session/recorder.ts';
import {openSession, type Scheduled} from '../session/session.ts';
import {InputError} from '../trace/fault.ts';
import {type Setup, setUp, stage} from './drill-runs.ts';
import {KNOWN} from './drills.ts';
import {openLines, type Rerun, scheduleOf} from './rerun.ts';

/**
 * Takes a recorded drill again, from its text in the header and with what its trainee asked for, and records it again. Throws an
 * InputError when that text is none that can be played here.
 */
export async function openDrillRerun(header: Header, asked: readonly Record[]): Promise<Rerun> {
  const text = fromPieces(header.drill?.text ?? []);
  if (text === null) throw new InputError('the drill in its header can not be read');
  const setup = await setUp({drill: soundIn(text), text});
  const schedule = scheduleInDrill(asked, setup, header);
  const lines = openLines();
  let recorder: Recorder | null = null;
  const tapFor = (whole: Header) => {
    recorder = openRecorder(whole);
    recorder.start(() => lines.writer);
    return recorder;
  };
  const session = openSession(stage(setup, header.seed ?? 0, {tapFor}), {schedule});
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

/** What a trainee asked for. Who calls because the drill says so calls again by himself. */
export function scheduleInDrill(
  records: readonly Record[],
  {drill, names}: Setup,
  {seed = 0, intervalNs}: Header,
): Scheduled[] {
  const plan = planOf(causeOf(drill, seed), seed, names, intervalNs);
  const told = new Set(plan.flatMap(planned => ('text' in planned ? [planned.text] : [])));
  return scheduleOf(records.filter(record => record.kind !== 'paged' || !told.has(record.text)));
}
