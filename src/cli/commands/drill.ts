import {BUILT_IN_DRILLS} from '../../drill/catalogue.ts';
import type {Scheduled} from '../../session/session.ts';
import {openRecordingFile, type RecordingFile} from '../../setup/recording/recording-file.ts';
import {parseScriptedCommand} from '../../setup/scripted-command.ts';
import {type DrillStart, openDrillRun} from '../../stage/drill-run.ts';
import {findDrill, isFile} from '../../stage/find-drill.ts';
import {judgeDrill} from '../../stage/judge.ts';
import {setUpDrill} from '../../stage/setup.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io, screenWidth} from '../program/io.ts';
import type {DRILL_OPTIONS} from '../program/options/drill-options.ts';
import type {Values} from '../program/options/option-row.ts';
import {whileRecorded} from '../program/while-recorded.ts';
import {printDebrief, refusePage} from '../show/debrief/print-debrief.ts';
import {wantsScreen} from '../show/frames/frame-options.ts';
import {described} from '../show/text.ts';

type DrillOptions = Values<typeof DRILL_OPTIONS>;

/** `irqdeck drill [NAME]`: lists the drills, or takes one; without a screen it is taken without a trainee. */
export async function drill({argument, options}: Call<typeof DRILL_OPTIONS>, io: Io): Promise<number> {
  if (options.results) return (await import('../show/debrief/drill-results.ts')).showResults(argument, options, io);
  if (options.resume !== undefined) {
    const {findResumed} = await import('../../stage/kept/resume-drill.ts');
    return take(await findResumed(argument, options.resume, options, io), options, io);
  }
  if (argument === undefined) return listDrills(options, io);
  const setup = await setUpDrill(await findDrill(argument));
  const reads = isFile(argument) ? [argument] : [];
  return take({setup, seed: options.seed ?? 1, asked: [], reads}, options, io);
}

async function take(begun: DrillStart, options: DrillOptions, io: Io): Promise<number> {
  refusePage(options, options.record);
  // A run by scripted commands is not the result of a trainee.
  if (!io.terminal || options.do || !wantsScreen(options, io)) return takeAlone(begun, options, io);
  const {takeOnScreen} = await import('../show/screen/drill-screen.ts');
  return takeOnScreen(begun, options, io.terminal, io);
}

async function listDrills({json}: DrillOptions, io: Io): Promise<number> {
  const drills = await Promise.all(BUILT_IN_DRILLS.map(findDrill));
  const rows = drills.map(({drill: {drill: name, title, level, scenario, policy}}) => ({
    name,
    title,
    level,
    scenario,
    policy,
  }));
  const widest = Math.max(...BUILT_IN_DRILLS.map(({length}) => length));
  const named = rows.map(({name, title, level}): [string, string] => [`${name.padEnd(widest)}  ${level}`, title]);
  const text = json ? rows.map(row => JSON.stringify(row)) : described(named, screenWidth(io));
  const lines = `${text.join('\n')}\n`;
  await io.write(json ? {json: lines} : lines);
  return EXIT.done;
}

/** Runs at full speed, with the commands of `--do` only. */
async function takeAlone(begun: DrillStart, options: DrillOptions, io: Io): Promise<number> {
  const schedule = (options.do ?? []).map((text): Scheduled => parseScriptedCommand(text, begun.setup.names));
  let recording: RecordingFile | undefined;
  const taken = openDrillRun(begun, header => {
    recording = openRecordingFile(header, {...options, reads: begun.reads});
    return recording.tap;
  });
  taken.session.schedule(schedule);
  return whileRecorded(recording!, io, async () => {
    while (!taken.session.ended && !io.signal.aborted) {
      taken.session.advance(taken.session.t + SLICE_NS);
      await recording!.ready(io.signal);
      await new Promise(resolve => setImmediate(resolve));
    }
    if (io.signal.aborted) return EXIT.interrupted;
    const debrief = judgeDrill(begun.setup, begun.seed, taken.records);
    await printDebrief(debrief, options, options.record ?? null, io);
    return debrief.passed ? EXIT.done : EXIT.lost;
  });
}

/** Simulated time between two checks of the signal. */
const SLICE_NS = 5_000_000_000;
