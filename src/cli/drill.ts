import {BUILT_IN_DRILLS} from '../drill/catalogue.ts';
import type {Debrief} from '../drill/debrief.ts';
import {moment} from '../model/numbers.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Live} from '../session/live.ts';
import {openSession, type Scheduled} from '../session/session.ts';
import type {Source} from '../source/source.ts';
import type {Aftermath} from './aftermath.ts';
import type {Call} from './commands.ts';
import {parseDo} from './do.ts';
import {judge, type Setup, setUp, stage} from './drill-runs.ts';
import {findDrill} from './drills.ts';
import {EXIT, type Io, screenWidth, type Terminal} from './io.ts';
import type {DRILL_OPTIONS, Values} from './options.ts';
import {openRecording, type Recording} from './record.ts';
import {sayOf} from './show.ts';
import {refusePage, tell} from './tell.ts';
import {described} from './text.ts';

export type DrillOptions = Values<typeof DRILL_OPTIONS>;

/** `irqdeck drill [NAME]`: the drills, or one of them, taken without a trainee where there is no screen. */
export async function drill({argument, options}: Call<typeof DRILL_OPTIONS>, io: Io): Promise<number> {
  if (argument === undefined) return listDrills(options, io);
  refusePage(options, options.record);
  const found = await findDrill(argument);
  const setup = await setUp(found);
  const {batch, json} = options;
  if (io.terminal && !batch && !json && io.isTTY && io.env.TERM !== 'dumb' && !io.env.CI)
    return takeOnScreen(setup, options, io.terminal, io);
  return takeAlone(setup, options, io);
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
  const text = json
    ? rows.map(row => JSON.stringify(row))
    : described(
        rows.map(({name, title, level}): [string, string] => [name, `${level.padEnd(6)}  ${title}`]),
        screenWidth(io),
      );
  await io.write(`${text.join('\n')}\n`);
  return EXIT.done;
}

/** On the terminal, in real time; the debrief is told when it is over and the screen is gone. */
async function takeOnScreen(setup: Setup, options: DrillOptions, terminal: Terminal, io: Io): Promise<number> {
  const taken = openTaken(setup, options, []);
  const say = sayOf(options, io);
  const [{showScreen}, {openAftermath}] = await Promise.all([import('./screen.ts'), import('./aftermath.ts')]);
  let after: Aftermath | undefined;
  const drill = (live: Live, show: (source: Source) => Live) => {
    after = openAftermath({live, recorded: () => ({...taken, setup, file: setup.drill.drill}), show});
    return after;
  };
  const status = await showScreen(taken.session, terminal, options, io, {drill}).finally(() =>
    taken.recording.end(say),
  );
  if (status !== EXIT.done) return status;
  if (!taken.session.ended) {
    say(`the drill was broken off at ${moment(taken.session.t)}; nothing is scored.`);
    return EXIT.lost;
  }
  const debrief = await after!.result();
  await tell(debrief, options, options.record ?? null, io);
  return debrief.passed ? EXIT.done : EXIT.lost;
}

/** As fast as it goes, with the commands of `--do` and nobody else. */
async function takeAlone(setup: Setup, options: DrillOptions, io: Io): Promise<number> {
  const schedule = (options.do ?? []).map((text): Scheduled => parseDo(text, setup.names));
  const taken = openTaken(setup, options, schedule);
  try {
    while (!taken.session.ended && !io.signal.aborted) {
      taken.session.advance(taken.session.t + SLICE_NS);
      await new Promise(resolve => setImmediate(resolve));
    }
  } finally {
    taken.recording.end(sayOf(options, io));
  }
  if (io.signal.aborted) return EXIT.interrupted;
  const debrief = taken.debrief();
  await tell(debrief, options, options.record ?? null, io);
  return debrief.passed ? EXIT.done : EXIT.lost;
}

/** Simulated in one go between looks at the signal. */
const SLICE_NS = 5_000_000_000;

/** A drill that is being taken. */
export type Taken = {
  session: ReturnType<typeof openSession>;
  recording: Recording;
  /** What is recorded: the header, and all that came so far. */
  header: Header;
  records: readonly Record[];
  /** How it went, once it is over. */
  debrief(): Debrief;
};

export function openTaken(setup: Setup, {seed = 1, record}: DrillOptions, schedule: readonly Scheduled[]): Taken {
  const records: Record[] = [];
  let recording: Recording | null = null;
  const played = stage(setup, seed, {
    hear: heard => {
      records.push(...heard);
    },
    tapFor: header => {
      recording = openRecording(header, {record});
      return recording.tap;
    },
  });
  return {
    session: openSession(played, {schedule}),
    recording: recording!,
    header: played.whole,
    records,
    debrief: () => judge(setup, seed, records),
  };
}
