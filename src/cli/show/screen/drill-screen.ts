import {clockTime} from '../../../model/words/numbers.ts';
import type {TickedLive} from '../../../session/live.ts';
import {bothTaps} from '../../../session/session.ts';
import {openRecordingFile, type RecordingFile} from '../../../setup/recording/recording-file.ts';
import type {Source} from '../../../source/source.ts';
import {type DrillRun, type DrillStart, openDrillRun} from '../../../stage/drill-run.ts';
import {bestRunOf, runsSoFar} from '../../../stage/kept/best-run.ts';
import {type DrillSave, openDrillSave} from '../../../stage/kept/drill-save.ts';
import {EXIT, type Io, type Terminal} from '../../program/io.ts';
import type {DRILL_OPTIONS} from '../../program/options/drill-options.ts';
import type {Values} from '../../program/options/option-row.ts';
import {endRecording} from '../../program/while-recorded.ts';
import {printDebrief} from '../debrief/print-debrief.ts';
import {sayOf} from '../frames/frame-options.ts';
import {type DrillEnd, openDrillEnd} from './drill-end.ts';
import {showScreen} from './screen.ts';

type DrillOptions = Values<typeof DRILL_OPTIONS>;

/** A drill on the screen: the run, and the two places where it is recorded. */
type ScreenDrill = {start: DrillStart; run: DrillRun; recording: RecordingFile; save: DrillSave};

/** Takes a drill on the terminal, in real time, and saves it in the user's folder. Prints the debrief after the screen has closed. */
export async function takeOnScreen(
  start: DrillStart,
  options: DrillOptions,
  terminal: Terminal,
  io: Io,
): Promise<number> {
  const drill = openScreenDrill(start, options, io);
  const {session} = drill.run;
  let end: DrillEnd | undefined;
  const openEnd = (live: TickedLive, show: (source: Source) => TickedLive) => {
    end = drillEndOf(drill, live, show, io);
    return end;
  };
  const close = (patienceMs?: number) => closeFiles(drill, io, patienceMs);
  let status: number;
  let sound = false;
  try {
    status = await showScreen(session, terminal, options, io, {drill: openEnd, close});
  } finally {
    // A signal may end the program: nothing may be left in memory.
    sound = await close();
  }
  if (session.ended && status === EXIT.done) status = await concludeDrill(drill, end!, options, io);
  else {
    end?.end();
    await concludeLeft(drill, options, io);
    if (status === EXIT.done) status = EXIT.lost;
  }
  // A recording that failed is an error, whatever else happened.
  return sound ? status : EXIT.error;
}

function openScreenDrill(start: DrillStart, options: DrillOptions, io: Io): ScreenDrill {
  let recording: RecordingFile | null = null;
  let save: DrillSave | null = null;
  const run = openDrillRun(start, header => {
    recording = openRecordingFile(header, {...options, reads: start.reads});
    save = openDrillSave(header, io.env, start.resumed?.file);
    return save.recording ? bothTaps(recording.tap, save.recording.tap) : recording.tap;
  });
  return {start, run, recording: recording! as RecordingFile, save: save! as DrillSave};
}

function drillEndOf(
  {start, run, save}: ScreenDrill,
  live: TickedLive,
  show: (source: Source) => TickedLive,
  io: Io,
): DrillEnd {
  const {setup, seed, resumed} = start;
  const name = setup.drill.drill;
  return openDrillEnd({
    live,
    show,
    recorded: () => ({...run, setup, file: name}),
    over: () => save.over(run.records),
    ghost: bestRunOf(name, seed, io.env),
    resumedNs: resumed?.t,
    judged(debrief) {
      save.judged(debrief, run.records);
      const runs = runsSoFar(name, io.env);
      return runs === null ? [] : [{heading: 'YOUR RUNS', rows: [{text: runs}]}];
    },
  });
}

/** On quitting, the recordings get this much time to be written. */
const QUIT_MS = 800;

/** Ends both recordings. Resolves with whether the recording of `-w` is complete. */
async function closeFiles({run, recording, save}: ScreenDrill, io: Io, patienceMs = QUIT_MS): Promise<boolean> {
  const {session, records} = run;
  const options = {signal: io.signal, patienceMs};
  const saved = session.ended ? save.over(records, options) : save.leave(session.t, options);
  const [sound] = await Promise.all([endRecording(recording, io, patienceMs), saved]);
  return sound;
}

/** The drill was played to its end. */
async function concludeDrill({save}: ScreenDrill, end: DrillEnd, options: DrillOptions, io: Io): Promise<number> {
  const debrief = await end.result();
  await printDebrief(debrief, options, options.record ?? null, io);
  sayFaults(save, io);
  return debrief.passed ? EXIT.done : EXIT.lost;
}

/** The trainee left, or the program was ended by a signal. */
async function concludeLeft({start, run, save}: ScreenDrill, options: DrillOptions, io: Io): Promise<void> {
  const {session} = run;
  save.close();
  const file = session.ended ? null : await save.leave(session.t);
  sayFaults(save, io);
  sayLeft(run, start.setup.drill.drill, file, sayOf(options, io));
}

function sayFaults({faults}: DrillSave, io: Io): void {
  for (const fault of faults) io.say(`irqdeck: ${fault}`);
}

function sayLeft({session}: DrillRun, name: string, file: string | null, say: (sentence: string) => void): void {
  const word = /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
  const at = clockTime(session.t);
  if (session.ended) say(`the drill was over at ${at}; irqdeck drill --results judges it.`);
  else if (file === null) say(`the drill was broken off at ${at}; there is no score.`);
  else say(`the drill was left at ${at}; irqdeck drill ${word} --resume continues it.`);
}
