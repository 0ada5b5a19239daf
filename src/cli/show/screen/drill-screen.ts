import {endRecording} from '../../../cli/program/while-recorded.ts';
import {clockTime} from '../../../model/words/numbers.ts';
import type {TickedLive} from '../../../session/live.ts';
import {bothTaps} from '../../../session/session.ts';
import {openRecordingFile, type RecordingFile} from '../../../setup/recording-file.ts';
import type {Source} from '../../../source/source.ts';
import {type Keeping, openKeeping} from '../../../stage/kept/drill-save.ts';
import {ghostOf, runsSoFar} from '../../../stage/kept/ghost.ts';
import {type Begun, openTaken, type Taken} from '../../../stage/taken.ts';
import {EXIT, type Io, type Terminal} from '../../program/io.ts';
import type {Values} from '../../program/option-table.ts';
import type {DRILL_OPTIONS} from '../../program/options.ts';
import {tell} from '../debrief/print-debrief.ts';
import {sayOf} from '../show.ts';
import {type Aftermath, openAftermath} from './drill-end.ts';
import {showScreen} from './screen.ts';

type DrillOptions = Values<typeof DRILL_OPTIONS>;

/** On the terminal, in real time, kept among the user's drills; the debrief is told once more when the screen is gone. */
export async function takeOnScreen(begun: Begun, options: DrillOptions, terminal: Terminal, io: Io): Promise<number> {
  const {setup, seed, resumed} = begun;
  const say = sayOf(options, io);
  const {taken, recording, keeping} = openKept(begun, options, io);
  let after: Aftermath | undefined;
  const drill = (live: TickedLive, show: (source: Source) => TickedLive) => {
    after = openAftermath({
      live,
      show,
      recorded: () => ({...taken, setup, file: setup.drill.drill}),
      over: () => keeping.over(taken.records),
      ghost: ghostOf(setup.drill.drill, seed, io.env),
      resumedNs: resumed?.t,
      judged(debrief) {
        keeping.judged(debrief, taken.records);
        const runs = runsSoFar(setup.drill.drill, io.env);
        return runs === null ? [] : [{heading: 'YOUR RUNS', rows: [{text: runs}]}];
      },
    });
    return after;
  };
  /** What ends us by a signal may not leave anything behind in memory. */
  const close = async (patienceMs = QUIT_MS) => {
    const options = {signal: io.signal, patienceMs};
    const kept = taken.session.ended ? keeping.over(taken.records, options) : keeping.leave(taken.session.t, options);
    const [sound] = await Promise.all([endRecording(recording, io, patienceMs), kept]);
    return sound;
  };
  const sayFaults = () => {
    for (const fault of keeping.faults) io.say(`irqdeck: ${fault}`);
  };
  let status: number;
  let sound = false;
  try {
    status = await showScreen(taken.session, terminal, options, io, {drill, close});
  } finally {
    sound = await close();
  }
  if (taken.session.ended && status === EXIT.done) {
    const debrief = await after!.result();
    await tell(debrief, options, options.record ?? null, io);
    sayFaults();
    return statusOf(sound, debrief.passed ? EXIT.done : EXIT.lost);
  }
  after?.end();
  keeping.close();
  const file = taken.session.ended ? null : await keeping.leave(taken.session.t);
  sayFaults();
  sayLeft(taken, setup.drill.drill, file, say);
  return statusOf(sound, status === EXIT.done ? EXIT.lost : status);
}

/** A recording that failed is an error, whatever else came. */
function statusOf(sound: boolean, status: number): number {
  return sound ? status : EXIT.error;
}

/** On quitting there is a short wait for what is recorded. */
const QUIT_MS = 800;

function openKept(begun: Begun, options: DrillOptions, io: Io) {
  let recording: RecordingFile | null = null;
  let keeping: Keeping | null = null;
  const taken = openTaken(begun, header => {
    recording = openRecordingFile(header, {...options, reads: begun.reads});
    keeping = openKeeping(header, io.env, begun.resumed?.file);
    return keeping.recording ? bothTaps(recording.tap, keeping.recording.tap) : recording.tap;
  });
  return {taken, recording: recording! as RecordingFile, keeping: keeping! as Keeping};
}

function sayLeft({session}: Taken, name: string, file: string | null, say: (sentence: string) => void): void {
  const word = /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
  const at = clockTime(session.t);
  if (session.ended) say(`the drill was over at ${at}; irqdeck drill --results judges it.`);
  else if (file === null) say(`the drill was broken off at ${at}; nothing is scored.`);
  else say(`the drill was left at ${at}; irqdeck drill ${word} --resume goes on from there.`);
}
