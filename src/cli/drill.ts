import {BUILT_IN_DRILLS} from '../drill/catalogue.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import {openSession, type Scheduled, type Session, type Tap} from '../session/session.ts';
import type {Call} from './commands.ts';
import {parseDo} from './do.ts';
import type {Resumed} from './drill-resume.ts';
import {judge, type Setup, setUp, stage} from './drill-runs.ts';
import {findDrill, isFile} from './drills.ts';
import {EXIT, type Io, screenWidth} from './io.ts';
import type {DRILL_OPTIONS, Values} from './options.ts';
import {openRecording, type Recording, whileRecorded} from './record.ts';
import {wantsScreen} from './show.ts';
import {refusePage, tell} from './tell.ts';
import {described} from './text.ts';

export type DrillOptions = Values<typeof DRILL_OPTIONS>;

/** `irqdeck drill [NAME]`: the drills, or one of them, taken without a trainee where there is no screen. */
export async function drill({argument, options}: Call<typeof DRILL_OPTIONS>, io: Io): Promise<number> {
  if (options.results) return (await import('./drill-results.ts')).showResults(argument, options, io);
  if (options.resume !== undefined) {
    const {findResumed} = await import('./drill-resume.ts');
    return take(await findResumed(argument, options.resume, options, io), options, io);
  }
  if (argument === undefined) return listDrills(options, io);
  const setup = await setUp(await findDrill(argument));
  const reads = isFile(argument) ? [argument] : [];
  return take({setup, seed: options.seed ?? 1, asked: [], reads}, options, io);
}

async function take(begun: Begun, options: DrillOptions, io: Io): Promise<number> {
  refusePage(options, options.record);
  // What is written beforehand is nobody's run.
  if (!io.terminal || options.do || !wantsScreen(options, io)) return takeAlone(begun, options, io);
  const {takeOnScreen} = await import('./drill-screen.ts');
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

/** As fast as it goes, with the commands of `--do` and nobody else. */
async function takeAlone(begun: Begun, options: DrillOptions, io: Io): Promise<number> {
  const schedule = (options.do ?? []).map((text): Scheduled => parseDo(text, begun.setup.names));
  let recording: Recording | undefined;
  const taken = openTaken(begun, header => {
    recording = openRecording(header, {...options, reads: begun.reads});
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
    const debrief = judge(begun.setup, begun.seed, taken.records);
    await tell(debrief, options, options.record ?? null, io);
    return debrief.passed ? EXIT.done : EXIT.lost;
  });
}

/** Simulated in one go between looks at the signal. */
const SLICE_NS = 5_000_000_000;

/** A drill that is to be taken, or gone on with. */
export type Begun = {
  setup: Setup;
  seed: number;
  /** What was asked before it was left. */
  asked: readonly Scheduled[];
  /** Files that it comes from. */
  reads?: readonly string[];
  resumed?: Resumed;
};

/** A drill that is being taken. */
export type Taken = {
  session: Session;
  /** What is recorded: the header, and all that came so far. */
  header: Header;
  records: readonly Record[];
};

/** Begins a drill, or goes on with one where it was left. `tapFor` is asked who is shown everything, the truth included. */
export function openTaken({setup, seed, asked, resumed}: Begun, tapFor: (header: Header) => Tap): Taken {
  const records: Record[] = [];
  const played = stage(setup, seed, {
    hear: heard => {
      records.push(...heard);
    },
    tapFor,
  });
  const session = openSession(played, {schedule: asked});
  if (resumed) resumed.reach(session, records);
  return {session, header: played.whole, records};
}
